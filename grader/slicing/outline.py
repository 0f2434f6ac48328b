"""What a notebook defines, and where: found by reading, so also in cells that fail or are not run."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from grader.model import Notebook
from grader.slicing.acts import Kind
from grader.slicing.reading import no_warnings, sources
from grader.slicing.scopes import look

_Block = ast.stmt | ast.ExceptHandler | ast.match_case


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class, or an import or value at the top level of a cell."""

    cell: int
    """Index of the cell."""
    line: int
    """Line in the cell, from 1, lines of magics included."""
    name: str
    path: str
    """The name behind those of the functions and classes around it: `Outer.inner`; the name alone at the top level."""
    kind: Kind
    parameters: tuple[str, ...] = ()
    """Names of a function's parameters, `*` and `**` before those that take the rest."""
    bases: tuple[str, ...] = ()
    """What a class is derived from, as it is written."""
    methods: tuple[str, ...] = ()
    """Names of the functions of a class."""


def definitions(notebook: Notebook) -> tuple[Definition, ...]:
    """What the code cells define, in order: functions and classes at any depth, imports and values at the top level.

    A name that is defined several times appears as often; a value once for each cell. Cells that cannot be read have
    no definitions. Never raises.
    """
    found: list[Definition] = []
    with no_warnings():
        for cell, source in sources(notebook.code_cells):
            found += _of_cell(cell.index, source.tree) if source.tree is not None else ()
    return tuple(found)


def _of_cell(cell: int, tree: ast.Module) -> list[Definition]:
    try:
        every = [replace(definition, cell=cell) for definition in _defined(tree.body, "", top=True)]
    except RecursionError:
        return []
    first = {one.name: one for one in reversed(every) if one.kind == "value"}
    return [one for one in every if one.kind != "value" or one is first[one.name]]


def _defined(body: Iterable[ast.AST], path: str, *, top: bool) -> Iterator[Definition]:
    """What statements define: those of a cell, or of a function or class that `path` names."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield _definition(node, path)
            yield from _defined(node.body, f"{path}{node.name}.", top=False)
            continue
        if top:
            yield from _bound(node)
        yield from _defined(_blocks(node), path, top=top)


def _definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, path: str) -> Definition:
    if not isinstance(node, ast.ClassDef):
        return Definition(0, node.lineno, node.name, path + node.name, "function", _parameters(node.args))
    methods = [inner.name for inner in node.body if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)]
    bases = tuple(ast.unparse(base) for base in node.bases)
    return Definition(0, node.lineno, node.name, path + node.name, "class", (), bases, tuple(methods))


def _bound(node: ast.AST) -> Iterator[Definition]:
    """What a statement that is no definition binds itself, without the statements in it."""
    line = getattr(node, "lineno", 1)
    parts = (
        [child for child in ast.iter_child_nodes(node) if not isinstance(child, _Block)] if _blocks(node) else [node]
    )
    kind: Kind = "import" if isinstance(node, ast.Import | ast.ImportFrom) else "value"
    parameters: tuple[str, ...] = ()
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
        kind, parameters = "function", _parameters(node.value.args)
    for name in sorted(look(parts).stores):
        yield Definition(0, line, name, name, kind, parameters)


def _blocks(node: ast.AST) -> list[ast.AST]:
    """The statements in a statement, and what groups them."""
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, _Block)]


def _parameters(args: ast.arguments) -> tuple[str, ...]:
    names = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    names += [f"*{args.vararg.arg}"] if args.vararg else []
    names += [arg.arg for arg in args.kwonlyargs]
    return (*names, *([f"**{args.kwarg.arg}"] if args.kwarg else []))
