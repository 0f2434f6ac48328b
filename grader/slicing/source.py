"""The Python in a cell: its syntax tree, with the lines that only IPython understands written as calls.

A line `%cd data` becomes `get_ipython().run_line_magic('cd', 'data')`, `!ls` becomes `get_ipython().system('ls')`, as
IPython itself does it and as notebooks that were exported to a module have it already. Magics that run Python
(`%time x = f()`, `%%time`) give way to that Python.
"""

import ast
import re
from dataclasses import dataclass

from grader.slicing.knowledge import CODE_CELL_MAGICS, CODE_MAGICS

LONGEST_CELL = 50_000
"""Characters of a cell beyond which it is not read: the parser's time can grow with the square of them."""

_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?:\s|$)", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\s*%%(?P<name>[A-Za-z]\w*)(?P<line>[^\n]*)\n?(?P<body>.*)", re.DOTALL)
_MAGIC = re.compile(
    r"(?P<indent>[ \t]*)(?P<target>[A-Za-z_][\w., \t]*=[ \t]*)?"
    r"(?P<mark>%%?[ \t]*(?=[A-Za-z])|!!?)(?P<rest>(?:\\\n|[^\n])*)"
)
_HELP = re.compile(r"(?P<indent>[ \t]*)(?:\?{1,2}[^\n]+|%{0,2}[\w.*]+\?{1,2}[ \t]*(?=\n|$))")
_PIECE = re.compile(
    r"""(?P<string>\"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z)|'{3}(?:[^\\]|\\.)*?(?:'{3}|\Z)"""
    r"""|"(?:[^"\\\n]|\\.)*(?:"|$)|'(?:[^'\\\n]|\\.)*(?:'|$))"""
    r"""|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<line>\n)|\\.|[^"'\#()\[\]{}\n\\]+|.""",
    re.DOTALL | re.MULTILINE,
)
_OPTIONS = re.compile(r"\s*(?:-\w+(?:[ \t]+\d+)?[ \t]+|-[nrtpo]\d*[ \t]+)*")


@dataclass(frozen=True, slots=True)
class Source:
    """A cell's code as a tree, or why there is none."""

    tree: ast.Module | None
    problem: str = ""
    """`cannot be parsed`, or another reason, as the end of "the cell …"; empty when there is a tree."""
    fails: bool = False
    """Python cannot read it either: it fails as a whole, and so neither reads nor binds a name."""


def read_source(text: str) -> Source:
    """Read a cell. Raises nothing, but Python may warn of what it finds in the text."""
    if len(text) > LONGEST_CELL:
        return Source(None, "is too long to be read")
    try:
        tree = _parse(text) or _parse(to_python(text))
    except (RecursionError, MemoryError):
        return Source(None, "is nested too deeply to be read")
    if tree is not None:
        return Source(tree)
    if _CONFLICT.search(text):
        return Source(None, "holds merge-conflict markers, so that it cannot be parsed", fails=True)
    return Source(None, "cannot be parsed", fails=True)


def to_python(text: str) -> str:
    """A cell with IPython's own lines written as Python, line for line."""
    cell = _CELL_MAGIC.match(text)
    if cell is None:
        return "".join(_lines(_dedented(text)))
    name, line, body = cell["name"], cell["line"].strip(), cell["body"]
    if name not in CODE_CELL_MAGICS:
        return f"get_ipython().run_cell_magic({name!r}, {line!r}, {body!r})\n"
    names = [word for word in line.split() if not word.startswith("-")] if name == "capture" else []
    head = f"{names[0]} = get_ipython().captured()" if names and names[0].isidentifier() else ""
    return f"{head}\n{''.join(_lines(_dedented(body)))}"


def _parse(text: str) -> ast.Module | None:
    """The tree; None where the text is no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def _dedented(text: str) -> str:
    """`text` without the indentation that its first line has, as IPython runs it."""
    first = re.match(r"(?:[ \t]*\n)*([ \t]+)\S", text)
    return re.sub(rf"^{first[1]}", "", text, flags=re.MULTILINE) if first else text


def _lines(text: str) -> list[str]:
    """The pieces of `text`, with every magic line written as Python."""
    pieces, at = [], 0
    while at < len(text):
        if asked := _HELP.match(text, at):
            pieces.append(f"{asked['indent']}pass")
            at = asked.end()
        elif magic := _MAGIC.match(text, at):
            pieces.append(_call(magic))
            at = magic.end()
        end = _line_end(text, at)
        pieces.append(text[at:end])
        at = end
    return pieces


def _line_end(text: str, at: int) -> int:
    """Where the logical line from `at` ends, its newline included: brackets and long strings go on over lines."""
    depth = 0
    for piece in _PIECE.finditer(text, at):
        kind = piece.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "line" and depth == 0:
            return piece.end()
    return len(text)


def _call(magic: re.Match[str]) -> str:
    """A magic line as a call, or as the Python that it runs, with as many lines as before."""
    rest = magic["rest"].replace("\\\n", " ").strip()
    name, _, line = rest.partition(" ")
    more = "\n" * magic["rest"].count("\n")
    head = magic["indent"] + (magic["target"] or "")
    if magic["mark"].startswith("!"):
        how = "getoutput" if magic["target"] else "system"
        return f"{head}get_ipython().{how}({rest!r}){more}"
    if name in CODE_MAGICS and (code := line[_options(line) :].strip()):
        return f"{head}{code}{more}"
    return f"{head}get_ipython().run_line_magic({name!r}, {line!r}){more}"


def _options(line: str) -> int:
    """Length of the options that a magic's line begins with, such as `-n 10`."""
    found = _OPTIONS.match(line)
    return found.end() if found else 0
