"""Names that older versions of Python, NumPy and PyTorch had, under which course code of those years knows things.

NumPy is asked for a name that it does not have by way of its own `__getattr__`, so each use is seen and said.
"""

import ast
import builtins
import functools
import inspect
from collections.abc import Callable
from types import GeneratorType, ModuleType
from typing import Any

import numpy as np
from torch.optim import lr_scheduler

from grader.worker.standins.surroundings import Surroundings

_LIBRARY: dict[str, Any] = {"pad": np.pad}
_NUMPY: dict[str, Any] = {
    **{"int": int, "float": float, "complex": complex, "object": object, "str": str, "long": int, "unicode": str},
    **{"Inf": np.inf, "Infinity": np.inf, "infty": np.inf, "PINF": np.inf, "NINF": -np.inf, "NaN": np.nan},
    **{"float_": np.float64, "complex_": np.complex128, "string_": np.bytes_, "unicode_": np.str_},
    **{"product": np.prod, "cumproduct": np.cumprod, "alltrue": np.all, "sometrue": np.any, "round_": np.round},
    **{"row_stack": np.vstack, "asscalar": lambda a: a.item(), "asfarray": lambda a: np.asarray(a, dtype=float)},
    **{"in1d": lambda a, b, **options: np.isin(np.ravel(a), b, **options), "trapz": getattr(np, "trapezoid", None)},
}


def install(surroundings: Surroundings) -> None:
    """Bring the names back."""
    _bring_back(np, "np", _NUMPY, surroundings)
    _bring_back(np.lib, "np.lib", _LIBRARY, surroundings)
    setattr(np, "reshape", _taking_newshape(np.reshape))  # noqa: B010
    setattr(np, "sum", _taking_generators(np.sum, surroundings))  # noqa: B010
    for scheduler in vars(lr_scheduler).values():
        if isinstance(scheduler, type) and issubclass(scheduler, lr_scheduler.LRScheduler):
            setattr(scheduler, "__init__", _without_verbose(scheduler.__init__))  # noqa: B010
    setattr(builtins, "xrange", range)  # noqa: B010
    surroundings.rewriter.rules.append(lambda statement: _with_views(statement, surroundings))


def _bring_back(module: ModuleType, called: str, names: dict[str, Any], surroundings: Surroundings) -> None:
    """Answer a module's old names, and note each that is asked for."""
    newer = module.__getattr__

    def look_up(name: str) -> Any:
        if name not in names:
            return newer(name)
        surroundings.notes.add(f"`{called}.{name}` is of an older NumPy; what it meant then was used.")
        return names[name]

    setattr(module, "__getattr__", look_up)  # noqa: B010  mypy takes a function for fixed


def _with_views(statement: ast.stmt, surroundings: Surroundings) -> None:
    """Change `x.iteritems()` of Python 2 and the like into `x.items()`, in a whole statement."""
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(attr="iteritems" | "iterkeys" | "itervalues") as called, args=[]):
                name = called.attr.removeprefix("iter")
                surroundings.notes.add(f"`.{called.attr}()` is Python 2; `.{name}()` was used.")
                called.attr = name


def _without_verbose(initialize: Callable[..., None]) -> Callable[..., None]:
    """Takes the argument that schedulers of older PyTorch had."""
    if "verbose" in inspect.signature(initialize).parameters:
        return initialize

    @functools.wraps(initialize)
    def without(self: Any, *args: Any, verbose: bool = False, **kwargs: Any) -> None:
        del verbose
        initialize(self, *args, **kwargs)

    return without


def _taking_newshape(reshape: Callable[..., Any]) -> Callable[..., Any]:
    def with_newshape(a: Any, shape: Any = None, *args: Any, newshape: Any = None, **kwargs: Any) -> Any:
        return reshape(a, newshape if shape is None else shape, *args, **kwargs)

    return with_newshape


def _taking_generators(total: Callable[..., Any], surroundings: Surroundings) -> Callable[..., Any]:
    """Sums what a generator gives, as Python's own `sum` does: `np.sum(np.sum(w ** 2) for w in weights)`."""

    @functools.wraps(total)
    def with_generators(a: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(a, GeneratorType) or args or kwargs:
            return total(a, *args, **kwargs)
        surroundings.notes.add("`np.sum` of a generator is of an older NumPy; Python's own `sum` was used.")
        return sum(a)

    return with_generators
