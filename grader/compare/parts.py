"""Explanation by place: which rows, columns or channels are wrong, or which are the only right ones."""

import numpy as np
from numpy.typing import NDArray

from grader.compare import axes
from grader.compare.elements import Mask
from grader.compare.evidence import Case
from grader.compare.tolerance import Float

_MOST_NAMED = 4
"""Slices that a sentence names."""
_DENSE = 0.5
"""Share of a slice's elements that must be wrong for the slice to count as wrong."""


def partly(case: Case) -> str:
    """Only some slices along one axis differ, or only some are right; the axis that says it most sharply."""
    total = case.want.ndim
    sides = [
        (len(which) / case.want.shape[axis], axis, words, which)
        for axis in range(total)
        for words, which in _sides(case, axis)
    ]
    if not sides:
        return ""
    _, axis, words, which = min(sides)
    return f"only {axes.at(total, axis, which, case.want.shape[axis])} {words[0] if len(which) == 1 else words[1]}"


def _sides(case: Case, axis: int) -> list[tuple[tuple[str, str], list[int]]]:
    """The wrong slices if they are few, and the right slices if they are; only where right is right beyond chance."""
    wrong = case.wrong.mean(axis=tuple(other for other in range(case.want.ndim) if other != axis))
    right = np.flatnonzero(wrong == 0)
    if not right.size or (wrong[wrong > 0] < _DENSE).any() or not case.tells(*_slices(case, axis, right)):
        return []
    sides = [(("differs", "differ"), _indices(wrong > 0))]
    if case.want.ndim > 1:
        sides.append((("is right", "are right"), _indices(wrong == 0)))
    return [(words, which) for words, which in sides if len(which) <= min(_MOST_NAMED, wrong.size // 3)]


def _slices(case: Case, axis: int, indices: NDArray[np.intp]) -> tuple[Float, Float]:
    return case.got.take(indices, axis), case.want.take(indices, axis)


def _indices(slices: Mask) -> list[int]:
    return [int(index) for index in np.flatnonzero(slices)]
