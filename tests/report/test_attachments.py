import re

import pytest

from grader.report.attachments import address, file_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("answers.pdf", "answers.pdf"),
        ("doc/my answers.PDF", r"[0-9a-f]{8}-doc_my_answers\.PDF"),
        ("page.html", r"page\.html\.txt"),
        ("../../etc/passwd", r"[0-9a-f]{8}-_.._etc_passwd\.txt"),
        (".bashrc", r"[0-9a-f]{8}-bashrc\.txt"),
        ("x.svg", r"x\.svg\.txt"),
        ("\u202e<b>\n.pdf", r"[0-9a-f]{8}-_b_\.pdf"),
    ],
)
def test_names_are_plain_and_open_as_documents(path: str, name: str) -> None:
    assert re.fullmatch(name, file_name(path))


@pytest.mark.parametrize("path", ["a/b.pdf", "a b.pdf", "x" * 300 + ".pdf", "ä.pdf", "javascript:alert(1).pdf"])
def test_any_path_becomes_a_safe_relative_address(path: str) -> None:
    assert re.fullmatch(r"files/[A-Za-z0-9._-]{1,115}", address(path))


def test_paths_that_would_become_one_name_are_kept_apart() -> None:
    assert len({file_name(path) for path in ("a/b.pdf", "a b.pdf", "a_b.pdf")}) == 3
