"""How far a number may be from the expected one."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.compare.values import DType, dtype_name

Float = NDArray[np.float64]


def _check(**limits: float) -> None:
    for name, limit in limits.items():
        if not (limit >= 0 and math.isfinite(limit)):
            raise ValueError(f"{name} is {limit!r}, but a tolerance is a finite number of at least 0, such as 1e-6")


@dataclass(frozen=True)
class Close:
    """|got - want| <= atol + rtol * |want|, element by element."""

    rtol: float
    atol: float

    def __post_init__(self) -> None:
        _check(rtol=self.rtol, atol=self.atol)

    @property
    def words(self) -> str:
        """The tolerance as a message says it."""
        return f"rtol {self.rtol:g}, atol {self.atol:g}"

    def times(self, factor: float) -> "Close":
        """As many times as wide."""
        return Close(factor * self.rtol, factor * self.atol)

    def excess(self, apart: Float, got: Float, want: Float) -> Float:
        """How many times the allowed distance each element is off; above 1 is a mismatch."""
        return np.where(apart > 0, apart / (self.atol + self.rtol * want), 0.0)


@dataclass(frozen=True)
class Relative:
    """|got - want| / max(floor, |got| + |want|) <= limit for the worst element: the form of the cs231n notebooks."""

    limit: float
    floor: float = 1e-8

    def __post_init__(self) -> None:
        _check(limit=self.limit, floor=self.floor)

    @property
    def words(self) -> str:
        """The tolerance as a message says it."""
        return f"relative error {self.limit:g}"

    def times(self, factor: float) -> "Relative":
        """As many times as wide."""
        return Relative(factor * self.limit, self.floor)

    def excess(self, apart: Float, got: Float, want: Float) -> Float:
        """How many times the allowed error each element has; above 1 is a mismatch."""
        return np.where(apart > 0, apart / np.maximum(self.floor, got + want) / self.limit, 0.0)


@dataclass(frozen=True)
class Exact:
    """No difference at all."""

    @property
    def words(self) -> str:
        """The tolerance as a message says it."""
        return "no difference"

    def times(self, factor: float) -> "Exact":
        """The same: no difference is none, however often."""
        del factor
        return self

    def excess(self, apart: Float, got: Float, want: Float) -> Float:
        """0 where equal, else above 1 and growing with the distance."""
        return np.where(apart > 0, 2.0 + apart, 0.0)


Tolerance = Close | Relative | Exact

_DOUBLE, _SINGLE, _HALF, _BRAIN = Close(1e-7, 1e-7), Close(1.3e-6, 1e-5), Close(1e-3, 1e-5), Close(1.6e-2, 1e-5)
_BY_DTYPE = {
    "float32": _SINGLE,
    "complex64": _SINGLE,
    "float16": _HALF,
    "complex32": _HALF,
    "bfloat16": _BRAIN,
}


def default_tolerance(dtype_a: DType, dtype_b: DType) -> Tolerance:
    """The tolerance for two dtypes, as in `torch.testing`: the less precise decides, integers and bools are exact.

    A Python float counts as float64. One that comes from a float32 computation (`loss.item()`) is less precise than
    that, so its check should name a tolerance.
    """
    of_both = [_of_dtype(dtype_name(dtype)) for dtype in (dtype_a, dtype_b)]
    inexact = [tolerance for tolerance in of_both if tolerance is not None]
    return max(inexact, key=lambda tolerance: tolerance.rtol) if inexact else Exact()


def _of_dtype(name: str) -> Close | None:
    if name.startswith(("float", "complex", "bfloat")):
        return _BY_DTYPE.get(name, _DOUBLE)
    return None
