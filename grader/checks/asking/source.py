"""The submission's code as it is written: read on this side of the border, never run here.

What a value cannot tell: that no optimizer of PyTorch was used, or where the training is. Names are followed through
imports (`import torch.optim as optim`), into the submission's own functions, and through other names for these: who
hides a call behind `getattr` is not found, and should be by a person.
"""

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from grader.checks.asking.branches import taken
from grader.checks.errors import Missing
from grader.checks.places.locate import Place, bound_names, other_names, parsed
from grader.model import Cell, Notebook

Node = TypeVar("Node", bound=ast.AST)
Answer = TypeVar("Answer")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Source:
    """Some of a submission's code, as `t.source`: all of it, the cells of a place, or a function.

    It does not change, and a check is replayed many times: what takes long to read out of it is read out once.
    """

    def __init__(self, notebook: Notebook, nodes: Iterable[ast.AST] | None = None) -> None:
        self.notebook = notebook
        self._given = nodes
        self._read: dict[Hashable, Any] = {}

    def cells(self, place: Place) -> tuple[Cell, ...]:
        """The code cells of a place; none where the notebook has no such place."""
        indices = self._once(("cells", place), lambda: {*place.cells(self.notebook)})
        return tuple(cell for cell in self.notebook.code_cells if cell.index in indices)

    def at(self, place: Place) -> "Source":
        """The code of a place."""
        return self.of(self.cells(place))

    def of(self, cells: Iterable[Cell]) -> "Source":
        """The code of some cells. Of what follows them in the notebook it knows nothing."""
        chosen = tuple(cells)
        known = tuple((cell.index, cell.source) for cell in chosen)
        return self._once(("of", known), lambda: self._of(chosen))

    def _of(self, chosen: Sequence[Cell]) -> "Source":
        until = max((cell.index for cell in chosen), default=-1)
        before = tuple(cell for cell in self.notebook.cells if cell.index <= until)
        notebook = self.notebook.model_copy(update={"cells": before})
        return Source(notebook, [tree for cell in chosen if (tree := parsed(cell.source))])

    def statements(self, cell: Cell) -> list[tuple[int, "Source"]]:
        """What a cell does, statement by statement, each with its last line; definitions do nothing."""
        return self.of([cell])._statements

    def function(self, name: str) -> "Source":
        """A function, a class, or a method (`Class.method`), as defined last. Raises `Missing`."""
        found: ast.AST | None = None
        first, *parts = name.split(".")
        known = self._defined
        others = [other for other in sorted(other_names(first, self.notebook)) if other in known]
        for part in (others[0] if first not in known and others else first, *parts):
            found = (_definitions([found]) if found else known).get(part)
            if found is None:
                raise Missing(f"{name} is not defined")
        return Source(self.notebook, [found] if found else [])

    def with_helpers(self) -> "Source":
        """The same, and the submission's own functions and classes that it comes to by name."""
        known, reached = {**self._defined, **_definitions(self.nodes)}, list(self.nodes)
        for node in reached:
            names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            reached += [known[name] for name in sorted(names & known.keys()) if known[name] not in reached]
        return Source(self.notebook, reached)

    def as_run(self, *, helpers: bool = True) -> "Source":
        """Like `with_helpers`, without the branches of functions that the constants in their calls rule out.

        Without `helpers`, functions and classes that stand in other cells are not looked into.
        """
        return self._once(("as run", helpers), lambda: self._as_run(self._defined if helpers else {}))

    def _as_run(self, elsewhere: Mapping[str, Definition]) -> "Source":
        known = {**elsewhere, **_definitions(self.nodes)}
        top = [each for node in self.nodes for each in (node.body if isinstance(node, ast.Module) else [node])]
        run = _reached([each for each in top if not isinstance(each, Definition)], known)
        names = {each.name for each in run if isinstance(each, Definition)}
        unused = [each for each in top if isinstance(each, Definition) and each.name not in names]
        return Source(self.notebook, _reached([*run, *unused], known))

    def binds(self, *names: str) -> bool:
        """Whether one of these names is assigned or defined at the top of any cell, in this code or before it."""
        return any(bound_names(cell.source) & {*names} for cell in self.notebook.code_cells)

    def calls(self, *names: str) -> bool:
        """Whether a function or a method of one of these names is called: `backward` in `loss.backward()`."""
        return any(last_name(call.func) in names for call in self._all(ast.Call))

    def calls_foreign(self, method: str) -> bool:
        """Whether a method is called that the submission itself does not define: `step` in `optimizer.step()`."""
        called = any(isinstance(call.func, ast.Attribute) and call.func.attr == method for call in self._all(ast.Call))
        return called and method not in self._defined

    @property
    def names(self) -> set[str]:
        """Names that stand in the code."""
        return {node.id for node in self._all(ast.Name)}

    @property
    def bound(self) -> set[str]:
        """Those that it assigns to."""
        return {node.id for node in self._all(ast.Name) if isinstance(node.ctx, ast.Store)}

    @property
    def idle(self) -> bool:
        """Nothing is called at all."""
        return not any(True for _ in self._all(ast.Call))

    def uses(self, library: str) -> bool:
        """Whether something of a library is used, by its full name or what it was imported as: `torch.optim`."""
        return any(f"{name}.".startswith(f"{library}.") for name in self._full_names())

    def names_of(self, library: str) -> set[str]:
        """The names under which a library, or something of it, was imported."""
        return {name for name, full in self._imported.items() if f"{full}.".startswith(f"{library}.")}

    def mentions(self, *values: object) -> bool:
        """Whether one of these constants is written out."""
        return any(node.value in values for node in self._all(ast.Constant))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """The code as syntax trees."""
        return self._trees if self._given is None else tuple(self._given)

    @cached_property
    def _trees(self) -> tuple[ast.AST, ...]:
        return tuple(tree for cell in self.notebook.code_cells if (tree := parsed(cell.source)))

    @cached_property
    def _imported(self) -> Mapping[str, str]:
        """What each imported name stands for, wherever in the submission it was imported."""
        return dict(item for tree in self._trees for node in ast.walk(tree) for item in _imports(node))

    @cached_property
    def _defined(self) -> Mapping[str, Definition]:
        """The functions and classes of the whole submission."""
        return _definitions(self._trees)

    @cached_property
    def _statements(self) -> list[tuple[int, "Source"]]:
        body = [node for tree in self.nodes if isinstance(tree, ast.Module) for node in tree.body]
        doing = [node for node in body if not isinstance(node, Definition)]
        return [(node.end_lineno or node.lineno, Source(self.notebook, [node])) for node in doing]

    def _once(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        if question not in self._read:
            self._read[question] = answer()
        found: Answer = self._read[question]
        return found

    def _full_names(self) -> Iterator[str]:
        for node in (*self._all(ast.Name), *self._all(ast.Attribute)):
            start, *rest = _dotted(node)
            if start in self._imported:
                yield ".".join([self._imported[start], *rest])

    def _all(self, kind: type[Node]) -> Iterator[Node]:
        return (inner for node in self.nodes for inner in ast.walk(node) if isinstance(inner, kind))


def _definitions(nodes: Iterable[ast.AST]) -> dict[str, Definition]:
    """Functions and classes by name, the last one of each, wherever they stand."""
    inside = (inner for node in nodes for inner in ast.walk(node) if inner is not node)
    return {inner.name: inner for inner in inside if isinstance(inner, Definition)}


def _reached(nodes: Iterable[ast.AST], known: Mapping[str, Definition]) -> list[ast.AST]:
    """The code, and the known functions and classes that it comes to, as its calls run them."""
    reached = list(nodes)
    seen = {ast.dump(node) for node in reached}
    for node in reached:
        calls = {call.func: call for call in ast.walk(node) if isinstance(call, ast.Call)}
        for name in (inner for inner in ast.walk(node) if isinstance(inner, ast.Name) and inner.id in known):
            found, call = known[name.id], calls.get(name)
            came = taken(found, call) if call and not isinstance(found, ast.ClassDef) else found
            if (written := ast.dump(came)) not in seen:
                seen.add(written)
                reached.append(came)
    return reached


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _dotted(node: ast.expr) -> list[str]:
    """The names of `a.b.c`; an empty first one where it does not begin with a name."""
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [""]


def last_name(function: ast.expr) -> str:
    """`c` of `a.b.c`; empty for what is no name."""
    return _dotted(function)[-1]
