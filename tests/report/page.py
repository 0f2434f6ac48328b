"""Reads a rendered page the way the tests look at it: its elements, its text, its nesting."""

from html.parser import HTMLParser

INLINE = {"a", "bdi", "code", "em", "i", "mark", "span", "strong"}
VOID = {"br", "hr", "img", "link", "meta", "input", "rect"}


class Page(HTMLParser):
    """Every element with its attributes, and the text a reader sees. Fails on elements not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in INLINE:
            self.text += " "
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> out of order"

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, attribute: str) -> list[str]:
        """That attribute of every element that has it."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    def words(self) -> str:
        """The text with every run of white space as one space."""
        return " ".join(self.text.split())
