"""Where a tensor is wrong and how its numbers lie beside the expected ones, small enough to draw in a report."""

from collections.abc import Iterator
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.compare.elements import Mask, disagreement, distance
from grader.compare.tolerance import Float, Tolerance
from grader.compare.values import Array, Numbers
from grader.model import ErrorMap, Series

_MOST = 1 << 20
"""Elements up to which a value is drawn."""
_MOST_AXES = 6
_ROWS, _COLUMNS = 16, 32
_PAIRS = 64
_FEWEST = {"entry": 6, "sample": 12}
"""Pairs of numbers; fewer are read faster than drawn."""
_RIGHT = 0.1
"""Share of cells that must be right for a map to tell where the error lies."""
_EXPLAINED = 0.5
"""Share of the error's variance that rows or columns must explain for a map to tell something all the same."""


class Error(NamedTuple):
    """What is wrong with each element, in the value's shape."""

    strange: Mask
    """NaN or infinite on one side only."""
    wrong: Mask
    size: Float
    """The distance where both are finite; 0 where it is within the tolerance."""


def error_map(got: Numbers, want: Numbers, tolerance: Tolerance) -> ErrorMap | None:
    """The error of a value of two axes or more, shapes being equal; None where a map of it would tell nothing."""
    axes = [axis for axis, length in enumerate(want.shape) if length > 1]
    if not 2 <= len(axes) <= _MOST_AXES or want.size > _MOST or got.shape != want.shape:
        return None
    error = _error(got, want, tolerance)
    down, across = max(combinations(axes, 2), key=lambda pair: _contrast(error.wrong, pair))
    folded = Error(*(_folded(part, (down, across)) for part in error))
    cells = Error(*(_shrunk(part) for part in folded))
    if not _tells(cells):
        return None
    rows = tuple("".join(row) for row in _characters(cells))
    return ErrorMap(axes=(down, across), sizes=folded.wrong.shape, rows=rows, worst=float(cells.size.max()))


def series(got: Numbers, want: Numbers) -> Series | None:
    """Pairs of finite numbers, all entries of a short vector or some of a larger value; None where they are few."""
    if not (drawable(got) and drawable(want)):
        return None
    alike = got.shape == want.shape
    length = want.size if alike else max(got.size, want.size)
    along: Literal["entry", "sample"] = "entry" if len(want.shape) == 1 else "sample"
    if length < _FEWEST[along] or not (alike or len(got.shape) == len(want.shape) == 1):
        return None
    positions = spread(length)
    return Series(
        along=along, positions=tuple(positions.tolist()), expected=_taken(want, positions), got=_taken(got, positions)
    )


def drawable(numbers: Numbers) -> bool:
    """Whether the elements are numbers that float64 has, and not too many."""
    return numbers.kind != "complex" and numbers.stored.dtype.kind != "O" and numbers.size <= _MOST


def spread(length: int) -> NDArray[np.int64]:
    """Up to 64 positions in a value of so many elements, evenly spread, the first and the last among them."""
    return np.unique(np.linspace(0, length - 1, min(length, _PAIRS)).round().astype(np.int64))


def _taken(numbers: Numbers, positions: NDArray[np.int64]) -> tuple[float, ...]:
    """The numbers at these places to six digits; NaN beyond the end."""
    found = [float(number) for number in numbers.at(positions[positions < numbers.size])]
    return tuple(float(f"{number:.6g}") for number in found) + (np.nan,) * (len(positions) - len(found))


def _error(got: Numbers, want: Numbers, tolerance: Tolerance) -> Error:
    found = disagreement(got.whole(), want.whole(), tolerance)
    size = np.where(found.excess > 1, distance(got.whole(), want.whole()), 0.0)
    return Error(found.strange, found.wrong, np.nan_to_num(size, posinf=np.finfo(np.float64).max))


def _contrast(wrong: Mask, pair: tuple[int, int]) -> float:
    """How much the share of wrong elements varies over a pair of axes; it is 0 where all are wrong."""
    return float(wrong.mean(axis=_others(wrong, pair)).var())


def _folded(block: Array, pair: tuple[int, int]) -> Array:
    folded: Array = block.max(axis=_others(block, pair))
    return folded


def _others(block: Array, pair: tuple[int, int]) -> tuple[int, ...]:
    return tuple(axis for axis in range(block.ndim) if axis not in pair)


def _shrunk(block: Array) -> Array:
    """The worst of each cell, in so many cells as a map may have."""
    for axis, most in enumerate((_ROWS, _COLUMNS)):
        length = block.shape[axis]
        starts = np.unique(np.linspace(0, length, min(length, most), endpoint=False).astype(np.int64))
        block = np.maximum.reduceat(block, starts, axis=axis)
    return block


def _tells(cells: Error) -> bool:
    if (~cells.wrong).mean() >= _RIGHT:
        return True
    total = float(cells.size.var())
    return total > 0 and any(cells.size.mean(axis=axis).var() >= _EXPLAINED * total for axis in (0, 1))


def _characters(cells: Error) -> Iterator[Iterator[str]]:
    worst = cells.size.max() or 1.0
    ninths = np.ceil(9 * (cells.size / worst)).astype(int)
    for strange, row in zip(cells.strange, ninths, strict=True):
        yield ("x" if odd else str(level) if level else "." for odd, level in zip(strange, row, strict=True))
