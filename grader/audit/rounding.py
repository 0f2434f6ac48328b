"""The noise floor: the reference, run again with every input rounded up or down by half a unit in the last place.

What two right programs differ by is rounding: sums in another order, other formulas. Stochastic arithmetic (Vignes
1993; Parker 1997) measures how far that goes: each value is moved by a random half unit in its last place wherever it
enters a function, and the results are compared with those that were not.
"""

import contextlib
import functools
import inspect
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from grader.checks.expected.parts import parts_of
from grader.checks.expected.reference import substituted


@contextlib.contextmanager
def rounded(reference: types.ModuleType) -> Iterator[None]:
    """Inside, the reference's functions and the forward passes of its modules get rounded inputs."""
    names = {part.__name__ for part in parts_of(reference)}
    public = {name: value for name, value in vars(reference).items() if getattr(value, "__module__", "") in names}
    functions = {name: _rounding(value) for name, value in public.items() if inspect.isfunction(value)}
    classes: list[Any] = [value for value in public.values() if inspect.isclass(value) and "forward" in vars(value)]
    with substituted(reference, functions), contextlib.ExitStack() as stack:
        for each in classes:
            stack.callback(setattr, each, "forward", each.forward)
            each.forward = _rounding(each.forward)
        yield


def _rounding(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: object, **kwargs: object) -> Any:
        _move((args, kwargs), np.random.default_rng(0))  # the same call is rounded in the same way each time
        return function(*args, **kwargs)

    return call


def _move(value: object, draw: np.random.Generator) -> None:
    """Move every number of a value, in place and behind the graph's back: functions change their arguments too."""
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        moves = torch.as_tensor(_moves(tuple(value.shape), torch.finfo(value.dtype).eps, draw), dtype=value.dtype)
        value.data.add_(value.data * moves)
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.flags.writeable:
        value += value * _moves(value.shape, float(np.finfo(value.dtype).eps), draw).astype(value.dtype)
    elif isinstance(value, dict):
        _move(list(value.values()), draw)
    elif isinstance(value, list | tuple):
        for item in value:
            _move(item, draw)


def _moves(shape: tuple[int, ...], eps: float, draw: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float64]]:
    return eps * draw.choice([-0.5, 0.5], size=shape)
