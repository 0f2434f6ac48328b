"""Explanations by one number: a constant factor or offset, and where such a factor may come from."""

import math
from collections.abc import Iterator

import numpy as np

from grader.compare import axes
from grader.compare.evidence import Case
from grader.compare.words import apart, number

_SURE = 2e-5
"""Relative distance at which a factor counts as one of those known; above the rounding of float32."""
_SLICE = 4
"""Values that each row must have, at least, to tell its mean and spread from chance."""
_WIDE = 0.5
"""Share of the rows that must hold more than one number."""
_TOLD_FROM_1 = 0.02
"""The same for how far a factor is from 1, so that n / (n - 1) tells n."""


def factor(case: Case) -> str:
    """Every value is the same multiple of the expected one."""
    usable = np.isfinite(case.got) & np.isfinite(case.want)
    got, want = case.got[usable], case.want[usable]
    size = float(want @ want)
    if not case.several(want) or not case.several(got) or not size > 0:
        return ""
    times = float(got @ want) / size
    if times == 0 or not math.isfinite(times) or not case.agree(case.got / times, case.want):
        return ""
    return f"every value is {_simple(times)} the expected one{_origin(times, case.lengths)}"


def offset(case: Case) -> str:
    """Every value is off by the same amount."""
    usable = np.isfinite(case.got) & np.isfinite(case.want)
    if not case.several(case.want[usable]):
        return ""
    amount = float(np.mean(case.got[usable] - case.want[usable]))
    if not math.isfinite(amount) or not case.agree(case.got - amount, case.want):
        return ""
    return f"every value is {_more(amount)} than the expected one"


def along(case: Case) -> str:
    """Every row (column, channel) has its own mean, or its own mean and spread, as other statistics give it."""
    axes_tried = range(case.want.ndim if case.want.ndim > 1 else 0)
    return next(filter(None, (_along(case, axis) for axis in axes_tried)), "")


def _along(case: Case, axis: int) -> str:
    others = tuple(other for other in range(case.want.ndim) if other != axis)
    got, want = (side - side.mean(axis=others, keepdims=True) for side in (case.got, case.want))
    wide = np.ptp(want, axis=others, keepdims=True) > case.step(want)
    if want.size < _SLICE * want.shape[axis] or not case.several(want) or wide.mean() < _WIDE:
        return ""
    times = (got * want).sum(axis=others, keepdims=True) / np.square(want).sum(axis=others, keepdims=True)
    times = np.where(wide, times, 1.0)
    if not case.agree_in_each(got / times, want, others):
        return ""
    common, each = float((got * want).sum() / np.square(want).sum()), axes.each(case.want.ndim, axis)
    if not case.agree(got / common, want):
        return f"in every {each} only the mean and the spread are wrong: other statistics, or another scale and shift?"
    if abs(common - 1) < _SURE:
        return f"every {each} is off by an amount of its own, the same for all its values"
    return f"every {each} is {apart(1.0, common)[1]} times as wide about its mean{_origin(common, case.lengths)}"


def _more(amount: float) -> str:
    return f"{number(abs(amount))} {'more' if amount > 0 else 'less'}"


def _simple(times: float) -> str:
    """The factor as a whole number or one part of a whole, if it is that."""
    for value, words in ((times, "{} times"), (1 / times, "1/{} of")):
        if abs(round(value)) > 1 and abs(value / round(value) - 1) < _SURE:
            return words.format(round(value))
    return f"{apart(1.0, times)[1]} times"


def _origin(times: float, lengths: tuple[int, ...]) -> str:
    """Where the factor, or what it is one part of, comes from: a length of the value."""
    for size, part in ((abs(times), ""), (1 / abs(times), "1 / ")):
        for n, whose in _candidates(lengths):
            for words, value in _forms(n):
                if abs(size - value) < min(_SURE * value, _TOLD_FROM_1 * (value - 1)):
                    return f"; that is {part}{words} for n = {n}, {whose}"
    return ""


def _candidates(lengths: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    """The counts over which a mean may run: each axis, all axes, and all but the second (channels)."""
    for axis, length in enumerate(lengths):
        yield length, f"the length of axis {axis}"
    yield math.prod(lengths), "the number of values"
    if len(lengths) > 2:
        yield math.prod(lengths) // lengths[1], "the number of values in a channel"


def _forms(n: int) -> Iterator[tuple[str, float]]:
    """Factors above 1 that come of n values, by name."""
    if n >= 3:
        yield "n (are sum and mean confused?)", float(n)
        yield "n / (n - 1) (are n and n - 1 confused?)", n / (n - 1)
        yield "the square root of n / (n - 1) (are n and n - 1 confused in a variance?)", math.sqrt(n / (n - 1))
