"""Wrong variants of Adam's bias correction, of its t, and of its step."""

from collections.abc import Callable

import numpy as np

from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.wrong.adam_steps import Adam, Moments, corrected, named, wrong
from reference.cs_a3.wrong.update_steps import (
    BRACKETS,
    DIRECTION,
    EPSILON,
    FIXED,
    RATE,
    defaults,
    fixed,
    returns_none,
)
from reference.update_rules import adam as right_adam

ORDER = "t has to advance before it is used in the bias correction."
BOTH = "Both moments start at 0, so both are too small at first."
OTHER_STEP = "The bias correction is asked for the number of this step. Which one do your lines use?"


def _each(first: Callable[[float, float], float], second: Callable[[float, float], float]) -> Callable[..., Moments]:
    """The moments divided by something of their beta and t."""
    return lambda c, new, t: (new[0] / first(c["beta1"], t), new[1] / second(c["beta2"], t))


def _divided(by: Callable[[float, float], float]) -> Callable[[Param, Moments, float], Moments]:
    """Both moments divided by the same thing of their beta and t."""
    return _each(by, by)


defaults(
    right_adam,
    lambda read: Adam(read=read).run,
    learning_rate=(1e-1, 1e-2, 5e-4, 1e-4, 1e-5),
    beta2=(0.9, 0.99, 0.995),
)
wrong(
    "no bias correction",
    0.25,
    "In the first steps m and v are too small; the correction is missing.",
    Adam(unbiased=lambda c, new, t: new),
)
wrong(
    "no bias correction, t never incremented",
    0.25,
    "The bias correction is missing, and t stays put.",
    Adam(unbiased=lambda c, new, t: new, next_t=lambda t: t),
)
wrong(
    "t never incremented",
    0.25,
    "Does t grow from step to step?",
    Adam(count=lambda t: t, next_t=lambda t: t),
)
wrong("t incremented after use", 0.25, ORDER, Adam(count=lambda t: t))
wrong(
    "t not stored",
    0.25,
    "You use the new t, but the next step finds the old one in the config.",
    Adam(next_t=lambda t: t),
)
wrong("t one too far", 0.25, OTHER_STEP, Adam(count=lambda t: t + 2))
wrong("t incremented twice", 0.25, OTHER_STEP, Adam(count=lambda t: t + 2, next_t=lambda t: t + 2))
wrong("t fixed", 0.25, FIXED, Adam(count=lambda t: 6))
wrong("t fixed and stored", 0.25, FIXED, Adam(count=lambda t: 6, next_t=lambda t: 6))
wrong(
    "(1 - beta) ** t",
    0.25,
    "In the bias correction, is it beta that is raised to t, or 1 - beta?",
    Adam(unbiased=_divided(lambda beta, t: (1 - beta) ** t)),
)
wrong(
    "correction without t",
    0.25,
    "The bias fades with time: the correction has to depend on t.",
    Adam(count=lambda t: 1),
)
wrong(
    "correction with the square of beta",
    0.25,
    "The bias fades with time: which power of beta is left of the start after t steps?",
    Adam(count=lambda t: 2),
)
wrong(
    "only the first moment corrected",
    0.25,
    BOTH,
    Adam(unbiased=lambda c, new, t: (corrected(c, new, t)[0], new[1])),
)
wrong(
    "only the second moment corrected",
    0.25,
    BOTH,
    Adam(unbiased=lambda c, new, t: (new[0], corrected(c, new, t)[1])),
)
wrong(
    "one beta in both corrections",
    0.25,
    "Each moment is corrected with the beta that it was made with.",
    Adam(unbiased=lambda c, new, t: corrected({**c, "beta2": c["beta1"]}, new, t)),
)
wrong(
    "beta2 in both corrections",
    0.25,
    "Each moment is corrected with the beta that it was made with.",
    Adam(unbiased=lambda c, new, t: corrected({**c, "beta1": c["beta2"]}, new, t)),
)
wrong(
    "betas of the corrections swapped",
    0.25,
    "Each moment is corrected with the beta that it was made with.",
    Adam(unbiased=lambda c, new, t: corrected({**c, "beta1": c["beta2"], "beta2": c["beta1"]}, new, t)),
)
wrong(
    "second correction without t",
    0.25,
    "The bias of both moments fades with time: both corrections have to depend on t.",
    Adam(unbiased=_each(lambda beta, t: 1 - beta**t, lambda beta, t: 1 - beta)),
)
wrong(
    "first correction without t",
    0.25,
    "The bias of both moments fades with time: both corrections have to depend on t.",
    Adam(unbiased=_each(lambda beta, t: 1 - beta, lambda beta, t: 1 - beta**t)),
)
wrong(
    "beta times t",
    0.25,
    "In the bias correction, is beta multiplied by t, or raised to it?",
    Adam(unbiased=_divided(lambda beta, t: 1 - beta * t)),
)
wrong(
    "divided by beta ** t",
    0.25,
    "What is left of the start after t steps is beta ** t. What share of m and v is no longer the start?",
    Adam(unbiased=_divided(lambda beta, t: beta**t)),
)
wrong(
    "sign of the correction",
    0.25,
    "The factor has to be between 0 and 1. Is yours?",
    Adam(unbiased=_divided(lambda beta, t: 1 + beta**t)),
)
wrong(
    "multiplied by the correction",
    0.25,
    "Does the bias correction make m and v larger or smaller?",
    Adam(unbiased=_divided(lambda beta, t: 1 / (1 - beta**t))),
)
wrong(
    "corrected moments stored",
    0.25,
    "Store m and v as they are before the bias correction.",
    Adam(kept=lambda c, new, hats: named(*hats)),
)
wrong(
    "betas swapped",
    0.25,
    "Which of the two betas belongs to the squares?",
    Adam(read=lambda c: {**c, "beta1": c.get("beta2", 0.999), "beta2": c.get("beta1", 0.9)}),
)


