"""Answers that are in a notebook, but not where their name leads: cells are added that put them there.

A function pasted into another one or into a class, one under another name, one that a copy of the empty template
further down replaces: the code is there, and runs elsewhere. What is added stands at the end of the notebook, with a
comment, and is shown in the report like any other cell.
"""

import ast
import difflib
import textwrap
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.checks.assignment import Sought
from grader.checks.locate import parsed
from grader.model import Cell, CellKind, Notebook
from grader.slicing import Definition, definitions

Wanted = Mapping[str, Sought]
"""Functions and classes that checks ask for, by the handout's names."""
Sections = Callable[[], Mapping[str, Collection[int]]]
"""Gives the cells under the question in which the handout has a name, by the name; asked where a name is missing."""
_Defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_ALIKE = 0.75
"""How alike two names must be, from 0 to 1, where their parameters are called differently."""
_ALIKE_TOO = 0.6
"""The same for functions of one parameter that is called alike: `init_nn` for `initialize_nn`, not `test` for `train`.
"""


@dataclass(frozen=True)
class Recovered:
    """A definition that is put where its name leads."""

    source: str
    note: str


def recover(notebook: Notebook, wanted: Wanted, sections: Sections = lambda: {}) -> tuple[Notebook, tuple[str, ...]]:
    """The notebook with the answers under their names, and notes on what was done for that."""
    defined = definitions(notebook)
    missing = not {*wanted} <= {one.path for one in defined}
    where = sections() if missing else {}
    found = [item for name in wanted if (item := _recovered(name, wanted, notebook, defined, where.get(name, ())))]
    start = len(notebook.cells)
    added = [_cell(start + number, item) for number, item in enumerate(found)]
    notes = tuple(item.note for item in found)
    return notebook.model_copy(update={"cells": (*notebook.cells, *added)}), notes


def _cell(index: int, item: Recovered) -> Cell:
    return Cell(index=index, kind=CellKind.CODE, source=f"# Added by the grader. {item.note}\n{item.source}")


def _recovered(
    name: str, wanted: Wanted, notebook: Notebook, defined: Sequence[Definition], section: Collection[int]
) -> Recovered | None:
    if any(one.path == name for one in defined):
        return _before_stub(name, notebook, defined)
    inside = [one for one in defined if one.name == name and one.parameters[:1] != ("self",)]
    for one in reversed(inside):
        outer = one.path.rpartition(".")[0]
        note = f"`{name}` stands inside of `{outer}` in cell {one.cell}; it was taken out."
        return Recovered(_source(notebook, one), note)
    return _renamed(name, wanted, defined, section)


def _before_stub(name: str, notebook: Notebook, defined: Sequence[Definition]) -> Recovered | None:
    """The last definition that does anything, where the last one of all is an empty template."""
    *earlier, last = [one for one in defined if one.path == name]
    if last.kind not in {"function", "class"} or not _is_stub(_node(notebook, last)):
        return None
    for one in reversed(earlier):
        if one.kind == last.kind and not _is_stub(_node(notebook, one)):
            note = f"`{name}` is defined again, empty, in cell {last.cell}; the one of cell {one.cell} counts."
            return Recovered(_source(notebook, one), note)
    return None


def _renamed(name: str, wanted: Wanted, defined: Sequence[Definition], section: Collection[int]) -> Recovered | None:
    """The one definition whose parameters are the handout's, or whose name is nearly so, or that alone can be it."""
    parameters = _parameters_of(defined)
    open_names = {path: given for path, given in parameters.items() if "." not in path and path not in wanted}
    declared = [*wanted[name].parameters]
    same = [path for path, given in open_names.items() if given == declared and len(declared) > 1]
    near = [path for path, given in open_names.items() if _near(path, given, name, declared)]
    fitting = {one.path for one in defined if one.cell in section and _can_be(one, wanted[name])}
    alone = [path for path in open_names if path in fitting]
    reasons = ("it has the same parameters", "its name and parameters are alike", "nothing else there can be it")
    for candidates, why in zip((same, near, alone), reasons, strict=True):
        if len(candidates) == 1:
            note = f"`{candidates[0]}` was taken for `{name}`, which is not defined: {why}."
            return Recovered(f"{name} = {candidates[0]}", note)
    return None


def _can_be(one: Definition, sought: Sought) -> bool:
    """Whether it is a class that can be called as the one that is sought, or a function with as many parameters."""
    if sought.methods is None:
        return one.kind == "function" and len(one.parameters) == len(sought.parameters)
    return one.kind == "class" and bool(sought.methods) and sought.methods <= {*one.methods}


def _parameters_of(defined: Sequence[Definition]) -> dict[str, list[str]]:
    """Parameters of functions, and of classes as they are called, by path."""
    functions = {one.path: list(one.parameters) for one in defined if one.kind == "function"}
    classes = {one.path: functions.get(f"{one.path}.__init__", ["self"])[1:] for one in defined if one.kind == "class"}
    return {**functions, **classes}


def _near(path: str, given: list[str], name: str, declared: list[str]) -> bool:
    enough = _ALIKE_TOO if given == declared else _ALIKE
    return len(given) == len(declared) and _likeness(path, name) >= enough


def _likeness(one: str, other: str) -> float:
    first, second = (name.lower().replace("_", "").removeprefix("my") for name in (one, other))
    return difflib.SequenceMatcher(None, first, second).ratio()


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
