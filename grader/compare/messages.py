"""The sentence and the figures of each numeric difference, as a student reads them."""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from grader.compare.elements import distance
from grader.compare.tolerance import Exact, Relative, Tolerance
from grader.compare.values import Numbers
from grader.compare.words import Number, apart, count, place, share, with_article
from grader.model import Difference


@dataclass(frozen=True)
class Spot:
    """One place of two numeric values of the same size."""

    index: tuple[int, ...]
    expected: Number
    got: Number
    apart: float
    """|got - expected|, infinite where float64 ends."""
    total: int
    """Elements in the whole value."""

    @classmethod
    def of(cls, got: Numbers, want: Numbers, flat: int) -> Self:
        """The place `flat`, counted in C order, of both values."""
        at = np.array([flat])
        one, other = got.at(at), want.at(at)
        index = tuple(int(i) for i in np.unravel_index(flat, want.shape)) if want.shape else ()
        return cls(index, other.item(), one.item(), distance(one, other).item(), want.size)

    def sentence(self, wrong: int, word: str) -> str:
        """How many elements are wrong, and what stands at this one, the `word` (worst, first) of them."""
        expected, got = apart(self.expected, self.got)
        here = f"expected {expected}, got {got}"
        if self.total == 1:
            return here
        if wrong == 1:
            return f"{share(1, self.total)} differs, at {place(self.index)}: {here}"
        many = f"all {count(self.total, 'value')}" if wrong == self.total else share(wrong, self.total)
        return f"{many} differ, {word} at {place(self.index)}: {here}"


def container(got: Numbers, want: Numbers, path: str) -> Difference:
    """Tensor for array, array for plain number, and the like."""
    words = [with_article(side.kind if side.container == "number" else side.container) for side in (want, got)]
    return Difference(path=path, kind="type", message=f"expected {words[0]}, got {words[1]}")


def shape(got: Numbers, want: Numbers, path: str) -> Difference:
    """Shapes that the rules do not let pass."""
    words = [f"shape {side.shape}" if side.shape else "a single number, shape ()" for side in (want, got)]
    return Difference(path=path, kind="shape", message=f"expected {words[0]}, got {words[1]}")


def dtype(got: Numbers, want: Numbers, path: str) -> Difference:
    """Dtypes that the rules do not let pass."""
    sides = (want, got)
    single = got.kind != want.kind and all(side.container == "number" for side in sides)
    words = [with_article(side.kind) if single else side.dtype for side in sides]
    message = f"expected {'' if single else 'dtype '}{words[0]}, got {words[1]}"
    return Difference(path=path, kind="dtype", message=message)


def non_finite(spot: Spot, path: str, wrong: int, *, equal_nan: bool) -> Difference:
    """NaN or infinity on one side that the other side does not have there."""
    message = spot.sentence(wrong, "first") if spot.total == 1 else f"NaN or infinity: {spot.sentence(wrong, 'first')}"
    if not equal_nan and spot.got != spot.got and spot.expected != spot.expected:
        message += " (NaN does not count as equal here)"
    return Difference(path=path, kind="non_finite", message=message, **_figures(spot, wrong))


def value(spot: Spot, path: str, wrong: int, tolerance: Tolerance) -> Difference:
    """Finite numbers outside the tolerance; `spot` is the worst of them."""
    relative = None if isinstance(tolerance, Exact) else _relative(spot, tolerance)
    return Difference(
        path=path,
        kind="value",
        message=spot.sentence(wrong, "worst") + _off_by(spot, relative, tolerance),
        worst_absolute=_finite(spot.apart),
        worst_relative=relative,
        allowed=tolerance.words,
        **_figures(spot, wrong),
    )


def _figures(spot: Spot, wrong: int) -> dict[str, Any]:
    return {
        "mismatched": wrong,
        "total": spot.total,
        "worst_index": spot.index,
        "worst_expected": _finite(spot.expected),
        "worst_got": _finite(spot.got),
    }


def _off_by(spot: Spot, relative: float | None, tolerance: Tolerance) -> str:
    if (isinstance(spot.expected, bool) and isinstance(spot.got, bool)) or not math.isfinite(spot.apart):
        return ""
    error = "" if relative is None else f", relative error {relative:.3g}"
    allowed = "" if isinstance(tolerance, Exact) else f"; allowed: {tolerance.words}"
    return f" (off by {spot.apart:.3g}{error}{allowed})"


def _relative(spot: Spot, tolerance: Tolerance) -> float | None:
    """The error against |expected|, or in cs231n's form where that decides; None where it says nothing."""
    expected, got = _size(spot.expected), _size(spot.got)
    base = max(tolerance.floor, expected + got) if isinstance(tolerance, Relative) else expected
    return _finite(spot.apart / base) if 0 < base < math.inf else None


def _size(number: Number) -> float:
    try:
        return float(abs(number))
    except OverflowError:
        return math.inf


def _finite(number: Number) -> float | None:
    """The number as JSON can hold it: None for NaN and infinity, the real part of a complex one."""
    real = number.real if isinstance(number, complex) else number
    try:
        return float(real) if math.isfinite(real) else None
    except OverflowError:
        return None
