"""Finding the cells that answer a question, by what is written in the notebook, never by position alone."""

import ast
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from grader.checks.places.sections import Section
from grader.model import Cell, Notebook

_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


class Place(Protocol):
    """Somewhere in a notebook."""

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """Indices of the code cells there, in order; empty when the notebook has no such place."""

    @property
    def sought(self) -> str:
        """What a cell there does, as the end of "no cell was found that ..."."""


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
class Mentions:
    """The code cells that write out a constant: 257 in `torch.rand(1, 1, 257, 257)`."""

    constant: object

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        return tuple(cell.index for cell in notebook.code_cells if self._has(cell))

    @property
    def sought(self) -> str:
        """See `Place`."""
        return f"mentions {self.constant}"

    def _has(self, cell: Cell) -> bool:
        nodes = ast.walk(tree) if (tree := parsed(cell.source)) else ()
        return any(isinstance(node, ast.Constant) and node.value == self.constant for node in nodes)


@dataclass(frozen=True)
class FirstOf:
    """The first of several places that the notebook has."""

    places: tuple[Place, ...]

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        return next((found for place in self.places if (found := place.cells(notebook))), ())

    def text(self, notebook: Notebook) -> str:
        """The first of their texts that is not empty."""
        return next((found for place in self.places if (found := text_of(place, notebook))), "")

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
        binding = [at for at, index in enumerate(found, 1) if self.name in bound_names(sources[index])]
        return found[: max(binding, default=0)]

    @property
    def sought(self) -> str:
        """See `Place`."""
        return f"sets `{self.name}`"


def text_of(place: Place | None, notebook: Notebook) -> str:
    """What is written at a place, as Markdown; empty for a place that only code has."""
    return place.text(notebook) if isinstance(place, Section | FirstOf) else ""


def bound_names(source: str) -> set[str]:
    """Names that a cell binds at its top level: assignments, definitions, imports; none when it does not parse."""
    tree = parsed(source)
    return bound_by(tree.body) if tree else set()


def bound_by(statements: Iterable[ast.stmt]) -> set[str]:
    """Names that statements bind where they stand, and not inside of functions and classes."""
    names: set[str] = set()
    todo: list[ast.AST] = [*statements]
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


@functools.lru_cache(maxsize=256)
def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell, IPython's own lines left out; None when it does not parse.

    Who asks again is given the same tree: it is not to be changed.
    """
    try:
        return ast.parse(_MAGIC.sub("", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
