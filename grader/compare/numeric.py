"""Two numeric values: kind of container, then shape, then dtype, then non-finite values, then numbers.

Values are read in blocks, so memory stays bounded whatever their size.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from grader.compare import messages
from grader.compare.elements import Disagreement, disagreement
from grader.compare.tolerance import Tolerance, default_tolerance
from grader.compare.values import Numbers
from grader.model import Difference

Shapes = Literal["exact", "unsqueezed", "any"]
DTypes = Literal["exact", "kind", "any"]

_BLOCK = 1 << 18


@dataclass(frozen=True)
class Rules:
    """What counts as equal; the arguments of `compare`."""

    tolerance: Tolerance | None = None
    shapes: Shapes = "exact"
    dtypes: DTypes = "kind"
    kinds: bool = False
    equal_nan: bool = True
    factor: float = 1.0
    """How many times the tolerance is allowed."""

    def tolerance_for(self, got: Numbers, want: Numbers) -> Tolerance:
        """The tolerance that was asked for, else that of the dtypes, as wide as it is allowed to be."""
        return (self.tolerance or default_tolerance(got.dtype, want.dtype)).times(self.factor)


class Found(NamedTuple):
    """A difference, with the numbers that could explain it."""

    difference: Difference
    got: Numbers | None = None
    want: Numbers | None = None


def differences(got: Numbers, want: Numbers, path: str, rules: Rules) -> Iterator[Found]:
    """All that differs between two numeric values; the numbers are compared only if the shapes allow it."""
    if rules.kinds and got.container != want.container:
        yield Found(messages.container(got, want, path))
    if not _shapes_agree(got.shape, want.shape, rules.shapes):
        yield Found(messages.shape(got, want, path), got, want)
        return
    if not _dtypes_agree(got, want, rules.dtypes):
        yield Found(messages.dtype(got, want, path))
    got = got.reshaped(want.shape)
    tally = _tally(got, want, rules)
    if tally.strange.count:
        spot = messages.Spot.of(got, want, tally.strange.worst)
        yield Found(messages.non_finite(spot, path, tally.strange.count, equal_nan=rules.equal_nan), got, want)
    if tally.off.count:
        spot = messages.Spot.of(got, want, tally.off.worst)
        difference = messages.value(spot, path, tally.off.count, rules.tolerance_for(got, want))
        yield Found(difference) if tally.strange.count else Found(difference, got, want)


@dataclass
class _Wrong:
    """How many elements are wrong in one way, and the worst (or else first) of them."""

    count: int = 0
    worst: int = -1
    excess: float = -1.0

    def add(self, block: Disagreement, start: int, *, strange: bool) -> None:
        """Count one block's elements; the place is in the flattened value."""
        wrong = block.strange if strange else block.excess > 1
        many = int(np.count_nonzero(wrong))
        if not many:
            return
        self.count += many
        excess = np.where(wrong, 0.0 if strange else block.excess, -1.0)
        place = int(np.argmax(excess))
        if excess[place] > self.excess:
            self.worst, self.excess = start + place, float(excess[place])


class _Tally(NamedTuple):
    strange: _Wrong
    off: _Wrong


def _tally(got: Numbers, want: Numbers, rules: Rules) -> _Tally:
    tally, tolerance = _Tally(_Wrong(), _Wrong()), rules.tolerance_for(got, want)
    for start in range(0, want.size, _BLOCK):
        pair = got.part(start, start + _BLOCK), want.part(start, start + _BLOCK)
        block = disagreement(*pair, tolerance, equal_nan=rules.equal_nan)
        tally.strange.add(block, start, strange=True)
        tally.off.add(block, start, strange=False)
    return tally


def _shapes_agree(got: tuple[int, ...], want: tuple[int, ...], shapes: Shapes) -> bool:
    if shapes == "any":
        return math.prod(got) == math.prod(want)
    if shapes == "unsqueezed":
        return [n for n in got if n != 1] == [n for n in want if n != 1]
    return got == want


def _dtypes_agree(got: Numbers, want: Numbers, dtypes: DTypes) -> bool:
    if dtypes == "any":
        return True
    return got.kind == want.kind if dtypes == "kind" else got.dtype == want.dtype
