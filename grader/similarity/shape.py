"""The shape of code: what is left when names, numbers, texts, comments and layout do not count.

Names after a dot stay, because a library chose them. Fingerprints are chosen by winnowing (Schleimer, Wilkerson and
Aiken, SIGMOD 2003): every common run of `RUN + WINDOW - 1` tokens shares at least one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Literal, Name, Number, String, Text, _TokenType

RUN = 12
"""Tokens in one fingerprint."""
WINDOW = 6
"""Of so many fingerprints in a row one is kept."""


@dataclass(frozen=True)
class Fingerprint:
    """A run of tokens, and the lines it stands on, counted from 0, the last one included."""

    value: int
    first: int
    last: int


def fingerprints(code: str) -> tuple[Fingerprint, ...]:
    """The fingerprints of Python code, broken code included, in order; none for less than a run of tokens."""
    tokens = list(_tokens(code))
    runs = [tokens[start : start + RUN] for start in range(len(tokens) - RUN + 1)]
    prints = [Fingerprint(_hash(run), run[0][1], run[-1][1]) for run in runs]
    chosen: dict[int, Fingerprint] = {}
    for start in range(max(1, len(prints) - WINDOW + 1) if prints else 0):
        window = range(start, min(start + WINDOW, len(prints)))
        least = min(window, key=lambda place: (prints[place].value, -place))
        chosen[least] = prints[least]
    return tuple(chosen[place] for place in sorted(chosen))


def _tokens(code: str) -> Iterator[tuple[str, int]]:
    """Each token that counts, as its shape, with its line."""
    line, after_dot = 0, False
    for _, kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(code):
        shape = _shape(kind, text.strip(), after_dot=after_dot)
        if shape:
            yield shape, line
            after_dot = shape == "."
        line += text.count("\n")


def _shape(kind: _TokenType, text: str, *, after_dot: bool) -> str:
    if not text or _is(kind, Text, Comment, String.Doc):
        return ""
    if _is(kind, String):
        return "" if kind is not String.Delimiter and text in ("'", '"') else "s"
    if _is(kind, Number, Literal):
        return "0"
    return "n" if _is(kind, Name) and not _is(kind, Name.Builtin) and not after_dot else text


def _is(kind: _TokenType, *kinds: _TokenType) -> bool:
    """Whether a token is of one of these kinds, or of a kind below one of them."""
    return any(kind[: len(one)] == tuple(one) for one in kinds)


def _hash(run: list[tuple[str, int]]) -> int:
    text = "\x1f".join(shape for shape, _ in run)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
