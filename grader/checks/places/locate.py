"""Finding the cells that answer a question, by what is written in the notebook, never by position alone."""

import ast
import re
from dataclasses import dataclass
from typing import Literal, Protocol

from grader.model import Cell, CellKind, Notebook

_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s", re.MULTILINE)
_NO_HEADING = 7
_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


class Place(Protocol):
    """Somewhere in a notebook."""

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """Indices of the code cells there, in order; empty when the notebook has no such place."""

    @property
    def sought(self) -> str:
        """What a cell there does, as the end of "no cell was found that ..."."""


@dataclass(frozen=True)
class Section:
    """The code cells under a heading: a Markdown cell, or a comment line in a code cell, that matches `pattern`.

    It ends at the next Markdown cell with a heading of the same or a higher level, or, where `until` is given, at the
    next cell that matches it. One that no heading opens ends at a code cell that begins with a comment like
    `following`, too: notebooks without a word of Markdown number their questions in comments.
    """

    pattern: str
    until: str = ""
    following: str = ""

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        return tuple(cell.index for cell in self._span(notebook) if cell.kind is CellKind.CODE)

    @property
    def sought(self) -> str:
        """See `Place`."""
        return "stands under the heading of this part"

    def text(self, notebook: Notebook) -> str:
        """The Markdown of the section, a written answer: what follows the cell that opens it, else what it holds."""
        span = [cell for cell in self._span(notebook) if cell.source.strip()]
        after = [cell.source for cell in span[1:] if cell.kind is CellKind.MARKDOWN]
        below_heading = [cell.source.partition("\n")[2].strip() for cell in span[:1] if cell.kind is CellKind.MARKDOWN]
        return "\n\n".join(after or below_heading)

    def _span(self, notebook: Notebook) -> tuple[Cell, ...]:
        start = next((cell for cell in notebook.cells if self._opens(cell)), None)
        if start is None:
            return ()
        rest = [cell for cell in notebook.cells if cell.index > start.index]
        end = next((cell.index for cell in rest if self._ends(cell, _level(start))), len(notebook.cells))
        return (start, *(cell for cell in rest if cell.index < end))

    def _opens(self, cell: Cell) -> bool:
        lines = cell.source.splitlines()
        if cell.kind is CellKind.CODE:
            lines = [line for line in lines if line.lstrip().startswith("#")]
        return any(re.search(self.pattern, line, re.IGNORECASE) for line in lines)

    def _ends(self, cell: Cell, level: int) -> bool:
        if self.until:
            return Section(self.until)._opens(cell)
        if cell.kind is not CellKind.MARKDOWN:
            return level == _NO_HEADING and bool(self.following) and Section(self.following)._opens(_beginning(cell))
        return 0 < _level(cell) <= level


