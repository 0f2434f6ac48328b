"""The server behind the page: loopback only, and only for whoever was given the address.

Another page in the same browser cannot reach it: every request needs the cookie that the address sets (never sent from
another site), the host it was bound to, and, to change something, an origin that is the page itself.
"""

import json
import secrets
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from grader.gradebook import BookError
from grader.report import render_student
from grader.review import page
from grader.review.items import Pile

LONGEST_BODY = 20_000
_COOKIE = "review"


class ReviewServer(ThreadingHTTPServer):
    """Serves the review of one pile at `url` until it is shut down."""

    daemon_threads = True

    def __init__(self, pile: Pile, port: int = 0) -> None:
        self.pile = pile
        self.key = secrets.token_urlsafe(24)
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        """The address for the reviewer's browser; whoever has it may review."""
        return f"{self.origin}/?key={self.key}"


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    timeout = 30
    server_version = "review"
    sys_version = ""
    static: ClassVar[dict[str, tuple[str, Callable[[], str]]]] = {
        "/review.css": ("text/css", page.style),
        "/review.js": ("text/javascript", page.script),
    }

    def do_GET(self) -> None:
        """Pages, reports, style and script."""
        parts = urlsplit(self.path)
        if parse_qs(parts.query).get("key") == [self.server.key] and self._right_host():
            self._redirect("/", cookie=True)
        elif self._may():
            self._page(parts.path)

    def do_POST(self) -> None:
        """One mark: as a form, or as JSON from the script."""
        if not self._may() or not self._right_origin():
            return
        number = self._number(urlsplit(self.path).path, "/item/")
        if number is None:
            self._error(HTTPStatus.NOT_FOUND, "there is no such answer")
            return
        try:
            points, reason = _read_mark(self._body())
            self.server.pile.give(number, points, reason)
        except (BookError, ValueError) as error:
            self._error(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
            return
        if "application/json" in self.headers.get("Accept", ""):
            done = sum(mark is not None and mark.points is not None for mark in self.server.pile.marks())
            self._send("application/json", json.dumps({"done": done}))
        else:
            self._redirect(f"/item/{min(number + 1, len(self.server.pile.items) - 1)}")

    def _page(self, path: str) -> None:
        pile = self.server.pile
        if path in self.static:
            kind, content = self.static[path]
            self._send(kind, content())
        elif path == "/":
            self._send("text/html", page.overview(pile))
        elif (number := self._number(path, "/item/")) is not None:
            self._send("text/html", page.item(pile, number))
        elif (number := self._number(path, "/report/")) is not None and not pile.blind:
            self._send("text/html", render_student(pile.items[number].report), policy="")
        else:
            self._error(HTTPStatus.NOT_FOUND, "there is no such page")

    def _number(self, path: str, start: str) -> int | None:
        text = path.removeprefix(start)
        ours = path.startswith(start) and text.isascii() and text.isdigit() and len(text) < 9
        return int(text) if ours and int(text) < len(self.server.pile.items) else None

    def _body(self) -> str:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LONGEST_BODY:
            raise ValueError(f"a mark with its reason has at most {LONGEST_BODY} bytes")
        return self.rfile.read(int(length)).decode("utf-8", "replace")

    def _may(self) -> bool:
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
        except CookieError:
            cookie = None
        if self._right_host() and cookie and secrets.compare_digest(cookie.value.encode(), self.server.key.encode()):
            return True
        self._error(HTTPStatus.FORBIDDEN, "open the address that the command printed")
        return False

    def _right_host(self) -> bool:
        return self.headers.get("Host") == f"127.0.0.1:{self.server.server_port}"

    def _right_origin(self) -> bool:
        if self.headers.get("Origin") == self.server.origin:
            return True
        self._error(HTTPStatus.FORBIDDEN, "this does not come from the page")
        return False

    def _redirect(self, place: str, *, cookie: bool = False) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", place)
        if cookie:
            self.send_header("Set-Cookie", f"{_COOKIE}={self.server.key}; HttpOnly; SameSite=Strict; Path=/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _error(self, status: HTTPStatus, message: str) -> None:
        self._send("text/plain", message, status=status)

    def _send(self, kind: str, content: str, *, status: HTTPStatus = HTTPStatus.OK, policy: str = page.POLICY) -> None:
        """Answer. A student's report brings a stricter policy of its own."""
        data = content.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing: the terminal belongs to the command."""


def _read_mark(body: str) -> tuple[float | None, str]:
    """Points and reason of a form; empty points take a mark back. Raises `ValueError` with a sentence."""
    fields = parse_qs(body, keep_blank_values=True)
    text = fields.get("points", [""])[0].strip().replace(",", ".")
    try:
        points = float(text) if text else None
    except ValueError:
        raise ValueError(f"{text!r} is no number of points") from None
    return points, fields.get("reason", [""])[0].strip()
