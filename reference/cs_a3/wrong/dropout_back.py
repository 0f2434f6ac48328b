"""Wrong variants of dropout's backward pass."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.dropout import dropout_backward as right_backward

MASKED = "An element that was dropped cannot change the output: what is its gradient?"
SCALED = "The forward pass multiplied the kept elements with something: so does the backward pass."
SIGN = "Which elements were dropped is told by the mask of the forward pass, not by the sign of dout."
TEST = "In test mode dropout does nothing; what is its gradient then?"
TWICE = "The mask of the forward pass already holds the division by p."


def _train(name: str, credit: float, hint: str, gradient: Callable[[Array, Array], Array]) -> None:
    """Declare a variant that is wrong in train mode: from dout and the mask to dx."""

    @misconception(right_backward, name, hint=hint, credit=credit)
    def variant(dout: Array, cache: Cache) -> Array:
        return dout if cache[1] is None else gradient(dout, cache[1])


def _test(name: str, credit: float, factor: Callable[[float], float]) -> None:
    """Declare a variant that multiplies with something in test mode."""

    @misconception(right_backward, name, hint=TEST, credit=credit)
    def variant(dout: Array, cache: Cache) -> Array:
        return right_backward(dout, cache) * (factor(cache[0]["p"]) if cache[1] is None else 1)


def _to_stay(mask: Array) -> float:
    """The probability to stay, from the factor of the elements that did."""
    return float(1 / np.abs(mask).max())


_train("mask left out", 0.0, MASKED, lambda dout, mask: dout)
_train("mask left out, but scaled", 0.25, MASKED, lambda dout, mask: dout / _to_stay(mask))
_train("mask turned round", 0.25, MASKED, lambda dout, mask: dout * (mask == 0))
_train("not scaled", 0.5, SCALED, lambda dout, mask: dout * (mask != 0))
_train("scaled down", 0.5, SCALED, lambda dout, mask: dout * (mask != 0) * _to_stay(mask))
_train("scaled for the other probability", 0.5, SCALED, lambda dout, mask: dout * (mask != 0) / (1 - _to_stay(mask)))
_train("scaled twice", 0.5, TWICE, lambda dout, mask: dout * mask / _to_stay(mask))
_train(
    "scaled a second time for the other probability", 0.5, TWICE, lambda dout, mask: dout * mask / (1 - _to_stay(mask))
)
_train("sign of dout", 0.0, SIGN, lambda dout, mask: dout * (dout > 0))
_test("masked in test mode", 0.0, lambda p: 0)
_test("scaled in test mode", 0.5, lambda p: p)
_test("scaled in test mode by 1 - p", 0.5, lambda p: 1 - p)
_test("divided by p in test mode", 0.5, lambda p: 1 / p)
