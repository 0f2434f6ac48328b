"""What an explanation has to show before it is believed.

An explanation turns one side into the other. It is believed if they then agree within the tolerance, ten times
loosened for the rounding of the extra step, and if this removes nearly all of the error: where the numbers are all
small beside the tolerance, anything would agree with anything. A fitted constant must hold for several different
numbers.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grader.compare.elements import Mask, disagreement, distance
from grader.compare.tolerance import Close, Exact, Float, Relative, Tolerance, default_tolerance
from grader.compare.values import Numbers

_SAMPLE = 1 << 16
_SPREAD = 4096
"""Elements among which different numbers are counted."""
_SLICES = 4
"""Slices of each axis that a first look takes in."""
_LEFT_OVER = 0.05
"""The part of the error that an explanation may leave."""
_SCALAR_ERROR = 1e-4
"""The relative error that a single number may keep; it can agree by chance."""
_COARSEST = 1e-2
"""The relative error at which two numbers are not the same in any case."""
_ROUNDING = 1e-4
"""The error that rounding may make in an explanation's extra step."""
_WHOLE_NUMBERS = Close(1e-9, 1e-9)
"""For integers, which an explanation may divide."""


@dataclass(frozen=True)
class Case:
    """Two real-valued blocks that disagree, and how closely an explanation has to make them agree."""

    got: Float
    want: Float
    asked: Tolerance
    """The tolerance that was not kept."""
    tolerance: Close | Relative
    """The same, loosened: what an explanation has to keep."""
    lengths: tuple[int, ...]
    """The axes of the whole expected value."""
    kind: str
    sampled: bool = False
    """The blocks are elements drawn from larger values, along one axis."""

    @cached_property
    def wrong(self) -> Mask:
        """Which elements disagree; both sides must have one shape."""
        return disagreement(self.got, self.want, self.asked).wrong

    @cached_property
    def error(self) -> float:
        """The largest distance to the expected value; infinite where the shapes differ."""
        return _largest(distance(self.got, self.want)) if self.got.shape == self.want.shape else math.inf

    @cached_property
    def same_mean(self) -> bool:
        """Whether the means agree, as they do if one side holds the numbers of the other in another order."""
        size = float(np.mean(np.abs(self.want)))
        return bool(abs(np.mean(self.got) - np.mean(self.want)) <= 2 * _allowed(self.tolerance, size))

    def drawn(self, many: int) -> "Case":
        """The same case by so many of its elements, for a first look; both sides must have one shape."""
        if self.want.size <= many:
            return self
        places = _places(self.want.size, many)
        return replace(self, got=self.got.reshape(-1)[places], want=self.want.reshape(-1)[places], sampled=True)

    def beside(self, axis: int) -> "Case":
        """The same case by its first slices along every axis but one, for a first look along that axis."""
        cut = tuple(slice(None) if other == axis else slice(_SLICES) for other in range(self.want.ndim))
        return replace(self, got=self.got[cut], want=self.want[cut])

    def agree(self, left: Float, right: Float) -> bool:
        """Whether an explanation that makes `right` of one side and `left` of the other is to be believed."""
        if left.shape != right.shape or not right.size:
            return False
        probe = tuple(slice(None, None, max(1, length // 6)) for length in right.shape)
        return self.within(left[probe], right[probe]) and self.within(left, right) and self.tells(left, right)

    def agree_in_each(self, left: Float, right: Float, axes: tuple[int, ...]) -> bool:
        """The same for a fit over the given axes: it has to tell in every slice that holds more than one number."""
        width = np.ptp(right, axis=axes)
        near = distance(left, right).max(axis=axes) <= _LEFT_OVER * width
        return self.agree(left, right) and bool((near | (width <= self.step(right))).all())

    def several(self, block: Float, least: int = 3) -> bool:
        """Whether the block holds at least so many numbers that the tolerance can tell apart."""
        return self.different(block) >= least

    def step(self, block: Float) -> float:
        """The distance between finite numbers of the block up to which they count as one number."""
        return 2 * min(_allowed(self.tolerance, _largest(np.abs(block))), _LEFT_OVER * float(np.ptp(block)))

    def different(self, block: Float) -> int:
        """Count numbers that the tolerance can tell apart, among some thousands of the block."""
        sample = block.reshape(-1)[:: max(1, block.size // _SPREAD)]
        sample = sample[np.isfinite(sample)]
        if not sample.size:
            return 0
        step = self.step(sample)
        return len(np.unique(np.round(sample / step) if step > 0 else sample))

    def within(self, left: Float, right: Float) -> bool:
        """Whether two blocks agree within the tolerance, whatever that may prove."""
        return not disagreement(np.asarray(left), np.asarray(right), self.tolerance).wrong.any()

    def tells(self, left: Float, right: Float) -> bool:
        """Whether two blocks are so near that it cannot be by chance: beside the error, and beside what they hold."""
        residual = _largest(distance(left, right))
        if right.size == 1:
            return residual <= _SCALAR_ERROR * abs(float(right.reshape(-1)[0])) and bool(right.any())
        finite = right[np.isfinite(right)]
        spread = float(np.ptp(finite)) if finite.size else 0.0
        return spread > 0 and residual <= _LEFT_OVER * min(self.error, spread)


def case_of(got: Numbers, want: Numbers, tolerance: Tolerance, most: int) -> Case | None:
    """The case for two values; elements are drawn if there are more than `most`.

    None if there is nothing to look at: empty or complex values, integers beyond 64 bits, or large values of different
    shapes.
    """
    if not all(side.size and side.stored.dtype.kind in "biuf" for side in (got, want)):
        return None
    if max(got.size, want.size) <= most:
        blocks = [side.whole().astype(np.float64) for side in (got, want)]
    elif got.shape == want.shape:
        places = _places(want.size, _SAMPLE)
        blocks = [side.at(places).astype(np.float64) for side in (got, want)]
    else:
        return None
    return Case(
        blocks[0],
        blocks[1],
        tolerance,
        _loosened(tolerance, got, want),
        want.shape,
        want.kind,
        sampled=want.size > most,
    )


def _places(size: int, many: int) -> NDArray[np.int64]:
    """So many places among `size`, always the same, in order."""
    return np.sort(np.random.default_rng(0).integers(size, size=many))


def _loosened(tolerance: Tolerance, got: Numbers, want: Numbers) -> Close | Relative:
    if isinstance(tolerance, Exact):
        tolerance = default_tolerance(got.dtype, want.dtype)
    if isinstance(tolerance, Relative):
        return Relative(min(_looser(tolerance.limit), _COARSEST), tolerance.floor)
    if isinstance(tolerance, Close):
        return Close(min(_looser(tolerance.rtol), _COARSEST), _looser(tolerance.atol))
    return _WHOLE_NUMBERS


def _looser(limit: float) -> float:
    """Ten times the limit, where the limit is one for rounding."""
    return max(limit, min(10 * limit, _ROUNDING))


def _allowed(tolerance: Close | Relative, size: float) -> float:
    return 2 * tolerance.limit * size if isinstance(tolerance, Relative) else tolerance.atol + tolerance.rtol * size


def _largest(block: Float) -> float:
    finite = block[np.isfinite(block)]
    return float(finite.max()) if finite.size else 0.0
