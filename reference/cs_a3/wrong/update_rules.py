"""Wrong variants of the update rules: each rule in steps, of which a variant replaces some."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.update_rules import momentum_config, rmsprop_config
from reference.update_rules import rmsprop as right_rmsprop
from reference.update_rules import sgd_momentum as right_momentum

Step = tuple[Array, Param]
Read = Callable[[Param], Param]
DIRECTION = "The step goes the way the gradient points. Which way does the loss fall?"
EPSILON = "The epsilon of the config has no effect on your step, or another one is used."
FIXED = "A number is written out where the config has one: what if it is another number there?"


def fixed(**values: float) -> Read:
    """The config with numbers of its own in place of some that it holds."""
    return lambda config: {**config, **values}


@dataclass(frozen=True)
class Momentum:
    """The steps of `sgd_momentum`."""

    read: Read = lambda config: config
    velocity: Callable[[Param, Array], Array] = lambda c, dw: c["momentum"] * c["velocity"] - c["learning_rate"] * dw
    moved: Callable[[Param, Array, Array, Array], Array] = lambda c, w, dw, v: w + v
    stored: Callable[[Param, Array, Array], Array] = lambda c, v, next_w: v

    def run(self, w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
        """One step, with the signature of `sgd_momentum`."""
        read = self.read(momentum_config(w, config))
        velocity = self.velocity(read, dw)
        next_w = self.moved(read, w, dw, velocity)
        return next_w, {**read, "velocity": self.stored(read, velocity, next_w)}


def _momentum(name: str, credit: float, hint: str, steps: Momentum) -> None:
    misconception(right_momentum, name, hint=hint, credit=credit)(steps.run)


_momentum(
    "velocity along the gradient",
    0.5,
    "The weights move as they should, but your velocity has the other sign than the one the handout stores.",
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] + c["learning_rate"] * dw,
        moved=lambda c, w, dw, v: w - v,
    ),
)
_momentum(
    "velocity subtracted",
    0.0,
    "Look at the sign with which the velocity enters the weights.",
    Momentum(moved=lambda c, w, dw, v: w - v),
)
_momentum(
    "gradient added",
    0.0,
    "Look at the sign with which the gradient enters the velocity.",
    Momentum(velocity=lambda c, dw: c["momentum"] * c["velocity"] + c["learning_rate"] * dw),
)
_momentum(
    "learning rate outside the velocity",
    0.5,
    "Your velocity sums plain gradients and the learning rate comes after; the handout's velocity contains it.",
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] + dw,
        moved=lambda c, w, dw, v: w - c["learning_rate"] * v,
    ),
)
_momentum(
    "gradient averaged",
    0.0,
    "The new gradient enters whole, not weighted with 1 - momentum.",
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] - (1 - c["momentum"]) * c["learning_rate"] * dw,
    ),
)
_momentum(
    "moving average of gradients",
    0.25,
    "Your velocity is a weighted mean of the gradients, and the learning rate comes after. The handout's adds the new "
    "step whole, with the learning rate in it.",
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] + (1 - c["momentum"]) * dw,
        moved=lambda c, w, dw, v: w - c["learning_rate"] * v,
    ),
)
_momentum(
    "velocity not stored",
    0.0,
    "The next step needs the new velocity: where does it find it?",
    Momentum(stored=lambda c, v, next_w: c["velocity"]),
)
_momentum(
    "Nesterov momentum",
    0.25,
    "The steps are those of Nesterov's momentum. The handout gives the plain form.",
    Momentum(moved=lambda c, w, dw, v: w - c["momentum"] * c["velocity"] + (1 + c["momentum"]) * v),
)
_momentum(
    "velocity of the step before",
    0.25,
    "The weights move with the velocity as it was before this gradient came in.",
    Momentum(moved=lambda c, w, dw, v: w + c["velocity"]),
)
_momentum(
    "no momentum",
    0.0,
    "Each step is a plain gradient step: where does the velocity enter the weights?",
    Momentum(moved=lambda c, w, dw, v: w - c["learning_rate"] * dw),
)
_momentum(
    "gradient twice",
    0.25,
    "The gradient is in the velocity already, and enters the weights once more.",
    Momentum(moved=lambda c, w, dw, v: w + v - c["learning_rate"] * dw),
)
_momentum(
    "learning rate twice",
    0.25,
    "The learning rate is in the velocity already, and once more in the step.",
    Momentum(moved=lambda c, w, dw, v: w + c["learning_rate"] * v),
)
_momentum(
    "learning rate on the old velocity",
    0.25,
    "The learning rate scales the gradient. Should it scale the old velocity too?",
    Momentum(velocity=lambda c, dw: c["learning_rate"] * (c["momentum"] * c["velocity"] - dw)),
)
_momentum(
    "weights stored as the velocity",
    0.25,
    "Under `velocity` the config holds the new weights. What does the next step expect there?",
    Momentum(stored=lambda c, v, next_w: next_w),
)
_momentum("learning rate fixed", 0.5, FIXED, Momentum(read=fixed(learning_rate=1e-2)))
_momentum("momentum fixed", 0.5, FIXED, Momentum(read=fixed(momentum=0.9)))


@dataclass(frozen=True)
class RMSProp:
    """The steps of `rmsprop`."""

    read: Read = lambda config: config
    squared: Callable[[Array, Array], Array] = lambda w, dw: dw**2
    cache: Callable[[Param, Array], Array] = lambda c, sq: c["decay_rate"] * c["cache"] + (1 - c["decay_rate"]) * sq
    used: Callable[[Param, Array], Array] = lambda c, new: new
    moved: Callable[[Param, Array, Array, Array], Array] = lambda c, w, dw, cache: (
        w - c["learning_rate"] * dw / (np.sqrt(cache) + c["epsilon"])
    )
    stored: Callable[[Param, Array], Array] = lambda c, new: new

    def run(self, w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
        """One step, with the signature of `rmsprop`."""
        read = self.read(rmsprop_config(w, config))
        with np.errstate(all="ignore"):
            cache = self.cache(read, self.squared(w, dw))
            return self.moved(read, w, dw, self.used(read, cache)), {**read, "cache": self.stored(read, cache)}


def _rmsprop(name: str, credit: float, hint: str, steps: RMSProp) -> None:
    misconception(right_rmsprop, name, hint=hint, credit=credit)(steps.run)


_rmsprop(
    "no root",
    0.0,
    "The step is divided by the square root of the mean of squares.",
    RMSProp(moved=lambda c, w, dw, cache: w - c["learning_rate"] * dw / (cache + c["epsilon"])),
)
_rmsprop("epsilon not used", 0.5, EPSILON, RMSProp(read=fixed(epsilon=0.0)))
_rmsprop("epsilon of 1e-7", 0.5, EPSILON, RMSProp(read=fixed(epsilon=1e-7)))
_rmsprop(
    "epsilon of 1e-7 under the root",
    0.5,
    EPSILON,
    RMSProp(moved=lambda c, w, dw, cache: w - c["learning_rate"] * dw / np.sqrt(cache + 1e-7)),
)
_rmsprop(
    "epsilon outside the fraction",
    0.0,
    "Count the brackets: epsilon belongs to what the step is divided by.",
    RMSProp(moved=lambda c, w, dw, cache: w - c["learning_rate"] * dw / np.sqrt(cache) + c["epsilon"]),
)
_rmsprop(
    "weights in the fraction",
    0.0,
    "Count the brackets: it is the step that is divided, and not the weights.",
    RMSProp(
        moved=lambda c, w, dw, cache: (w - c["learning_rate"] * dw) / (np.sqrt(cache) + c["epsilon"]),
    ),
)
_rmsprop(
    "decay flipped",
    0.0,
    "Which part of the mean does decay_rate weigh: the old or the new one?",
    RMSProp(cache=lambda c, sq: (1 - c["decay_rate"]) * c["cache"] + c["decay_rate"] * sq),
)
_rmsprop(
    "squares summed",
    0.0,
    "Your cache only grows, as in Adagrad; in RMSProp old squares fade.",
    RMSProp(cache=lambda c, sq: c["cache"] + sq),
)
_rmsprop(
    "new square whole",
    0.25,
    "The cache is a weighted mean: the old part is weighted, and the new one?",
    RMSProp(cache=lambda c, sq: c["decay_rate"] * c["cache"] + sq),
)
_rmsprop(
    "bracket of the new part",
    0.25,
    "Count the brackets: 1 - decay_rate weighs the square.",
    RMSProp(cache=lambda c, sq: c["decay_rate"] * c["cache"] + 1 - c["decay_rate"] * sq),
)
_rmsprop(
    "cache not stored",
    0.0,
    "The next step needs the new cache: where does it find it?",
    RMSProp(stored=lambda c, new: c["cache"]),
)
_rmsprop(
    "cache of the step before",
    0.25,
    "The step is divided by the cache as it was before this gradient came in.",
    RMSProp(used=lambda c, new: c["cache"]),
)
_rmsprop("not squared", 0.0, "The cache is a mean of squares: of what?", RMSProp(squared=lambda w, dw: dw))
_rmsprop(
    "weights squared", 0.25, "The cache is a mean of squares: of the gradients.", RMSProp(squared=lambda w, dw: w**2)
)
_rmsprop(
    "one number for all weights",
    0.25,
    "Each weight has a mean of its own: is something summed over all of them?",
    RMSProp(squared=lambda w, dw: np.zeros_like(dw) + (dw**2).sum()),
)
_rmsprop(
    "uphill",
    0.25,
    DIRECTION,
    RMSProp(moved=lambda c, w, dw, cache: w + c["learning_rate"] * dw / (np.sqrt(cache) + c["epsilon"])),
)
_rmsprop(
    "gradient left out",
    0.0,
    "The length of the step is there. Where is its direction?",
    RMSProp(moved=lambda c, w, dw, cache: w - c["learning_rate"] / (np.sqrt(cache) + c["epsilon"])),
)
_rmsprop("learning rate fixed", 0.5, FIXED, RMSProp(read=fixed(learning_rate=1e-3)))
_rmsprop("decay fixed", 0.5, FIXED, RMSProp(read=fixed(decay_rate=0.9)))
