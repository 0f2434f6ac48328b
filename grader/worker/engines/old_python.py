"""Code in the manner of Python 2, put right where that is plain to see: `print x` and `except Error, name`.

Only code that cannot be read as it is gets here, so nothing that means something today is changed.
"""

import ast
import re

_WHAT = r"(?:\s+(?P<what>[^\s(=].*?|\(.*\)\s*[%,+].*?)|\s*)"
_PRINT = re.compile(rf"^(?P<before>\s*(?:.*:\s+|.*;\s*)?)print{_WHAT}(?P<more>,?)\s*$")
_EXCEPT = re.compile(r"^(?P<before>\s*except\s+[\w.]+|\s*except\s*\([^()]*\))\s*,\s*(?P<name>\w+)\s*:")
_LINES = 10_000


def modernized(source: str) -> str:
    """The source as Python 3 reads it; as it is where it can be read already, or cannot be made readable."""
    if _readable(source):
        return source
    lines = source.split("\n")
    if len(lines) > _LINES:
        return source
    fresh = "\n".join(_line(line) for line in lines)
    return fresh if fresh != source and _readable(fresh) else source


def _line(line: str) -> str:
    if found := _EXCEPT.match(line):
        return _EXCEPT.sub(rf"{found['before']} as {found['name']}:", line)
    if (found := _PRINT.match(line)) and "print(" not in line:
        ending = ", end=' '" if found["more"] and found["what"] else ""
        return f"{found['before']}print({found['what'] or ''}{ending})"
    return line


def _readable(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
