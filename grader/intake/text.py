"""Text from strangers: names made fit to show, bytes made into text whatever their encoding."""

import codecs
import re
import unicodedata

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x9b[0-?]*[ -/]*[@-~]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SURROGATE = re.compile("[\ud800-\udfff]")
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def printable(text: str, limit: int = 200) -> str:
    """`text` on one line, without control characters, ANSI codes, marks of direction and other unseen characters."""
    spaced = "".join(" " if char.isspace() else char for char in _ANSI.sub("", text))
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    line = " ".join(unicodedata.normalize("NFC", seen).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def clean(text: str) -> str:
    """`text` with newlines alone at the ends of lines and without lone surrogates, which no encoding can write."""
    return _SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def marked_encoding(data: bytes) -> str:
    """The encoding that a byte order mark, or the zero bytes of UTF-16 text, give away; empty when nothing does."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if len(data) >= 2 and 0 in data[:2] and data[:2] != b"\0\0":
        return "utf-16-le" if data[1] == 0 else "utf-16-be"
    return ""


def decode(data: bytes, declared: str = "utf-8") -> tuple[str, str]:
    """Bytes as text, and a sentence on what was odd about their encoding (empty when nothing was)."""
    wanted = marked_encoding(data) or declared
    for encoding in (wanted, "utf-8"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        usual = wanted == encoding and not encoding.startswith(("utf-16", "utf-32"))
        return clean(text), "" if usual else f"It is not in the usual UTF-8; it was read as {encoding.upper()}."
    text = data.decode("cp1252", "replace")
    return clean(text), f"It is not valid {wanted.upper()}; it was read as Windows-1252 text."
