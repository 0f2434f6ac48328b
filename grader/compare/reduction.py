"""Explanations of a wrong shape: something was summed, averaged or repeated along axes, on one side only."""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from grader.compare import axes
from grader.compare.evidence import Case
from grader.compare.tolerance import Float

_MOST_AXES = 4


def expanded(case: Case) -> str:
    """One side is the other one, repeated."""
    if _fits(case, case.got, case.want):
        return f"it is what was expected, repeated to {case.got.shape}"
    if _fits(case, case.want, case.got):
        return f"what was expected is this, repeated to {case.want.shape}"
    return ""


def reduced(case: Case) -> str:
    """One side is the mean or the sum of the other one."""
    for words, over, block in _reductions(case.got):
        if _same(case, block, case.want):
            return f"its {words} over {axes.named(over, case.got.ndim)} is what was expected"
    for words, over, block in _reductions(case.want):
        if _same(case, case.got, block):
            return f"it is the {words} over {axes.named(over, case.want.ndim)} of what was expected"
    return ""


def _reductions(block: Float) -> Iterator[tuple[str, tuple[int, ...], Float]]:
    """Mean and sum over every choice of axes, the fewest first."""
    functions: tuple[tuple[str, Callable[..., Float]], ...] = (("mean", np.mean), ("sum", np.sum))
    for many in range(1, block.ndim + 1 if block.ndim <= _MOST_AXES else 1):
        for over in combinations(range(block.ndim), many):
            yield from ((words, over, np.asarray(function(block, axis=over))) for words, function in functions)


def _same(case: Case, got: Float, want: Float) -> bool:
    """Whether the values agree, whether or not the reduced axes were kept."""
    short = [[n for n in side.shape if n != 1] for side in (got, want)]
    return short[0] == short[1] and case.agree(got.reshape(want.shape), want)


def _fits(case: Case, large: Float, small: Float) -> bool:
    """Whether the large block is the small one broadcast."""
    try:
        return case.agree(large, np.broadcast_to(small, large.shape))
    except ValueError:
        return False
