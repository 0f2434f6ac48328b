"""Finding products of a function's inputs in its code.

An input stays one through indexing, reshaping, splitting, and sums or products with what is no input. It is one no
longer behind a call that may be a layer: what a network makes of its inputs may be multiplied.
"""

import ast
from collections.abc import Iterator

from grader.checks.source import Source

_MULTIPLYING = {"mul", "mul_", "multiply", "bmm", "matmul", "mm", "dot", "inner", "outer", "einsum"}
_ALONE = {"square", "pow", "prod", "cumprod"}
"""These multiply inputs where they are given a single one."""
_RESHAPING = {
    *("reshape", "view", "flatten", "squeeze", "unsqueeze", "split", "chunk", "unbind", "select", "narrow", "t"),
    *("clone", "contiguous", "float", "double", "transpose", "permute", "cat", "stack", "concat", "type", "to"),
}


def products_of_inputs(function: Source) -> tuple[str, ...]:
    """The expressions, as they are written, in which a function multiplies its inputs, or squares one."""
    found: list[str] = []
    for node in function.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += _Reader(node).products()
    return tuple(dict.fromkeys(found))


class _Reader:
    """Follows the inputs through the statements of a function, in the order of its lines."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._function = function
        arguments = function.args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        names += [each.arg for each in (arguments.vararg, arguments.kwarg) if each]
        self._inputs = {name for name in names if name != "self"}

    def products(self) -> Iterator[str]:
        """Every product of inputs."""
        for part in _parts(self._function.body):
            yield from (ast.unparse(node) for node in ast.walk(part) if self._multiplies(node))
            if isinstance(part, ast.Assign):
                self._assign(part)

    def _assign(self, node: ast.Assign) -> None:
        """What is bound to an input is one, what is bound to something else is none any more."""
        bound = {inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
        self._inputs = self._inputs | bound if self._is_input(node.value) else self._inputs - bound

    def _multiplies(self, node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
            return self._is_input(node.left) and self._is_input(node.right)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            return self._is_input(node.left)
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Mult):
            return self._is_input(node.target) and self._is_input(node.value)
        return isinstance(node, ast.Call) and self._call_multiplies(_name(node), _given(node))

    def _call_multiplies(self, name: str, given: list[ast.expr]) -> bool:
        inputs = sum(map(self._is_input, given))
        return (name in _ALONE and inputs > 0) or (name in _MULTIPLYING and inputs > 1)

    def _is_input(self, node: ast.AST) -> bool:
        """Whether an expression is made of inputs without a layer in between."""
        if isinstance(node, ast.Name):
            return node.id in self._inputs
        return any(map(self._is_input, _made_of(node)))


def _made_of(node: ast.AST) -> list[ast.expr]:
    """The parts of an expression whose values go into its own."""
    match node:
        case ast.Subscript(value=value) | ast.Starred(value=value) | ast.Attribute(value=value, attr="T" | "data"):
            return [value]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return parts
        case ast.Call() if _name(node) in _RESHAPING:
            return _given(node)
    return []


def _parts(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    """The simple statements in order, and the conditions of the others."""
    for statement in statements:
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        if not any(blocks):
            yield statement
        for test in (getattr(statement, name, None) for name in ("test", "iter", "items")):
            yield from [test] if isinstance(test, ast.expr) else []
        for block in blocks:
            yield from _parts(block)


def _given(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call, and the object whose method it is."""
    owner = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    return [*owner, *call.args, *(keyword.value for keyword in call.keywords)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
