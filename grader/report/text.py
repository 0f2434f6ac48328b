"""Makes text of unknown origin safe to look at: nothing in it may steer a terminal or turn the reading direction."""

import re

from markupsafe import Markup, escape

_STEERING = re.compile(
    "\r\n|["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters; tab and newline stay
    "\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # bidi marks, invisible characters
    "\ud800-\udfff\U000e0000-\U000e007f"  # lone surrogates cannot be encoded; tag characters are invisible
    "]"
)
_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours and cursor movements
    r"|\x1b[PX^_\]][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, hyperlinks, device strings
    r"|\x1b[ -/]*[0-~]"
)
_BACKTICKS = re.compile(r"`([^`\n]+)`")


def visible(text: str) -> str:
    """Show control, bidi and invisible characters as marks; tabs and newlines stay. Idempotent."""
    return text if text.isprintable() else _STEERING.sub(_mark, text)


def one_line(text: str, most: int = 200) -> str:
    """`visible` on a single line of at most `most` characters, for names in tables, terminals and CSV cells."""
    line = visible(text.replace("\n", "␊").replace("\t", "␉"))
    return line if len(line) <= most else line[: most - 1] + "…"


def plain(text: str) -> str:
    """Text as a terminal would leave it: no escape sequences, and of a line that was overwritten the last state."""
    lines = _ESCAPE_SEQUENCE.sub("", text).split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def clip(text: str, most: int) -> str:
    """At most about `most` characters: the beginning, and a quarter of the room for the end."""
    if len(text) <= most:
        return text
    head, tail = most - most // 4, most // 4
    return f"{text[:head]}\n… {len(text) - head - tail:,} characters left out …\n{text[len(text) - tail :]}"


def with_code(text: str) -> Markup:
    """A sentence, visible and escaped, in which what stands between backticks is marked up as code."""
    return Markup(_BACKTICKS.sub(r"<code>\1</code>", str(escape(visible(text)))))


def _mark(match: re.Match[str]) -> str:
    if match.group() == "\r\n":
        return "\n"
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟦U+{code:04X}⟧"
