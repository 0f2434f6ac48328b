"""Two blocks of numbers, element by element: which non-finite values disagree, and how far the rest is off."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.compare.tolerance import Float, Tolerance
from grader.compare.values import Array

Mask = NDArray[np.bool_]

_HUGE = 1e307
"""Above this a sum of two float64 may overflow, so both are scaled down first."""
_FAR = 2.0**60
"""Integers closer than this are subtracted as integers; farther ones are known to be far from each other."""


class Disagreement(NamedTuple):
    """What is wrong with each element of a block."""

    strange: Mask
    """NaN or infinite on at least one side, and not the same on the other."""
    excess: Float
    """How many times the allowed distance a pair of finite numbers is off; above 1 is a mismatch."""

    @property
    def wrong(self) -> Mask:
        """The elements that do not agree, for either reason."""
        wrong: Mask = self.strange | (self.excess > 1)
        return wrong


def disagreement(got: Array, want: Array, tolerance: Tolerance, *, equal_nan: bool = True) -> Disagreement:
    """Compare two arrays of one shape, bool, integer, float64 or complex128, without overflow.

    Integers are compared as integers, whatever their size; -0.0 is 0.0; infinities agree with the same infinity, and
    NaN with NaN if `equal_nan`.
    """
    with np.errstate(all="ignore"):
        if _whole(got) and _whole(want):
            excess = tolerance.excess(_integer_distance(got, want), *_sizes(got, want))
            return Disagreement(np.zeros(want.shape, np.bool_), excess)
        got, want = inexact(got), inexact(want)
        finite = np.isfinite(got) & np.isfinite(want)
        same = (got == want) | (np.isnan(got) & np.isnan(want) & equal_nan)
        return Disagreement(~finite & ~same, np.where(finite, _excess(got, want, tolerance), 0.0))


def distance(got: Array, want: Array) -> Float:
    """|got - want| of each element; infinite where it is beyond float64."""
    with np.errstate(all="ignore"):
        if _whole(got) and _whole(want):
            return _integer_distance(got, want)
        apart: Float = np.abs(inexact(got) - inexact(want))
        return apart


def _excess(got: Array, want: Array, tolerance: Tolerance) -> Float:
    sizes = np.abs(got), np.abs(want)
    scale = np.where(np.maximum(*sizes) > _HUGE, 0.25, 1.0)
    return tolerance.excess(np.abs(got * scale - want * scale), sizes[0] * scale, sizes[1] * scale)


def _integer_distance(got: Array, want: Array) -> Float:
    if got.dtype.kind == "O" or want.dtype.kind == "O":
        return np.abs(_to_float(got.astype(object) - want.astype(object)))
    rough = np.abs(got.astype(np.float64) - want.astype(np.float64))
    a, b = got.astype(np.uint64), want.astype(np.uint64)
    exact: Array = np.where(got > want, a - b, b - a)  # modulo 2**64, hence right for negative numbers too
    return np.where(rough < _FAR, exact, rough)


def _sizes(got: Array, want: Array) -> tuple[Float, Float]:
    return np.abs(_to_float(got)), np.abs(_to_float(want))


def inexact(block: Array) -> Array:
    """The block as float64 or complex128; infinite where an integer is beyond that."""
    return block if block.dtype.kind in "fc" else _to_float(block)


def _whole(block: Array) -> bool:
    return block.dtype.kind in "biuO"


def _to_float(block: Array) -> Float:
    if block.dtype.kind != "O":
        return block.astype(np.float64)
    return np.array([_float(number) for number in block.reshape(-1)], np.float64).reshape(block.shape)


def _float(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return np.inf if number > 0 else -np.inf