def _moved(name: str, credit: float, hint: str, step: Callable[..., Array]) -> None:
    """Declare a variant whose step is wrong: see `Adam.moved`."""
    wrong(name, credit, hint, Adam(moved=step))


_moved(
    "no root",
    0.25,
    "The step is divided by the square root of the second moment.",
    lambda c, w, dw, m, v, by: w - c["learning_rate"] * m / (v + c["epsilon"]),
)
_moved(
    "square for the root",
    0.25,
    "The step is divided by the square root of the second moment, not by its square.",
    lambda c, w, dw, m, v, by: w - c["learning_rate"] * m / (v**2 + c["epsilon"]),
)
_moved(
    "epsilon outside the fraction",
    0.25,
    "Count the brackets: epsilon belongs to what the step is divided by.",
    lambda c, w, dw, m, v, by: w - c["learning_rate"] * m / np.sqrt(v) + c["epsilon"],
)
_moved(
    "weights in the fraction",
    0.25,
    BRACKETS,
    lambda c, w, dw, m, v, by: (w - c["learning_rate"] * m) / by,
)
_moved(
    "gradient for the first moment",
    0.25,
    "The step takes the gradient itself, as in RMSProp. Where does the first moment enter it?",
    lambda c, w, dw, m, v, by: w - c["learning_rate"] * dw / by,
)
_moved(
    "first moment times the gradient",
    0.25,
    "The first moment stands for the gradient: does the gradient enter the step once more?",
    lambda c, w, dw, m, v, by: w - c["learning_rate"] * m * dw / by,
)
_moved(
    "uphill",
    0.25,
    DIRECTION,
    lambda c, w, dw, m, v, by: w + c["learning_rate"] * m / by,
)
_moved("learning rate left out", 0.25, RATE, lambda c, w, dw, m, v, by: w - m / by)
_moved(
    "not divided",
    0.0,
    "Your step is the first moment's: what is it divided by?",
    lambda c, w, dw, m, v, by: w - c["learning_rate"] * m,
)
wrong("epsilon not used", 0.5, EPSILON, Adam(read=fixed(epsilon=0.0)))
wrong("epsilon fixed", 0.5, EPSILON, Adam(read=fixed(epsilon=1e-8)))
wrong("betas fixed", 0.5, FIXED, Adam(read=fixed(beta1=0.9, beta2=0.999)))
wrong("learning rate fixed", 0.5, FIXED, Adam(read=fixed(learning_rate=1e-3)))
returns_none(right_adam)
