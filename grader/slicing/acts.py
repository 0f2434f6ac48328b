"""One simple statement, or the head of a compound one: what it does to names, and what it makes of those it binds."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from grader.slicing.found import NOTHING, Found
from grader.slicing.knowledge import (
    IMMUTABLE_ATTRIBUTES,
    IMMUTABLE_OF_IMMUTABLE,
    IMMUTABLE_RESULTS,
    ITERATORS,
    PLAIN_DECORATORS,
)
from grader.slicing.references import root
from grader.slicing.scopes import look

Kind = Literal["function", "class", "import", "value"]


@dataclass(slots=True)
class Act:
    """A simple statement or a head, and what it does."""

    found: Found
    kind: Kind = "value"
    """What the names that it binds are bound to."""
    plain: bool = False
    """A function, class or import without state of its own: passing it on cannot change it."""
    frozen: frozenset[str] | None = None
    """The value, or what a function holds, cannot be changed in place if these names' values cannot; None: it can."""
    spent: bool = False
    """The value is an iterator: reading uses it up."""
    loops: bool = False
    """The head of a loop."""

    @property
    def defines(self) -> bool:
        """It makes a function or a class."""
        return self.kind in {"function", "class"}

    def runs(self) -> set[str]:
        """Names whose code may run in it, if it calls anything: not those in the functions that it only defines."""
        return self.found.loads if self.defines else self.found.loads | self.found.late

    def makes(self, name: str) -> bool:
        """Whether it gives `name` a value, rather than take it away."""
        return name in self.found.stores or name in self.found.unsure


def act(nodes: Iterable[ast.AST]) -> Act:
    """What `nodes`, one statement or the parts of a head, do. Raises RecursionError."""
    parts = list(nodes)
    made = Act(look(parts))
    if len(parts) == 1 and type(parts[0]) in _DETAILS:
        _DETAILS[type(parts[0])](made, parts[0])
    return made


def loop_head(nodes: list[ast.AST], iterable: ast.expr | None) -> Act:
    """The head of a loop, with what it runs over."""
    counted = isinstance(iterable, ast.Call) and root(iterable.func) == "range"
    return Act(look(nodes), frozen=NOTHING if counted else None, loops=True)


def frozen(nodes: Iterable[ast.expr]) -> frozenset[str] | None:
    """Names whose values these expressions' values are immutable with; None where one is mutable or not known."""
    names: set[str] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name):
            names.add(node.id)
            continue
        parts = _PARTS[type(node)](node) if type(node) in _PARTS else None
        if parts is None:
            return None
        todo += parts
    return frozenset(names)


def _attribute_parts(node: ast.Attribute) -> list[ast.expr]:
    """`x.shape` is immutable whatever `x` is; `torch.float32` because modules are taken to be."""
    return [] if node.attr in IMMUTABLE_ATTRIBUTES else [node.value]


def _call_parts(node: ast.Call) -> list[ast.expr] | None:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in IMMUTABLE_RESULTS:
            return []
        case ast.Name(id=name) if name in IMMUTABLE_OF_IMMUTABLE:
            return node.args
        case ast.Attribute(attr=name, value=inner) if name in IMMUTABLE_OF_IMMUTABLE:
            return [inner, *node.args]
    return None


_PARTS: dict[type[ast.expr], Callable[..., list[ast.expr] | None]] = {
    ast.Constant: lambda node: [],
    ast.JoinedStr: lambda node: [],
    ast.UnaryOp: lambda node: [node.operand],
    ast.Subscript: lambda node: [node.value],
    ast.NamedExpr: lambda node: [node.value],
    ast.BinOp: lambda node: [node.left, node.right],
    ast.BoolOp: lambda node: node.values,
    ast.Tuple: lambda node: node.elts,
    ast.Compare: lambda node: [node.left, *node.comparators],
    ast.IfExp: lambda node: [node.body, node.orelse],
    ast.Attribute: _attribute_parts,
    ast.Call: _call_parts,
}
"""The parts that decide whether an expression of this kind gives something immutable; None: it does not."""


def _function(made: Act, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    made.kind = "function"
    made.frozen = frozen(_defaults(node.args))
    made.plain = made.frozen is not None and _plain_decorators(node)


def _class(made: Act, node: ast.ClassDef) -> None:
    made.kind = "class"
    made.plain = _plain_decorators(node) and all(map(_stateless, node.body))


def _import(made: Act, _node: ast.AST) -> None:
    made.kind = "import"
    made.plain = True


def _assignment(made: Act, node: ast.Assign | ast.AnnAssign) -> None:
    if isinstance(node.value, ast.Lambda):
        made.kind = "function"
        made.frozen = frozen(_defaults(node.value.args))
        made.plain = made.frozen is not None
    elif node.value is not None:
        made.frozen = frozen([node.value])
        made.spent = _spent(node.value)


def _augmented(made: Act, node: ast.AugAssign) -> None:
    made.frozen = frozen([node.target, node.value])


_DETAILS: dict[type[ast.AST], Callable[..., None]] = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Assign: _assignment,
    ast.AnnAssign: _assignment,
    ast.AugAssign: _augmented,
}


def _spent(value: ast.expr) -> bool:
    return isinstance(value, ast.GeneratorExp) or (isinstance(value, ast.Call) and root(value.func) in ITERATORS)


def _plain_decorators(made: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    names = [node.func if isinstance(node, ast.Call) else node for node in made.decorator_list]
    return all((node.attr if isinstance(node, ast.Attribute) else root(node)) in PLAIN_DECORATORS for node in names)


def _defaults(args: ast.arguments) -> list[ast.expr]:
    return [*args.defaults, *(default for default in args.kw_defaults if default is not None)]


def _stateless(statement: ast.stmt) -> bool:
    """Whether a statement of a class body makes nothing that instances would share and could change."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return frozen(_defaults(statement.args)) == NOTHING
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return frozen([value]) == NOTHING
        case ast.ClassDef(body=body):
            return all(map(_stateless, body))
    return False
