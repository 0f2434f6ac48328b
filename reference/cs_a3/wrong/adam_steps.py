"""The steps of Adam, of which a wrong variant replaces some."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.wrong.update_steps import Read, Step, as_given
from reference.update_rules import adam as right_adam
from reference.update_rules import adam_config, divisor_of

Moments = tuple[Array, Array]
"""The means of the gradients and of their squares."""


def decayed(beta: float, old: Array, new: Array) -> Array:
    """The weighted mean of an old and a new value."""
    return beta * old + (1 - beta) * new


def corrected(c: Param, new: Moments, t: float) -> Moments:
    """Both moments without their bias to zero."""
    m, v = new
    return m / (1 - np.float64(c["beta1"]) ** t), v / (1 - np.float64(c["beta2"]) ** t)


def named(m: Array, v: Array) -> Param:
    """The moments under the config's names for them."""
    return {"m": m, "v": v}


@dataclass(frozen=True)
class Adam:
    """The steps of `adam`; a wrong variant replaces some of them."""

    read: Read = as_given
    before: Callable[[Param], Moments] = lambda c: (c["m"], c["v"])
    """The moments that the step begins with."""
    first: Callable[[Param, Array, Array], Array] = lambda c, old, dw: decayed(c["beta1"], old, dw)
    squared: Callable[[Array, Array], Array] = lambda dw, m: dw**2
    second: Callable[[Param, Array, Array], Array] = lambda c, old, squares: decayed(c["beta2"], old, squares)
    used: Callable[[Moments, Moments], Moments] = lambda old, new: new
    """The moments that the step is made with."""
    count: Callable[[float], float] = lambda t: t + 1
    """The t of the bias correction."""
    unbiased: Callable[[Param, Moments, float], Moments] = corrected
    moved: Callable[[Param, Array, Array, Array, Array, Array], Array] = lambda c, w, dw, m, v, by: (
        w - c["learning_rate"] * m / by
    )
    """The next w; `by` is what the step is divided by, in the form that the submission may have."""
    kept: Callable[[Param, Moments, Moments], Param] = lambda c, new, hats: named(*new)
    """What is stored of the new moments; `hats` are the corrected ones."""
    next_t: Callable[[float], float] = lambda t: t + 1
    """The t that is stored."""

    def run(self, w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
        """One step, with the signature of `adam`."""
        given = dict(config or {})
        c = adam_config(w, self.read(given))
        with np.errstate(all="ignore"):
            old = self.before(c)
            m = self.first(c, old[0], dw)
            new = m, self.second(c, old[1], self.squared(dw, m))
            hats = self.unbiased(c, self.used(old, new), self.count(c["t"]))
            next_w = self.moved(c, w, dw, *hats, divisor_of(c)(hats[1], c["epsilon"]))
            return next_w, {**given, **self.kept(c, new, hats), "t": self.next_t(c["t"])}


def wrong(name: str, credit: float, hint: str, steps: Adam) -> None:
    """Declare a wrong variant of `adam`."""
    misconception(right_adam, name, hint=hint, credit=credit)(steps.run)
