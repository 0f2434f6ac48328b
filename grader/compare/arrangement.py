"""Explanations by arrangement: the expected numbers are there, at other places."""

from collections.abc import Iterator
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from grader.compare import axes
from grader.compare.evidence import Case
from grader.compare.tolerance import Float

_MOST_AXES = 5
"""Axes up to which every order of them is tried."""
_MOST_MOVED = 1 << 20
"""Elements up to which values are copied or sorted to find another order."""
_REORDERED = (
    "the expected values are there, but reshaped with the axes in another order: is a transpose missing, or too many?"
)


def transposed(case: Case) -> str:
    """The axes in another order; the shape is that of the transpose, too."""
    for order in _orders(case.got):
        if case.agree(case.got.transpose(order), case.want):
            if len(order) == 2:
                return "it is the transpose of what was expected"
            return f"its axes are in another order: taken as {order} they give what was expected"
    return ""


def reshaped(case: Case) -> str:
    """The same values in the same order under another shape."""
    if case.got.size != case.want.size or not case.agree(case.got.reshape(case.want.shape), case.want):
        return ""
    if [n for n in case.got.shape if n != 1] == [n for n in case.want.shape if n != 1]:
        return "the values are right; only dimensions of size 1 differ"
    return f"the values are right and in order; reshaped to {case.want.shape} they are what was expected"


def reordered(case: Case) -> str:
    """A reshape that took the values along the axes in another order, as one without its transpose does."""
    if case.got.size != case.want.size or case.got.size > _MOST_MOVED or not case.same_mean:
        return ""
    for order in _orders(case.want):
        if case.agree(case.got, case.want.transpose(order).reshape(case.got.shape)):
            return _REORDERED
    for order in _orders(case.got):
        if case.agree(case.got.transpose(order).reshape(case.want.shape), case.want):
            return _REORDERED
    return ""


def flipped(case: Case) -> str:
    """One axis runs backwards."""
    for axis in range(case.want.ndim):
        if case.agree(np.flip(case.got, axis), case.want):
            return f"the expected {axes.many(case.want.ndim, axis)} are there in reverse order"
    return ""


def other_rows(case: Case) -> str:
    """Whole rows (columns, channels) are right but stand in another order."""
    if case.want.size > _MOST_MOVED or not case.same_mean:
        return ""
    for axis in range(case.want.ndim if case.want.ndim > 1 else 0):
        got, want = (np.moveaxis(side, axis, 0).reshape(side.shape[axis], -1) for side in (case.got, case.want))
        if _assorted(case, want) and case.agree(got[_row_order(got)], want[_row_order(want)]):
            return f"the {axes.many(case.want.ndim, axis)} are right, but in another order"
    return ""


def any_order(case: Case) -> str:
    """The same values, anywhere."""
    if case.want.size > _MOST_MOVED or not case.same_mean or not _assorted(case, case.want):
        return ""
    got, want = np.sort(case.got, axis=None), np.sort(case.want, axis=None)
    if not case.agree(got, want):
        return ""
    return f"the expected values are there, {'but sorted' if np.array_equal(got, case.got) else 'in another order'}"


def repeated(case: Case) -> str:
    """In every row stands the same: one of the expected rows, their mean or their sum."""
    total = case.want.ndim
    for axis in range(total if total > 1 else 0):
        alike = np.broadcast_to(case.got.take([0], axis), case.got.shape)
        if case.want.shape[axis] < 2 or not case.within(case.got, alike):
            continue
        for words, row in _rows(case.want, axis):
            if case.agree(case.got, np.broadcast_to(row, case.got.shape)):
                return f"every {axes.each(total, axis)} is the {words} of the expected {axes.many(total, axis)}"
    return ""


def _rows(want: Float, axis: int) -> Iterator[tuple[str, Float]]:
    """What may stand in every row: some expected row, or all of them taken together."""
    yield "first", want.take([0], axis)
    yield "last", want.take([-1], axis)
    yield "mean", want.mean(axis, keepdims=True)
    yield "sum", want.sum(axis, keepdims=True)


def _orders(block: Float) -> Iterator[tuple[int, ...]]:
    """The orders of the axes that move more than dimensions of size 1."""
    if not 2 <= block.ndim <= _MOST_AXES:
        return
    for order in permutations(range(block.ndim)):
        long = [axis for axis in order if block.shape[axis] != 1]
        if long != sorted(long):
            yield order


def _row_order(rows: Float) -> NDArray[np.intp]:
    """The order of the rows (n, m) by a number that tells them apart whatever they hold."""
    weights = np.random.default_rng(0).standard_normal(rows.shape[1])
    return np.argsort(rows @ weights, kind="stable")


def _assorted(case: Case, block: Float) -> bool:
    """Whether most of the numbers differ from each other, so that finding them all again means something."""
    return case.different(block) > min(block.size, 4096) / 2 and case.several(block, 4)
