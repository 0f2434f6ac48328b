"""How the reports of a course look: their language, and a folder with the course's own style, templates and texts."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from markupsafe import Markup

from grader.report.errors import ReportError
from grader.report.text import visible, with_code

TEXTS = Path(__file__).parent / "texts"
"""A file for each language; `en.toml` explains the form."""


Text = TypeVar("Text", str, Markup)


class Texts:
    """Every sentence of a report, by key. Where a text has two forms, `count` decides between `one` and `other`."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self.entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """The text with its values filled in."""
        return self._filled(key, self._found(key, values), values)

    def markup(self, key: str, **values: object) -> Markup:
        """The same for a page: text between backticks becomes code, values are made safe unless they are markup."""
        safe = {name: _safe(value) for name, value in values.items()}
        return self._filled(key, with_code(self._found(key, values)), safe)

    def _filled(self, key: str, text: Text, values: Mapping[str, object]) -> Text:
        try:
            return text.format(**values)
        except (LookupError, ValueError) as error:
            known = ", ".join(f"{{{name}}}" for name in values) or "nothing"
            raise ReportError(f"The text {key} cannot be filled in: {error}. It may hold {known}.") from error

    def _found(self, key: str, values: Mapping[str, object]) -> str:
        form = f"{key}.one" if values.get("count") == 1 else f"{key}.other"
        return self.entries.get(form) or self.entries[key]


@dataclass(frozen=True)
class Look:
    """Language and theme: a folder with any of `style.css`, templates (`*.html`) and `texts/<language>.toml`.

    Its style comes after ours, a template takes the place of ours with that name (which is `default/<name>` to it),
    texts replace ours one by one. A theme is trusted like the assignments are.
    """

    language: str = ""
    """Empty: that of the assignment."""
    theme: Path | None = None

    def speaking(self, language: str) -> "Look":
        """The same look in a language, where it names none of its own."""
        return self if self.language else replace(self, language=language)

    @property
    def texts(self) -> Texts:
        """The texts of the language, or English, read once a process. Raises ReportError where there are none."""
        return _texts(self)

    @property
    def style(self) -> str:
        """The theme's own style sheet; empty when there is none."""
        path = self.in_theme("style.css")
        return path.read_text(encoding="utf-8") if path else ""

    def in_theme(self, name: str) -> Path | None:
        """The theme's file of that name, if it has one."""
        path = self.theme / name if self.theme else None
        return path if path and path.is_file() else None


PLAIN = Look()
"""The assignment's language, without a theme."""


@lru_cache(8)
def _texts(look: Look) -> Texts:
    language = look.language or "en"
    own, course = TEXTS / f"{language}.toml", look.in_theme(f"texts/{language}.toml")
    if not own.is_file() and course is None:
        known = ", ".join(sorted(path.stem for path in TEXTS.glob("*.toml")))
        raise ReportError(
            f"There are no texts in {language!r}. There is: {known}. Another language needs "
            f"texts/{language}.toml in the course's theme folder."
        )
    files = (TEXTS / "en.toml", own, course)
    return Texts({key: text for path in files if path and path.is_file() for key, text in _read(path)})


def _safe(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _read(path: Path) -> Iterator[tuple[str, str]]:
    """Key and text of each entry; keys of tables are joined by dots."""
    try:
        yield from _entries("", tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReportError(f"Cannot read the texts in {path}: {error}.") from error


def _entries(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _entries(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", str(value)