@dataclass(frozen=True)
class EachAsked(Section):
    """Every text cell that asks a question, wherever it stands, with its answer in the same cell or the next one.

    `pattern` tells the questions; `answer` tells a next cell that answers.
    """

    answer: str = "answer"

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`. No code answers such questions."""
        return ()

    def text(self, notebook: Notebook) -> str:
        """Questions and answers, in order."""
        texts = [cell for cell in notebook.cells if cell.kind is CellKind.MARKDOWN]
        asking = [self._says(cell, self.pattern) for cell in texts]
        after = [False, *asking]
        kept = [
            cell.source
            for cell, asks, answers in zip(texts, asking, after, strict=False)
            if asks or (answers and self._says(cell, self.answer))
        ]
        return "\n\n".join(kept)

    @staticmethod
    def _says(cell: Cell, pattern: str) -> bool:
        return bool(re.search(pattern, cell.source, re.IGNORECASE))


@dataclass(frozen=True)
class Assigns:
    """The nth code cell (from 1) that binds a name at its top level."""

    name: str
    nth: int = 1

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        binding = [cell.index for cell in notebook.code_cells if self.name in bound_names(cell.source)]
        return (binding[self.nth - 1],) if len(binding) >= self.nth else ()

    @property
    def sought(self) -> str:
        """See `Place`."""
        return f"sets `{self.name}`" + (f" for the {_ORDINALS[self.nth]} time" if self.nth in _ORDINALS else "")


@dataclass(frozen=True)
class Calls:
    """The code cells that call a function, with one of True, False or None as an argument where given.

    It is called by its name, or by one that this name was made another one for (`my_nn = forward`).

    With `nth`, those from the nth call on: `Calls("net", nth=2)` finds nothing where it is called in one place only.
    """

    name: str
    constant: bool | Literal["any"] | None = "any"
    within: Place | None = None
    nth: int = 1

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        inside = None if self.within is None else self.within.cells(notebook)
        found, calls, names = [], 0, {self.name, *other_names(self.name, notebook)}
        for cell in notebook.code_cells:
            here = self._calls(cell, names) if inside is None or cell.index in inside else 0
            calls += here
            if here and calls >= self.nth:
                found.append(cell.index)
        return tuple(found)

    @property
    def sought(self) -> str:
        """See `Place`."""
        return f"calls `{self.name}`" + ("" if self.constant == "any" else f" with {self.constant}")

    def _calls(self, cell: Cell, names: set[str]) -> int:
        nodes = ast.walk(tree) if (tree := parsed(cell.source)) else ()
        return sum(isinstance(node, ast.Call) and self._fits(node, names) for node in nodes)

    def _fits(self, call: ast.Call, names: set[str]) -> bool:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        constants = [node.value for node in given if isinstance(node, ast.Constant)]
        fits = self.constant == "any" or any(value is self.constant for value in constants)
        return isinstance(call.func, ast.Name) and call.func.id in names and fits


@dataclass(frozen=True)
class FirstOf:
    """The first of several places that the notebook has."""

    places: tuple[Place, ...]

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        return next((found for place in self.places if (found := place.cells(notebook))), ())

    @property
    def sought(self) -> str:
        """See `Place`: what the first of them is."""
        return self.places[0].sought


@dataclass(frozen=True)
class Binding:
    """The cells of `place` up to the last one that binds `name`; nothing where none of them does."""

    place: Place
    name: str

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        found = self.place.cells(notebook)
        sources = {cell.index: cell.source for cell in notebook.code_cells}
        last = max((index for index in found if self.name in bound_names(sources[index])), default=None)
        return () if last is None else tuple(index for index in found if index <= last)

    @property
    def sought(self) -> str:
        """See `Place`."""
        return f"sets `{self.name}`"


def bound_names(source: str) -> set[str]:
    """Names that a cell binds at its top level: assignments, definitions, imports; none when it does not parse."""
    tree = parsed(source)
    names: set[str] = set()
    todo: list[ast.AST] = list(tree.body) if tree else []
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        todo.extend(ast.iter_child_nodes(node))
    return names


def other_names(name: str, notebook: Notebook) -> set[str]:
    """Names for which this one stands, at the top level of some cell: `my_nn = forward`."""
    trees = [tree for cell in notebook.code_cells if (tree := parsed(cell.source))]
    given = [node for tree in trees for node in tree.body if isinstance(node, ast.Assign)]
    named = [node.value.id for node in given if isinstance(node.value, ast.Name) and _is_for(node, name)]
    return set(named)


def _is_for(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell, IPython's own lines left out; None when it does not parse."""
    try:
        return ast.parse(_MAGIC.sub("", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _beginning(cell: Cell) -> Cell:
    """The first line of a cell that is not empty."""
    return cell.model_copy(update={"source": cell.source.lstrip().partition("\n")[0]})


def _level(cell: Cell) -> int:
    """Level of the highest heading in a Markdown cell, 1 to 6; `_NO_HEADING` for anything else."""
    if cell.kind is not CellKind.MARKDOWN:
        return _NO_HEADING
    return min((len(match.group(1)) for match in _HEADING.finditer(cell.source)), default=_NO_HEADING)
