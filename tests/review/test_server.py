import http.client
import json
from http import HTTPStatus
from urllib.parse import urlencode

import pytest

from grader.review import ReviewServer

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(
    server: ReviewServer, method: str, path: str, body: str | None = None, **headers: str | None
) -> tuple[int, str, dict[str, str]]:
    """One request as the page's own browser would send it; headers that are None are left out."""
    usual: dict[str, str | None] = {"Cookie": f"review={server.key}", "Origin": server.origin}
    sent = {name.replace("_", "-"): value for name, value in {**usual, **headers}.items() if value is not None}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    try:
        connection.request(method, path, body, {**FORM, **sent})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        connection.close()


def test_the_printed_address_lets_in_and_leaves_the_key_out_of_the_bar(server: ReviewServer) -> None:
    status, _, headers = ask(server, "GET", server.url.removeprefix(server.origin), Cookie=None)
    assert (status, headers["Location"]) == (HTTPStatus.SEE_OTHER, "/")
    assert "HttpOnly; SameSite=Strict" in headers["Set-Cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": None},
        {"Cookie": "review=guess"},
        {"Cookie": "review=\u00e9; ;;;"},
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": None},
    ],
)
def test_nobody_else_may_mark(server: ReviewServer, headers: dict[str, str | None]) -> None:
    assert ask(server, "POST", "/item/0", "points=3", **headers)[0] == HTTPStatus.FORBIDDEN
    assert server.pile.marks()[0] is None


@pytest.mark.parametrize("path", ["/", "/item/0", "/report/0", "/review.css", "/review.js"])
def test_pages_need_the_key(server: ReviewServer, path: str) -> None:
    assert ask(server, "GET", path, Cookie=None)[0] == HTTPStatus.FORBIDDEN
    status, _, headers = ask(server, "GET", path)
    assert status == HTTPStatus.OK
    assert path.startswith("/report") or "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/item/4", "/item/-1", "/item/x", "/item/", "/item/%D9%A1", "/../secret", "/report/9"]
)
def test_what_is_not_there_is_not_found(server: ReviewServer, path: str) -> None:
    assert ask(server, "GET", path)[0] == HTTPStatus.NOT_FOUND


def test_a_mark_is_saved_by_script_and_by_form(server: ReviewServer) -> None:
    body = urlencode({"points": "2,5", "reason": "nearly"})
    status, text, _ = ask(server, "POST", "/item/0", body, Accept="application/json")
    assert (status, json.loads(text)) == (HTTPStatus.OK, {"done": 1})
    assert ask(server, "POST", "/item/1", "points=1")[2]["Location"] == "/item/2"
    assert ask(server, "POST", "/item/3", "points=1")[2]["Location"] == "/item/3"
    marks = server.pile.marks()
    assert [mark and (mark.points, mark.reason) for mark in marks] == [(2.5, "nearly"), (1, ""), None, (1, "")]
    assert 'value="2.5"' in ask(server, "GET", "/item/0")[1]


@pytest.mark.parametrize(("body", "words"), [("points=9", "not between 0 and 3"), ("points=a", "no number")])
def test_a_wrong_mark_says_why(server: ReviewServer, body: str, words: str) -> None:
    status, text, _ = ask(server, "POST", "/item/0", body)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in text


def test_a_body_beyond_measure_is_not_read(server: ReviewServer) -> None:
    assert ask(server, "POST", "/item/0", None, Content_Length="999999999")[0] == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_answer_is_rendered_but_not_live(server: ReviewServer) -> None:
    page = ask(server, "GET", "/item/1")[1]
    assert "<strong>bold</strong>" in page
    assert "<img" not in page
    assert page.count("<script") == 1
    assert "bob&lt;b&gt;" in page


def test_a_blind_review_names_nobody(server: ReviewServer) -> None:
    server.pile.blind = True
    pages = [ask(server, "GET", path)[1] for path in ("/", "/item/0", "/item/2")]
    assert not [page for page in pages if "ada" in page]
    assert ask(server, "GET", "/report/0")[0] == HTTPStatus.NOT_FOUND
