"""What would explain a mismatch: one short sentence, or nothing.

The simplest explanation comes first. Each is tried only on values that already failed to agree, and is given only if
it makes them agree (see `evidence`); where none does, silence is the answer.
"""

from collections.abc import Callable, Iterator

import numpy as np

from grader.compare.arrangement import any_order, flipped, other_rows, reordered, repeated, reshaped, transposed
from grader.compare.evidence import Case, case_of
from grader.compare.parts import partly
from grader.compare.reduction import expanded, reduced
from grader.compare.scale import along, factor, offset
from grader.compare.tolerance import Tolerance, default_tolerance
from grader.compare.transform import (
    constant,
    logits,
    opposite_sign,
    opposite_truth,
    other_function,
    rounded,
    single_precision,
    undefined,
)
from grader.compare.values import Numbers, as_numbers

Hypothesis = Callable[[Case], str]

_MOST = 1 << 21
"""Elements up to which the whole value is looked at; beyond, a sample, and only element by element."""
_FEW = 4096

_ELEMENTWISE: tuple[Hypothesis, ...] = (
    undefined,
    constant,
    opposite_sign,
    opposite_truth,
    factor,
    offset,
    rounded,
    other_function,
    single_precision,
)
_SAME_SHAPE: tuple[Hypothesis, ...] = (
    undefined,
    constant,
    opposite_sign,
    opposite_truth,
    transposed,
    flipped,
    factor,
    offset,
    repeated,
    rounded,
    logits,
    other_function,
    reordered,
    other_rows,
    single_precision,
    partly,
    along,
    any_order,
)
_OTHER_SHAPE: tuple[Hypothesis, ...] = (undefined, transposed, reshaped, expanded, reduced, reordered)


def explain(got: object, want: object, tolerance: Tolerance | None = None) -> str:
    """What would explain why two numeric values differ; empty if nothing does, or if they are not numeric.

    Args:
        got: tensor, array or number that came.
        want: the expected one.
        tolerance: the tolerance that they failed; by default that of their dtypes.

    """
    came, expected = as_numbers(got), as_numbers(want)
    if came is None or expected is None:
        return ""
    return explain_numbers(came, expected, tolerance or default_tolerance(came.dtype, expected.dtype))


def explain_numbers(got: Numbers, want: Numbers, tolerance: Tolerance) -> str:
    """The first explanation that holds; empty if none does."""
    case = case_of(got, want, tolerance, _MOST)
    if case is None or (case.got.shape == case.want.shape and not case.wrong.any()):
        return ""
    with np.errstate(all="ignore"):
        words = next(filter(None, _trials(case)), "")
    seen = f" (judged by {case.got.size:,} of {want.size:,} values)" if words and case.sampled else ""
    return words + seen


def _trials(case: Case) -> Iterator[str]:
    """What each hypothesis says of the case; one that goes element by element is first tried on a few of them."""
    if case.got.shape != case.want.shape:
        yield from (hypothesis(case) for hypothesis in _OTHER_SHAPE)
        return
    few = case.drawn(_FEW)
    for hypothesis in _ELEMENTWISE if case.sampled else _SAME_SHAPE:
        if hypothesis not in _ELEMENTWISE or hypothesis(few):
            yield hypothesis(case)
