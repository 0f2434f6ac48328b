"""Finding products of a function's inputs in its code.

An input stays one through indexing, reshaping, splitting, and sums or products with what is no input. It is one no
longer behind a call that may be a layer: what a network makes of its inputs may be multiplied. Calls of the
submission's own functions and methods are followed: what they are given of the inputs are inputs there.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from grader.checks.asking.source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

_MULTIPLYING = {"mul", "mul_", "multiply", "bmm", "matmul", "mm", "dot", "inner", "outer", "einsum", "div", "divide"}
_ALONE = {"square", "pow", "prod", "cumprod"}
"""These multiply inputs where they are given a single one."""
_RESHAPING = {
    *("reshape", "view", "flatten", "squeeze", "unsqueeze", "split", "chunk", "unbind", "select", "narrow", "t"),
    *("clone", "contiguous", "float", "double", "transpose", "permute", "cat", "stack", "concat", "type", "to"),
    *("flip", "fliplr", "roll", "gather", "index_select", "unfold", "expand", "repeat", "detach", "requires_grad_"),
}


def products_of_inputs(code: Source, name: str) -> tuple[str, ...]:
    """The expressions, as they are written, in which a function or method (`Class.method`) multiplies its inputs.

    A single input that is squared counts too. Raises `Missing`.
    """
    function = code.function(name)
    owner = [code.function(name.rpartition(".")[0])] if "." in name else []
    around = [item for source in owner for node in source.nodes for item in ast.iter_child_nodes(node)]
    helpers = [*function.with_helpers().nodes, *around]
    reader = _Reader({item.name: item for item in helpers if isinstance(item, Function)})
    for node in function.nodes:
        if isinstance(node, Function):
            reader.read(node, frozenset(_parameters(node)))
    return tuple(dict.fromkeys(reader.found))


@dataclass
class _Reader:
    """Reads functions, given which of their parameters are inputs."""

    known: dict[str, Function]
    found: list[str] = field(default_factory=list)
    _read: set[tuple[str, frozenset[str]]] = field(default_factory=set)

    def read(self, function: Function, inputs: frozenset[str]) -> None:
        """Note the products of inputs in a function, and in those it calls with inputs."""
        if (function.name, inputs) in self._read:
            return
        self._read.add((function.name, inputs))
        body = _Body(set(inputs))
        self.found += body.products(function.body)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            callee = self.known.get(_name(call))
            if callee and (given := frozenset(_bound(call, callee, body))):
                self.read(callee, given)


@dataclass
class _Body:
    """Follows the inputs through the statements of a function, in the order of its lines."""

    inputs: set[str]

    def products(self, statements: list[ast.stmt]) -> Iterator[str]:
        """Every product of inputs."""
        for part in _parts(statements):
            yield from (ast.unparse(node) for node in ast.walk(part) if self._multiplies(node))
            match part:
                case ast.Assign(targets=targets, value=value):
                    self._bind(targets, is_input=self.is_input(value))
                case ast.AugAssign(target=target, value=value) if self.is_input(value):
                    self._bind([target], is_input=True)
                case ast.For(target=target, iter=over) if self.is_input(over):
                    self._bind([target], is_input=True)

    def is_input(self, node: ast.AST) -> bool:
        """Whether an expression is made of inputs without a layer in between."""
        if isinstance(node, ast.Name):
            return node.id in self.inputs
        return any(map(self.is_input, _made_of(node)))

    def _bind(self, targets: list[ast.expr], *, is_input: bool) -> None:
        """What is bound to an input is one, what is bound to something else is none any more."""
        bound = {inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
        self.inputs = self.inputs | bound if is_input else self.inputs - bound

    def _multiplies(self, node: ast.AST) -> bool:
        match node:
            case ast.BinOp(op=ast.Mult() | ast.MatMult() | ast.Div()):
                return self.is_input(node.left) and self.is_input(node.right)
            case ast.BinOp(op=ast.Pow()):
                return self.is_input(node.left)
            case ast.AugAssign(op=ast.Mult() | ast.Div()):
                return self.is_input(node.target) and self.is_input(node.value)
        return isinstance(node, ast.Call) and self._call_multiplies(_name(node), _given(node))

    def _call_multiplies(self, name: str, given: list[ast.expr]) -> bool:
        inputs = sum(map(self.is_input, given))
        return (name in _ALONE and inputs > 0) or (name in _MULTIPLYING and inputs > 1)


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    names += [each.arg for each in (arguments.vararg, arguments.kwarg) if each]
    return [name for name in names if name != "self"]


def _bound(call: ast.Call, callee: Function, body: _Body) -> Iterator[str]:
    """The parameters of a called function that are given inputs."""
    names = _parameters(callee)
    by_place = zip(names, call.args, strict=False)
    by_name: Mapping[str, ast.expr] = {word.arg: word.value for word in call.keywords if word.arg in names and word.arg}
    yield from (name for name, value in (*by_place, *by_name.items()) if body.is_input(value))


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
    """The simple statements in order, and of the others the heads.

    Loops are gone through twice: what is bound late in one round is there early in the next.
    """
    for statement in statements:
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        if not any(blocks):
            yield statement
        elif isinstance(statement, ast.For):
            yield ast.For(statement.target, statement.iter, [], [])
        yield from [test] if isinstance(test := getattr(statement, "test", None), ast.expr) else []
        for block in blocks * (2 if isinstance(statement, ast.For | ast.While) else 1):
            yield from _parts(block)


def _given(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call, and the object whose method it is."""
    owner = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    return [*owner, *call.args, *(keyword.value for keyword in call.keywords)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
