"""One simple statement, or the head of a compound one: what it does to names, and what it makes of those it binds."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from grader.slicing.found import Found, root
from grader.slicing.knowledge import (
    IMMUTABLE_ATTRIBUTES,
    IMMUTABLE_OF_IMMUTABLE,
    IMMUTABLE_RESULTS,
    ITERATORS,
    PLAIN_DECORATORS,
)
from grader.slicing.scopes import look

Kind = Literal["function", "class", "import", "value"]
NONE: frozenset[str] = frozenset()


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
    found = look(parts)
    match parts:
        case [ast.FunctionDef() | ast.AsyncFunctionDef() as made]:
            defaults = _all_frozen(_defaults(made.args))
            return Act(found, "function", _plain_decorators(made) and defaults is not None, defaults)
        case [ast.ClassDef() as made]:
            return Act(found, "class", _plain_decorators(made) and all(map(_stateless, made.body)))
        case [ast.Import() | ast.ImportFrom()]:
            return Act(found, "import", plain=True)
        case [ast.Assign(value=ast.Lambda(args=args))]:
            defaults = _all_frozen(_defaults(args))
            return Act(found, "function", defaults is not None, defaults)
        case [ast.Assign(value=value)] | [ast.AnnAssign(value=ast.expr() as value)]:
            return Act(found, frozen=frozen(value), spent=_spent(value))
        case [ast.AugAssign(target=target, value=value)]:
            return Act(found, frozen=_all_frozen([target, value]))
    return Act(found)


def loop_head(nodes: list[ast.AST], iterable: ast.expr | None) -> Act:
    """The head of a loop, with what it runs over."""
    counted = isinstance(iterable, ast.Call) and root(iterable.func) == "range"
    return Act(look(nodes), frozen=NONE if counted else None, loops=True)


def frozen(node: ast.expr) -> frozenset[str] | None:
    """Names whose values an expression's value is immutable with; None where it is mutable or nothing is known."""
    match node:
        case ast.Constant() | ast.JoinedStr():
            return NONE
        case ast.Name(id=name):
            return frozenset({name})
        case ast.UnaryOp(operand=inner) | ast.Subscript(value=inner) | ast.NamedExpr(value=inner):
            return frozen(inner)
        case ast.BinOp(left=left, right=right):
            return _all_frozen([left, right])
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts):
            return _all_frozen(parts)
        case ast.Compare(left=left, comparators=others):
            return _all_frozen([left, *others])
        case ast.IfExp(body=first, orelse=second):
            return _all_frozen([first, second])
        case ast.Attribute(attr=attr):
            return NONE if attr in IMMUTABLE_ATTRIBUTES else None
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
            if name in IMMUTABLE_RESULTS:
                return NONE
            receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            return _all_frozen([*receiver, *args]) if name in IMMUTABLE_OF_IMMUTABLE else None
    return None


def _all_frozen(parts: Iterable[ast.expr]) -> frozenset[str] | None:
    names: frozenset[str] = NONE
    for part in parts:
        more = frozen(part)
        if more is None:
            return None
        names |= more
    return names


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
            return _all_frozen(_defaults(statement.args)) == NONE
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return frozen(value) == NONE
        case ast.ClassDef(body=body):
            return all(map(_stateless, body))
    return False
