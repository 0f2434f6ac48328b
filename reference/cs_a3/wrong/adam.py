"""Wrong variants of Adam: the rule in steps, of which a variant replaces some."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.wrong.update_rules import DIRECTION, EPSILON, FIXED, Read, Step, fixed
from reference.update_rules import adam as right_adam
from reference.update_rules import adam_config
from reference.update_rules import rmsprop as right_rmsprop
from reference.update_rules import sgd_momentum as right_momentum

Moments = tuple[Array, Array]


def _decayed(beta: float, old: Array, new: Array) -> Array:
    return beta * old + (1 - beta) * new


def _corrected(c: Param, m: Array, v: Array, t: float) -> Moments:
    return m / (1 - np.float64(c["beta1"]) ** t), v / (1 - np.float64(c["beta2"]) ** t)


def _stored(c: Param, m: Array, v: Array, t: float) -> Param:
    return {"m": m, "v": v, "t": t}


@dataclass(frozen=True)
class Adam:
    """The steps of `adam`."""

    read: Read = lambda config: config
    first: Callable[[Param, Array], Array] = lambda c, dw: _decayed(c["beta1"], c["m"], dw)
    squared: Callable[[Array, Array], Array] = lambda dw, m: dw**2
    second: Callable[[Param, Array], Array] = lambda c, squares: _decayed(c["beta2"], c["v"], squares)
    used: Callable[[Param, Array, Array], Moments] = lambda c, m, v: (m, v)
    """The moments that the step is made with."""
    count: Callable[[float], float] = lambda t: t + 1
    """The t of the bias correction."""
    corrected: Callable[[Param, Array, Array, float], Moments] = _corrected
    moved: Callable[[Param, Array, Array, Array, Array], Array] = lambda c, w, dw, m, v: (
        w - c["learning_rate"] * m / (np.sqrt(v) + c["epsilon"])
    )
    stored: Callable[[Param, Array, Array, float], Param] = _stored

    def run(self, w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
        """One step, with the signature of `adam`."""
        read = self.read(adam_config(w, config))
        with np.errstate(all="ignore"):
            m = self.first(read, dw)
            v = self.second(read, self.squared(dw, m))
            mean, square = self.corrected(read, *self.used(read, m, v), self.count(read["t"]))
            return self.moved(read, w, dw, mean, square), {**read, **self.stored(read, m, v, read["t"] + 1)}


def _wrong(name: str, credit: float, hint: str, steps: Adam) -> None:
    misconception(right_adam, name, hint=hint, credit=credit)(steps.run)


_wrong(
    "no bias correction",
    0.0,
    "In the first steps m and v are too small; the correction is missing.",
    Adam(corrected=lambda c, m, v, t: (m, v)),
)
_wrong(
    "no bias correction, t never incremented",
    0.0,
    "The bias correction is missing, and t stays put.",
    Adam(corrected=lambda c, m, v, t: (m, v), stored=lambda c, m, v, t: _stored(c, m, v, t - 1)),
)
_wrong(
    "t never incremented",
    0.0,
    "Does t grow from step to step?",
    Adam(count=lambda t: t, stored=lambda c, m, v, t: _stored(c, m, v, t - 1)),
)
_wrong(
    "t incremented after use",
    0.0,
    "t has to advance before it is used in the bias correction.",
    Adam(count=lambda t: t),
)
_wrong(
    "t not stored",
    0.0,
    "You use the new t, but the next step finds the old one in the config.",
    Adam(stored=lambda c, m, v, t: _stored(c, m, v, t - 1)),
)
_wrong(
    "(1 - beta) ** t",
    0.0,
    "In the bias correction, is it beta that is raised to t, or 1 - beta?",
    Adam(corrected=lambda c, m, v, t: (m / (1 - c["beta1"]) ** t, v / (1 - c["beta2"]) ** t)),
)
_wrong(
    "correction without t",
    0.0,
    "The bias fades with time: the correction has to depend on t.",
    Adam(count=lambda t: 1),
)
_wrong(
    "corrected moments stored",
    0.0,
    "Store m and v as they are before the bias correction.",
    Adam(stored=lambda c, m, v, t: _stored(c, *_corrected(c, m, v, t), t)),
)
_wrong(
    "betas swapped",
    0.0,
    "Which of the two betas belongs to the squares?",
    Adam(
        read=lambda c: {**c, "beta1": c["beta2"], "beta2": c["beta1"]},
        stored=lambda c, m, v, t: {**_stored(c, m, v, t), "beta1": c["beta2"], "beta2": c["beta1"]},
    ),
)
_wrong(
    "no root",
    0.0,
    "The step is divided by the square root of the second moment.",
    Adam(moved=lambda c, w, dw, m, v: w - c["learning_rate"] * m / (v + c["epsilon"])),
)
_wrong("epsilon not used", 0.5, EPSILON, Adam(read=fixed(epsilon=0.0)))
_wrong(
    "epsilon outside the fraction",
    0.0,
    "Count the brackets: epsilon belongs to what the step is divided by.",
    Adam(moved=lambda c, w, dw, m, v: w - c["learning_rate"] * m / np.sqrt(v) + c["epsilon"]),
)
_wrong(
    "first moment of the step before",
    0.25,
    "m is used as it was before this gradient came in: is the old value read from the config once and kept?",
    Adam(used=lambda c, m, v: (c["m"], v)),
)
_wrong(
    "second moment of the step before",
    0.25,
    "v is used as it was before this gradient came in: is the old value read from the config once and kept?",
    Adam(used=lambda c, m, v: (m, c["v"])),
)
_wrong(
    "moments of the step before",
    0.25,
    "The bias is corrected before m and v have been updated: look at the order of the lines.",
    Adam(used=lambda c, m, v: (c["m"], c["v"])),
)
_wrong(
    "only the first moment corrected",
    0.25,
    "Both moments start at 0, so both are too small at first.",
    Adam(corrected=lambda c, m, v, t: (_corrected(c, m, v, t)[0], v)),
)
_wrong(
    "only the second moment corrected",
    0.25,
    "Both moments start at 0, so both are too small at first.",
    Adam(corrected=lambda c, m, v, t: (m, _corrected(c, m, v, t)[1])),
)
_wrong(
    "one beta in both corrections",
    0.25,
    "Each moment is corrected with the beta that it was made with.",
    Adam(corrected=lambda c, m, v, t: _corrected({**c, "beta2": c["beta1"]}, m, v, t)),
)
_wrong(
    "beta times t",
    0.25,
    "In the bias correction, is beta multiplied by t, or raised to it?",
    Adam(corrected=lambda c, m, v, t: (m / (1 - c["beta1"] * t), v / (1 - c["beta2"] * t))),
)
_wrong(
    "multiplied by the correction",
    0.25,
    "Does the bias correction make m and v larger or smaller?",
    Adam(corrected=lambda c, m, v, t: (m * (1 - c["beta1"] ** t), v * (1 - c["beta2"] ** t))),
)
_wrong(
    "moments not stored",
    0.0,
    "The next step needs the new m and v: where does it find them?",
    Adam(stored=lambda c, m, v, t: _stored(c, c["m"], c["v"], t)),
)
_wrong("not squared", 0.0, "The second moment is a mean of squares.", Adam(squared=lambda dw, m: dw))
_wrong(
    "square of the first moment",
    0.25,
    "The second moment is a mean of squares: of the gradients, or of their means?",
    Adam(squared=lambda dw, m: m**2),
)
_wrong(
    "gradient for the first moment",
    0.25,
    "The step takes the gradient itself, as in RMSProp. Where does the first moment enter it?",
    Adam(moved=lambda c, w, dw, m, v: w - c["learning_rate"] * dw / (np.sqrt(v) + c["epsilon"])),
)
_wrong(
    "new gradient whole",
    0.25,
    "The first moment is a weighted mean: the old part is weighted, and the new one?",
    Adam(first=lambda c, dw: c["beta1"] * c["m"] + dw),
)
_wrong(
    "new square whole",
    0.25,
    "The second moment is a weighted mean: the old part is weighted, and the new one?",
    Adam(second=lambda c, squares: c["beta2"] * c["v"] + squares),
)
_wrong(
    "uphill",
    0.25,
    DIRECTION,
    Adam(moved=lambda c, w, dw, m, v: w + c["learning_rate"] * m / (np.sqrt(v) + c["epsilon"])),
)
_wrong("betas fixed", 0.5, FIXED, Adam(read=fixed(beta1=0.9, beta2=0.999)))
_wrong("learning rate fixed", 0.5, FIXED, Adam(read=fixed(learning_rate=1e-3)))


def _returns_none(rule: Callable[..., Step]) -> None:
    """Declare the variant of a rule that changes `w` in place and returns None for it."""

    @misconception(rule, "nothing returned", hint="The weights changed in place, but None came back instead of next_w.")
    def variant(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> tuple[None, Param]:
        return None, rule(w, dw, config)[1]


for _rule in (right_momentum, right_rmsprop, right_adam):
    _returns_none(_rule)
