"""Whether what the grader wrote is safe to open: pages, the spreadsheet, the terminal's lines."""

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ACTIVE = {"script", "iframe", "object", "embed", "base", "form", "input", "button", "link", "video", "audio", "frame"}
_LOADING = {"src", "href", "action", "formaction", "xlink:href", "data", "srcset", "poster", "background"}
_HARMLESS = re.compile(
    r"#|data:image/(?:png|jpeg|svg\+xml);base64,|files/|grades\.csv$|[\w.~%-]+/report\.html|(?:https?|mailto):",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"https?:", re.IGNORECASE)
MOST_BYTES = 48 << 20
"""Of one student's folder: the report as a page and as data, each with the outputs at their bound."""


_OVERVIEW = {"script", "form", "input"}
"""Each once in the class overview: it sorts and filters its table."""


class _Page(HTMLParser):
    def __init__(self, *, overview: bool) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.expected = set(_OVERVIEW) if overview else set[str]()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in self.expected:
            self.expected.remove(tag)
        elif tag in _ACTIVE:
            self.faults.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or (name == "style" and "fixed" in (value or "")):
                self.faults.append(f"{tag} {name}={value}")
            if name in _LOADING and not _HARMLESS.match(value or ""):
                self.faults.append(f"{tag} {name}={value}")
            if name in _LOADING and tag != "a" and _OUTSIDE.match(value or ""):
                self.faults.append(f"{tag} loads {value}")
            if tag == "meta" and name == "http-equiv" and (value or "").lower() == "refresh":
                self.faults.append("refresh")


def faults_of(folder: Path, printed: str) -> Iterator[str]:
    """What is unsafe in a class's folder of reports and in what the command printed."""
    for page in folder.rglob("*.html"):
        parser = _Page(overview=page.parent == folder)
        parser.feed(page.read_text(encoding="utf-8"))
        yield from (f"{page.relative_to(folder)}: {fault}" for fault in parser.faults)
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    yield from (f"formula: {cell}" for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r")))
    yield from (f"steers the terminal: {found[0]!r}" for found in _STEERING.finditer(printed))
    for student in folder.iterdir():
        if student.is_dir() and sum(path.stat().st_size for path in student.rglob("*")) > MOST_BYTES:
            yield f"more than {MOST_BYTES} bytes: {student.name}"
