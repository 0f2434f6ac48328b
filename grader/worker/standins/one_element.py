"""An array of one element that is stored in an element: `dgamma[c] = np.sum(d, axis=0)` where that gives shape (1,).

NumPy took it for the number that it holds until 2.4, which refuses it. Where arrays are stored in arrays, one of one
element goes through a helper that makes a number of it: it is broadcast in the same way, and fits in an element.
"""

import ast
import builtins
import copy
from typing import Any

import numpy as np

from grader.worker.standins.surroundings import Surroundings

HELPER = "__element__"
"""The built-in function through which stored values go."""
_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.BinOp, ast.operator, ast.expr_context)
"""What can be evaluated twice: names, items, and arithmetic on them."""


def install(surroundings: Surroundings) -> None:
    """Lead what is stored in items through the helper, where NumPy is one that refuses."""

    def number(value: Any, container: Any) -> Any:
        if not (isinstance(container, np.ndarray) and isinstance(value, np.ndarray)):
            return value
        if value.size != 1 or value.ndim == 0 or container.dtype.hasobject:
            return value
        surroundings.notes.add("An array of one element was stored as the number that older NumPy took it for.")
        return value.reshape(())[()]

    def stored(value: Any, *containers: Any) -> Any:
        if len(containers) == 1:
            return number(value, containers[0])
        fits = isinstance(value, tuple | list) and len(value) == len(containers)
        return tuple(map(number, value, containers)) if fits else value

    if _refused():
        setattr(builtins, HELPER, stored)
        surroundings.rewriter.rules.append(_with_numbers)


def _refused() -> bool:
    try:
        np.zeros(1)[0] = np.zeros(1)
    except (TypeError, ValueError):
        return True
    return False


def _with_numbers(statement: ast.stmt) -> None:
    """Change an assignment to items of containers; several at once as well, such as `dw[i], db[i] = f(x)`."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets)]) if len(targets) > 1:
            containers = [_container(target) for target in targets]
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
            containers = [_container(target)]
        case _:
            return
    if any(container is not None for container in containers):
        given = [container or ast.Constant(None) for container in containers]
        call = ast.Call(ast.Name(HELPER, ast.Load()), [statement.value, *given], [])
        statement.value = ast.fix_missing_locations(ast.copy_location(call, statement.value))


def _container(target: ast.expr) -> ast.expr | None:
    """What a value is stored in an item of, to be evaluated once more; None for other targets."""
    if not isinstance(target, ast.Subscript):
        return None
    parts = [node for node in ast.walk(target.value) if not isinstance(node, _PLAIN)]
    return None if parts else copy.deepcopy(target.value)
