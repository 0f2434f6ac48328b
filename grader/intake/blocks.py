"""Code of a notebook that was exported without marks between its cells, cut where cells can have ended."""

import ast
import re

_MOST_MERGED = 40
"""How many blocks are tried together: a text in triple quotes, or a long function, has blank lines in it."""
_GOES_ON = re.compile(r"[\s)\]}]|(?:else|elif|except|finally)\b")
_NO_PYTHON = re.compile(r"^(?P<indent>[ \t]*)[!%].*$", re.MULTILINE)


def blocks(code: str) -> list[str]:
    """The code in pieces, each of which can be read by itself: what fails in one does not take the others along.

    A piece begins after an empty line, at the margin, and at a cell's magic. Where something cannot be read, it is a
    piece of its own.
    """
    lines = code.split("\n")
    starts = [0, *(at for at in range(1, len(lines)) if _begins(lines, at)), len(lines)]
    pieces, at = [], 0
    while at < len(starts) - 1:
        ends = range(at + 1, min(at + 1 + _MOST_MERGED, len(starts)))
        end = next((end for end in ends if _readable(lines[starts[at] : starts[end]])), at + 1)
        pieces.append("\n".join(lines[starts[at] : starts[end]]).strip("\n"))
        at = end
    return [piece for piece in pieces if piece]


def _begins(lines: list[str], at: int) -> bool:
    if lines[at].startswith("%%"):
        return True
    return not lines[at - 1].strip() and bool(lines[at]) and not _GOES_ON.match(lines[at])


def _readable(lines: list[str]) -> bool:
    try:
        ast.parse(_NO_PYTHON.sub(r"\g<indent>pass", "\n".join(lines)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
