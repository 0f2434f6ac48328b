"""Wrong variants of RMSProp: the rule in steps, of which a variant replaces some."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.wrong.update_steps import (
    BRACKETS,
    DIRECTION,
    EPSILON,
    FIXED,
    RATE,
    WHOLE,
    Read,
    Step,
    as_given,
    defaults,
    fixed,
    returns_none,
)
from reference.update_rules import divisor_of, rmsprop_config
from reference.update_rules import rmsprop as right_rmsprop


@dataclass(frozen=True)
class RMSProp:
    """The steps of `rmsprop`."""

    read: Read = as_given
    squared: Callable[[Array, Array], Array] = lambda w, dw: dw**2
    cache: Callable[[Param, Array], Array] = lambda c, sq: c["decay_rate"] * c["cache"] + (1 - c["decay_rate"]) * sq
    used: Callable[[Param, Array], Array] = lambda c, new: new
    moved: Callable[[Param, Array, Array, Array, Array], Array] = lambda c, w, dw, cache, by: (
        w - c["learning_rate"] * dw / by
    )
    """The next w; `by` is what the step is divided by, in the form that the submission may have."""
    stored: Callable[[Param, Array], Array] = lambda c, new: new

    def run(self, w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
        """One step, with the signature of `rmsprop`."""
        given = dict(config or {})
        read = rmsprop_config(w, self.read(given))
        with np.errstate(all="ignore"):
            cache = self.cache(read, self.squared(w, dw))
            used = self.used(read, cache)
            next_w = self.moved(read, w, dw, used, divisor_of(read)(used, read["epsilon"]))
            return next_w, {**given, "cache": self.stored(read, cache)}


def _wrong(name: str, credit: float, hint: str, steps: RMSProp) -> None:
    misconception(right_rmsprop, name, hint=hint, credit=credit)(steps.run)


defaults(
    right_rmsprop,
    lambda read: RMSProp(read=read).run,
    learning_rate=(1e-1, 1e-3, 1e-4, 1e-5),
    decay_rate=(0.9, 0.999),
)
_wrong(
    "no root",
    0.25,
    "The step is divided by the square root of the mean of squares.",
    RMSProp(moved=lambda c, w, dw, cache, by: w - c["learning_rate"] * dw / (cache + c["epsilon"])),
)
_wrong(
    "square for the root",
    0.25,
    "The step is divided by the square root of the mean of squares, not by its square.",
    RMSProp(moved=lambda c, w, dw, cache, by: w - c["learning_rate"] * dw / (cache**2 + c["epsilon"])),
)
_wrong("epsilon not used", 0.5, EPSILON, RMSProp(read=fixed(epsilon=0.0)))
_wrong("epsilon fixed", 0.5, EPSILON, RMSProp(read=fixed(epsilon=1e-8)))
_wrong("epsilon of 1e-7", 0.5, EPSILON, RMSProp(read=fixed(epsilon=1e-7)))
_wrong(
    "epsilon outside the fraction",
    0.25,
    "Count the brackets: epsilon belongs to what the step is divided by.",
    RMSProp(moved=lambda c, w, dw, cache, by: w - c["learning_rate"] * dw / np.sqrt(cache) + c["epsilon"]),
)
_wrong(
    "weights in the fraction",
    0.25,
    BRACKETS,
    RMSProp(
        moved=lambda c, w, dw, cache, by: (w - c["learning_rate"] * dw) / by,
    ),
)
_wrong(
    "decay flipped",
    0.25,
    "Which part of the mean does decay_rate weigh: the old or the new one?",
    RMSProp(cache=lambda c, sq: (1 - c["decay_rate"]) * c["cache"] + c["decay_rate"] * sq),
)
_wrong(
    "squares summed",
    0.25,
    "Your cache only grows, as in Adagrad; in RMSProp old squares fade.",
    RMSProp(cache=lambda c, sq: c["cache"] + sq),
)
_wrong(
    "new square whole",
    0.25,
    "The cache is a weighted mean: the old part is weighted, and the new one?",
    RMSProp(cache=lambda c, sq: c["decay_rate"] * c["cache"] + sq),
)
_wrong(
    "old cache whole",
    0.25,
    "The cache is a weighted mean: the new part is weighted, and the old one?",
    RMSProp(cache=lambda c, sq: c["cache"] + (1 - c["decay_rate"]) * sq),
)
_wrong(
    "old cache left out",
    0.25,
    "The cache is a mean over all steps so far: where do the old squares enter?",
    RMSProp(cache=lambda c, sq: (1 - c["decay_rate"]) * sq),
)
_wrong(
    "one weight for both parts",
    0.25,
    "The weights of the old and the new part make 1 together. Do yours?",
    RMSProp(cache=lambda c, sq: c["decay_rate"] * (c["cache"] + sq)),
)
_wrong(
    "weight squared too",
    0.25,
    WHOLE,
    RMSProp(cache=lambda c, sq: c["decay_rate"] * c["cache"] + (1 - c["decay_rate"]) ** 2 * sq),
)
_wrong(
    "bracket of the new part",
    0.25,
    "Count the brackets: 1 - decay_rate weighs the square.",
    RMSProp(cache=lambda c, sq: c["decay_rate"] * c["cache"] + 1 - c["decay_rate"] * sq),
)
_wrong(
    "new part subtracted",
    0.25,
    "A mean of squares is never below 0: with which sign does the new square enter?",
    RMSProp(cache=lambda c, sq: c["decay_rate"] * c["cache"] - (1 - c["decay_rate"]) * sq),
)
_wrong(
    "cache not stored",
    0.25,
    "The next step needs the new cache: where does it find it?",
    RMSProp(stored=lambda c, new: c["cache"]),
)
_wrong(
    "root stored",
    0.25,
    "The next step goes on from the mean of squares. Is its root what you store?",
    RMSProp(stored=lambda c, new: np.sqrt(new)),
)
_wrong(
    "cache of the step before",
    0.25,
    "The step is divided by the cache as it was before this gradient came in.",
    RMSProp(used=lambda c, new: c["cache"]),
)
_wrong("not squared", 0.25, "The cache is a mean of squares: of what?", RMSProp(squared=lambda w, dw: dw))
_wrong(
    "weights squared", 0.25, "The cache is a mean of squares: of the gradients.", RMSProp(squared=lambda w, dw: w**2)
)
_wrong(
    "one number for all weights",
    0.25,
    "Each weight has a mean of its own: is something summed over all of them?",
    RMSProp(squared=lambda w, dw: np.zeros_like(dw) + (dw**2).sum()),
)
_wrong(
    "uphill",
    0.25,
    DIRECTION,
    RMSProp(moved=lambda c, w, dw, cache, by: w + c["learning_rate"] * dw / by),
)
_wrong(
    "gradient left out",
    0.25,
    "The length of the step is there. Where is its direction?",
    RMSProp(moved=lambda c, w, dw, cache, by: w - c["learning_rate"] / by),
)
_wrong(
    "learning rate left out",
    0.25,
    RATE,
    RMSProp(moved=lambda c, w, dw, cache, by: w - dw / by),
)
_wrong(
    "not divided",
    0.0,
    "Your step is a plain gradient step: what is it divided by in RMSProp?",
    RMSProp(moved=lambda c, w, dw, cache, by: w - c["learning_rate"] * dw),
)
_wrong("learning rate fixed", 0.5, FIXED, RMSProp(read=fixed(learning_rate=1e-3)))
_wrong("decay fixed", 0.5, FIXED, RMSProp(read=fixed(decay_rate=0.9)))
returns_none(right_rmsprop)
