"""What goes into a cross-entropy, by reading the code: PyTorch's applies a softmax of its own."""

import ast
from collections.abc import Iterator
from typing import TypeVar

from grader.checks.asking.source import Source, last_name

Node = TypeVar("Node", bound=ast.AST)
Scope = tuple[ast.AST, ...]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def softmax_before_loss(code: Source) -> bool:
    """Whether some cross-entropy in the code is fed with a softmax: directly, or by a name last bound to one."""
    bound = dict(item for tree in Source(code.notebook).nodes for item in _bindings(tree))
    scopes = [scope for node in code.nodes for scope in _scopes(node)]
    return any(
        _is_loss(call, bound) and _is_fed(call, scope, bound) for scope in scopes for call in _all(ast.Call, scope)
    )


def _is_loss(call: ast.Call, bound: dict[str, ast.expr]) -> bool:
    """`F.cross_entropy(...)`, `nn.CrossEntropyLoss()(...)`, or a call of what was made by the latter."""
    return _maker(call.func, bound) == "CrossEntropyLoss" or last_name(call.func) == "cross_entropy"


def _is_fed(call: ast.Call, scope: Scope, bound: dict[str, ast.expr]) -> bool:
    given = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "input")]
    return any(_is_softmax(_value(argument, scope), bound) for argument in given)


def _value(argument: ast.expr, scope: Scope) -> ast.expr:
    """What a name was last bound to before it is used; any other expression as it is."""
    if not isinstance(argument, ast.Name):
        return argument
    before = [node for node in _all(ast.Assign, scope) if node.lineno < argument.lineno and _binds(node, argument.id)]
    return max(before, key=lambda node: node.lineno).value if before else argument


def _is_softmax(value: ast.expr, bound: dict[str, ast.expr]) -> bool:
    """`F.softmax(x)`, `x.softmax(1)`, `nn.Softmax(1)(x)`, or a call of what was made by the latter."""
    if not isinstance(value, ast.Call):
        return False
    return last_name(value.func) == "softmax" or _maker(value.func, bound) == "Softmax"


def _maker(function: ast.expr, bound: dict[str, ast.expr]) -> str:
    """The class that made a function-like object: `Softmax` for `nn.Softmax(1)`, or for a name bound to that."""
    made = bound.get(last_name(function)) if isinstance(function, ast.Name | ast.Attribute) else function
    return last_name(made.func) if isinstance(made, ast.Call) else ""


def _bindings(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for assignment in (inner for inner in ast.walk(tree) if isinstance(inner, ast.Assign)):
        yield from ((last_name(target), assignment.value) for target in assignment.targets)


def _scopes(node: ast.AST) -> Iterator[Scope]:
    """What stands outside of functions, then what stands in each of them."""
    yield tuple(_own(node))
    for inner in ast.walk(node):
        if isinstance(inner, _FUNCTIONS) and inner is not node:
            yield tuple(_own(inner))


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is in it, without what is in the functions in it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _FUNCTIONS):
            yield from _own(child)


def _all(kind: type[Node], scope: Scope) -> Iterator[Node]:
    return (node for node in scope if isinstance(node, kind))


def _binds(assignment: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in assignment.targets)
