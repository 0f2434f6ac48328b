"""Explanations by a function of the expected values: another sign, a square, a softmax, a coarser precision."""

from collections.abc import Callable

import numpy as np

from grader.compare.evidence import Case
from grader.compare.tolerance import Float
from grader.compare.words import number

Function = Callable[[Float], Float]

_FUNCTIONS: tuple[tuple[str, Function], ...] = (
    ("one minus", lambda block: 1 - block),
    ("the square of", np.square),
    ("the square root of", np.sqrt),
    ("the absolute value of", np.abs),
    ("the reciprocal of", np.reciprocal),
    ("the logarithm of", np.log),
    ("e to the power of", np.exp),
)
_DECIMALS = ("whole numbers", "1 decimal", *(f"{decimals} decimals" for decimals in range(2, 6)))


def undefined(case: Case) -> str:
    """NaN everywhere, where numbers were expected."""
    return "every value is NaN" if case.got.size > 1 and bool(np.isnan(case.got).all()) else ""


def constant(case: Case) -> str:
    """The same number everywhere, where different ones were expected."""
    first = float(case.got.reshape(-1)[0])
    if case.got.size < 2 or not np.isfinite(first) or not bool((case.got == first).all()):
        return ""
    if first == 0:
        return "every value is 0"
    mean = float(np.mean(case.want))
    if not case.several(case.want):
        return ""
    of = ", the mean of those expected" if not case.sampled and abs(first - mean) <= 1e-5 * abs(mean) else ""
    return f"every value is {number(first)}{of}"


def opposite_sign(case: Case) -> str:
    """The negative of what was expected."""
    return "every sign is flipped" if case.agree(-case.got, case.want) else ""


def opposite_truth(case: Case) -> str:
    """True for False everywhere."""
    return "every truth value is the opposite" if case.kind == "bool" and case.agree(1 - case.got, case.want) else ""


def other_function(case: Case) -> str:
    """A known function of what was expected."""
    if not case.several(case.want):
        return ""
    found = (words for words, function in _FUNCTIONS if case.agree(case.got, function(case.want)))
    return next((f"every value is {words} the expected one" for words in found), "")


def logits(case: Case) -> str:
    """A softmax too many or too few along some axis, the last axis first."""
    if not case.several(case.want) or not case.several(case.got):
        return ""
    for axis in reversed(range(case.want.ndim)):
        if case.want.shape[axis] < 2 or not _softmax_words(case.beside(axis), axis):
            continue
        words = _softmax_words(case, axis)
        if words:
            return words
    return ""


def _softmax_words(case: Case, axis: int) -> str:
    return next((words for words, one, other in _softmaxes(case, axis) if case.agree(one, other)), "")


def _softmaxes(case: Case, axis: int) -> tuple[tuple[str, Float, Float], ...]:
    log_got, log_want = _log_softmax(case.got, axis), _log_softmax(case.want, axis)
    return (
        ("it is the softmax of what was expected: probabilities came in place of logits", case.got, np.exp(log_want)),
        ("it is the log-softmax of what was expected: log-probabilities came in place of logits", case.got, log_want),
        ("its softmax is what was expected: logits came in place of probabilities", np.exp(log_got), case.want),
        ("its log-softmax is what was expected: logits came in place of log-probabilities", log_got, case.want),
    )


def rounded(case: Case) -> str:
    """What was expected, rounded to few decimals or cut to whole numbers."""
    if case.kind != "float" or not case.several(case.want):
        return ""
    if np.array_equal(case.got, np.trunc(case.want), equal_nan=True):
        return "the expected values were cut to whole numbers"
    for decimals, words in enumerate(_DECIMALS):
        if np.allclose(case.got, np.round(case.want, decimals), rtol=1e-7, atol=0, equal_nan=True):
            return f"the expected values were rounded to {words}"
    return ""


def single_precision(case: Case) -> str:
    """The expected values, as exact as a coarser floating-point type can be."""
    if case.kind != "float" or not case.several(case.want):
        return ""
    for name, coarse, bits in (("float16", _half, 10), ("bfloat16", _brain, 7), ("float32", _single, 23)):
        near = np.abs(case.got - case.want) <= 2.0**-bits * np.abs(case.want)
        coarser = np.array_equal(coarse(case.got), case.got) and not np.array_equal(coarse(case.want), case.want)
        if coarser and bool(near.all()):
            return f"the values have only the precision of {name}"
    return ""


def _half(block: Float) -> Float:
    return block.astype(np.float16).astype(np.float64)


def _single(block: Float) -> Float:
    return block.astype(np.float32).astype(np.float64)


def _brain(block: Float) -> Float:
    """Rounded to bfloat16, half to even: the upper 16 bits of float32."""
    bits = block.astype(np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)).view(np.float32).astype(np.float64)


def _log_softmax(block: Float, axis: int) -> Float:
    shifted = block - block.max(axis=axis, keepdims=True)
    result: Float = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return result
