"""Explanation by place: which rows, columns or channels are wrong, or which are the only right ones."""

import numpy as np

from grader.compare import axes
from grader.compare.elements import Mask
from grader.compare.evidence import Case

_MOST_NAMED = 4
"""Slices that a sentence names."""
_DENSE = 0.5
"""Share of a slice's elements that must be wrong for the slice to count as wrong."""


def partly(case: Case) -> str:
    """Only some slices along one axis differ, or only some are right; the axis that says it most sharply."""
    total = case.want.ndim
    found = [
        (len(spots) / case.want.shape[axis], axis, words, spots)
        for axis in range(total)
        for words, spots in _sides(case, axis)
    ]
    if not found:
        return ""
    _, axis, words, spots = min(found)
    where = axes.at(total, axis, spots, case.want.shape[axis])
    return f"only {where} {words[0] if len(spots) == 1 else words[1]}"


def _sides(case: Case, axis: int) -> list[tuple[tuple[str, str], list[int]]]:
    """The wrong slices if they are few, and the right slices if they are."""
    others = tuple(other for other in range(case.want.ndim) if other != axis)
    shares = case.wrong.mean(axis=others)
    found = []
    if _few(shares > 0) and bool((shares[shares > 0] >= _DENSE).all()):
        found.append((("differs", "differ"), _spots(shares > 0)))
    if case.want.ndim > 1 and _few(shares == 0) and bool((shares[shares > 0] >= _DENSE).all()):
        found.append((("is right", "are right"), _spots(shares == 0)))
    return found


def _few(slices: Mask) -> bool:
    many = int(np.count_nonzero(slices))
    return 1 <= many <= min(_MOST_NAMED, slices.size // 3)


def _spots(slices: Mask) -> list[int]:
    return [int(index) for index in np.flatnonzero(slices)]
