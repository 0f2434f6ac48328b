"""What a call leaves of a function: without the branches that its constants rule out.

One function that trains by hand or with an optimizer, as `train(use_torch=False)` says, does the work by hand there.
"""

import ast
import copy
from collections.abc import Mapping

Constants = Mapping[str, object]
"""Values of parameters, where they are written out in the call or as a default."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def taken(function: Function, call: ast.Call) -> Function:
    """The function as this call runs it; the same where the call says nothing about its branches."""
    constants = _passed(function, call)
    taken: Function = _Taken(constants).visit(copy.deepcopy(function)) if constants else function
    return taken


def _passed(function: Function, call: ast.Call) -> Constants:
    """The parameters that are constants in this call, and are not bound anew inside."""
    if any(isinstance(arg, ast.Starred) for arg in call.args) or any(each.arg is None for each in call.keywords):
        return {}
    parameters = [*function.args.posonlyargs, *function.args.args]
    names = [each.arg for each in parameters]
    values: dict[str, ast.expr | None] = {}
    values |= zip(reversed(names), reversed(function.args.defaults), strict=False)
    values |= zip((each.arg for each in function.args.kwonlyargs), function.args.kw_defaults, strict=True)
    values |= zip(names, call.args, strict=False)
    values |= {each.arg: each.value for each in call.keywords if each.arg}
    bound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return {
        name: value.value for name, value in values.items() if isinstance(value, ast.Constant) and name not in bound
    }


class _Taken(ast.NodeTransformer):
    """Leaves out branches that are not taken, and hands the constants on to calls."""

    def __init__(self, constants: Constants) -> None:
        self._constants = constants

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """The branch that is taken, or both."""
        self.generic_visit(node)
        truth = self._truth(node.test)
        if truth is None:
            return node
        return (node.body if truth else node.orelse) or ast.Pass()

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """The same for an expression."""
        self.generic_visit(node)
        truth = self._truth(node.test)
        if truth is None:
            return node
        return node.body if truth else node.orelse

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A call with the constants that are handed on written out."""
        self.generic_visit(node)
        node.args = [self._written(each) for each in node.args]
        for keyword in node.keywords:
            keyword.value = self._written(keyword.value)
        return node

    def _written(self, node: ast.expr) -> ast.expr:
        known = isinstance(node, ast.Name) and node.id in self._constants
        return ast.copy_location(ast.Constant(self._constants[node.id]), node) if known else node  # type: ignore

    def _truth(self, test: ast.expr) -> bool | None:
        """Whether a condition holds; None where that is not known."""
        test = self._written(test)
        if isinstance(test, ast.Constant):
            return bool(test.value)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._truth(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp):
            return self._of_several(test)
        return self._compared(test) if isinstance(test, ast.Compare) else None

    def _of_several(self, test: ast.BoolOp) -> bool | None:
        decides = isinstance(test.op, ast.Or)
        truths = [self._truth(value) for value in test.values]
        if decides in truths:
            return decides
        return None if None in truths else not decides

    def _compared(self, test: ast.Compare) -> bool | None:
        sides = [self._written(side) for side in (test.left, *test.comparators)]
        if len(sides) != 2 or not all(isinstance(side, ast.Constant) for side in sides):
            return None
        left, right = (side.value for side in sides if isinstance(side, ast.Constant))
        if isinstance(test.ops[0], ast.Eq | ast.Is):
            return left == right
        return left != right if isinstance(test.ops[0], ast.NotEq | ast.IsNot) else None
