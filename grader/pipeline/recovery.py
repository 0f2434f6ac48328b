"""Answers that are in a notebook, but not where their name leads: cells are added that put them there.

A function pasted into another one or into a class, one under another name, one that a copy of the empty template
further down replaces: the code is there, and runs elsewhere. What is added runs behind the cell concerned, begins with
a comment, and is shown in the report like any other cell, at the end.
"""

import ast
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.checks.places.locate import parsed
from grader.model import Cell, CellKind, Notebook
from grader.pipeline.renamed import Sections, Wanted, renamed
from grader.slicing import Definition, definitions

_Defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Recovered:
    """A definition that is put where its name leads."""

    source: str
    note: str
    after: int
    """Index of the cell behind which it stands."""


def recover(
    notebook: Notebook, wanted: Wanted, sections: Callable[[], Sections] = lambda: {}
) -> tuple[Notebook, tuple[str, ...]]:
    """The notebook with the answers under their names, and notes on what was done for that.

    `sections` is asked only where a name is missing.
    """
    defined = definitions(notebook)
    others = renamed(wanted, defined, sections()) if {*wanted} - {one.name for one in defined} else {}
    found = [item for name in wanted if (item := _recovered(name, notebook, defined, others))]
    cells = list(notebook.cells)
    for number, item in enumerate(found, len(cells)):
        place = next(at for at, cell in enumerate(cells) if cell.index == item.after)
        cells.insert(place + 1, _cell(number, item))
    return notebook.model_copy(update={"cells": tuple(cells)}), tuple(item.note for item in found)


def _cell(index: int, item: Recovered) -> Cell:
    """A cell that is run in its place, and has a number behind those of all others."""
    return Cell(index=index, kind=CellKind.CODE, source=f"# Added by the grader. {item.note}\n{item.source}")


def _recovered(
    name: str, notebook: Notebook, defined: Sequence[Definition], others: Mapping[str, tuple[Definition, str]]
) -> Recovered | None:
    if any(one.path == name for one in defined):
        return _before_stub(name, notebook, defined)
    inside = [one for one in defined if one.name == name and one.parameters[:1] != ("self",)]
    for one in reversed(inside):
        outer = one.path.rpartition(".")[0]
        note = f"`{name}` stands inside of `{outer}` in cell {one.cell}; it was taken out."
        return Recovered(_source(notebook, one), note, one.cell)
    if name not in others:
        return None
    other, why = others[name]
    note = f"`{other.path}` was taken for `{name}`, which is not defined: {why}."
    return Recovered(f"{name} = {other.path}", note, other.cell)


def _before_stub(name: str, notebook: Notebook, defined: Sequence[Definition]) -> Recovered | None:
    """The last definition that does anything, where the last one of all is an empty template."""
    *earlier, last = [one for one in defined if one.path == name]
    if last.kind not in {"function", "class"} or not _is_stub(_node(notebook, last)):
        return None
    for one in reversed(earlier):
        if one.kind == last.kind and not _is_stub(_node(notebook, one)):
            note = f"`{name}` is defined again, empty, in cell {last.cell}; the one of cell {one.cell} counts."
            return Recovered(_source(notebook, one), note, last.cell)
    return None


def _source(notebook: Notebook, definition: Definition) -> str:
    """The lines of a definition with its decorators, at the margin."""
    node = _node(notebook, definition)
    if node is None:
        return ""
    start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    lines = notebook.cells[definition.cell].source.split("\n")[start - 1 : node.end_lineno]
    return textwrap.dedent("\n".join(lines))


def _node(notebook: Notebook, definition: Definition) -> _Defining | None:
    """The syntax tree of a definition."""
    tree = parsed(notebook.cells[definition.cell].source)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, _Defining) and (node.name, node.lineno) == (definition.name, definition.line):
            return node
    return None


def _is_stub(node: _Defining | None) -> bool:
    """Whether nothing is done: a docstring, `pass`, names set to None and returned, `raise NotImplementedError`."""
    if node is None:
        return False
    if isinstance(node, ast.ClassDef):
        methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
        return bool(methods) and all(map(_is_stub, methods))
    blank = {name.id for statement in node.body if _sets_to_none(statement) for name in _names(statement)}
    return all(_does_nothing(statement, blank) for statement in node.body)


def _does_nothing(statement: ast.stmt, blank: set[str]) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        values = [node for node in ast.walk(statement) if isinstance(node, ast.expr)]
        named = {name.id for name in _names(statement)}
        return named <= blank and all(isinstance(value, ast.Name | ast.Tuple | ast.Constant) for value in values)
    raising = isinstance(statement, ast.Raise) and "NotImplemented" in ast.dump(statement)
    return raising or isinstance(statement, ast.Pass) or _sets_to_none(statement)


def _sets_to_none(statement: ast.stmt) -> bool:
    """`a = None`, `a, b = None, None`, `a = ...`."""
    if not isinstance(statement, ast.Assign):
        return False
    values = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
    return all(isinstance(value, ast.Constant) and value.value in (None, ...) for value in values)


def _names(node: ast.AST) -> list[ast.Name]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
