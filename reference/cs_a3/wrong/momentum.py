"""Wrong variants of descent with momentum: the rule in steps, of which a variant replaces some."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.wrong.update_steps import FIXED, RATE, Read, Step, as_given, defaults, fixed, returns_none
from reference.update_rules import momentum_config
from reference.update_rules import sgd_momentum as right_momentum

OUTSIDE = "Your velocity sums plain gradients and the learning rate comes after; the handout's velocity contains it."
MEAN = (
    "Your velocity is a weighted mean of the gradients, and the learning rate comes after. The handout's adds the new "
    "step whole, with the learning rate in it."
)


@dataclass(frozen=True)
class Momentum:
    """The steps of `sgd_momentum`."""

    read: Read = as_given
    velocity: Callable[[Param, Array], Array] = lambda c, dw: c["momentum"] * c["velocity"] - c["learning_rate"] * dw
    moved: Callable[[Param, Array, Array, Array], Array] = lambda c, w, dw, v: w + v
    stored: Callable[[Param, Array, Array], Array] = lambda c, v, next_w: v

    def run(self, w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
        """One step, with the signature of `sgd_momentum`."""
        given = dict(config or {})
        read = momentum_config(w, self.read(given))
        velocity = self.velocity(read, dw)
        next_w = self.moved(read, w, dw, velocity)
        return next_w, {**given, "velocity": self.stored(read, velocity, next_w)}


def _wrong(name: str, credit: float, hint: str, steps: Momentum) -> None:
    misconception(right_momentum, name, hint=hint, credit=credit)(steps.run)


defaults(right_momentum, lambda read: Momentum(read=read).run, learning_rate=(1e-1, 5e-3, 1e-3, 1e-4, 1e-5))
_wrong(
    "velocity along the gradient",
    0.5,
    "The weights move as they should, but your velocity has the other sign than the one the handout stores.",
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] + c["learning_rate"] * dw,
        moved=lambda c, w, dw, v: w - v,
    ),
)
_wrong(
    "velocity subtracted",
    0.25,
    "Look at the sign with which the velocity enters the weights.",
    Momentum(moved=lambda c, w, dw, v: w - v),
)
_wrong(
    "gradient added",
    0.25,
    "Look at the sign with which the gradient enters the velocity.",
    Momentum(velocity=lambda c, dw: c["momentum"] * c["velocity"] + c["learning_rate"] * dw),
)
_wrong(
    "learning rate outside the velocity",
    0.5,
    OUTSIDE,
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] + dw,
        moved=lambda c, w, dw, v: w - c["learning_rate"] * v,
    ),
)
_wrong(
    "learning rate outside the velocity, against the gradient",
    0.5,
    OUTSIDE,
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] - dw,
        moved=lambda c, w, dw, v: w + c["learning_rate"] * v,
    ),
)
_wrong(
    "learning rate left out",
    0.25,
    RATE,
    Momentum(velocity=lambda c, dw: c["momentum"] * c["velocity"] - dw),
)
_wrong(
    "gradient averaged",
    0.25,
    "The new gradient enters whole, not weighted with 1 - momentum.",
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] - (1 - c["momentum"]) * c["learning_rate"] * dw,
    ),
)
_wrong(
    "moving average of gradients",
    0.25,
    MEAN,
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] + (1 - c["momentum"]) * dw,
        moved=lambda c, w, dw, v: w - c["learning_rate"] * v,
    ),
)
_wrong(
    "moving average against the gradients",
    0.25,
    MEAN,
    Momentum(
        velocity=lambda c, dw: c["momentum"] * c["velocity"] - (1 - c["momentum"]) * dw,
        moved=lambda c, w, dw, v: w + c["learning_rate"] * v,
    ),
)
_wrong(
    "1 - momentum on the old velocity",
    0.25,
    "Which share of the old velocity stays: momentum, or the rest?",
    Momentum(velocity=lambda c, dw: (1 - c["momentum"]) * c["velocity"] - c["learning_rate"] * dw),
)
_wrong(
    "learning rate and momentum swapped",
    0.25,
    "Which of the two numbers belongs to the old velocity, and which to the gradient?",
    Momentum(velocity=lambda c, dw: c["learning_rate"] * c["velocity"] - c["momentum"] * dw),
)
_wrong(
    "velocity not stored",
    0.25,
    "The next step needs the new velocity: where does it find it?",
    Momentum(stored=lambda c, v, next_w: c["velocity"]),
)
_wrong(
    "Nesterov momentum",
    0.25,
    "The steps are those of Nesterov's momentum. The handout gives the plain form.",
    Momentum(moved=lambda c, w, dw, v: w - c["momentum"] * c["velocity"] + (1 + c["momentum"]) * v),
)
_wrong(
    "velocity of the step before",
    0.25,
    "The weights move with the velocity as it was before this gradient came in.",
    Momentum(moved=lambda c, w, dw, v: w + c["velocity"]),
)
_wrong(
    "no momentum",
    0.0,
    "Each step is a plain gradient step: where does the velocity enter the weights?",
    Momentum(moved=lambda c, w, dw, v: w - c["learning_rate"] * dw),
)
_wrong(
    "gradient twice",
    0.25,
    "The gradient is in the velocity already, and enters the weights once more.",
    Momentum(moved=lambda c, w, dw, v: w + v - c["learning_rate"] * dw),
)
_wrong(
    "learning rate twice",
    0.25,
    "The learning rate is in the velocity already, and once more in the step.",
    Momentum(moved=lambda c, w, dw, v: w + c["learning_rate"] * v),
)
_wrong(
    "momentum twice",
    0.25,
    "Momentum is in the velocity already, and once more in the step.",
    Momentum(moved=lambda c, w, dw, v: w + c["momentum"] * v),
)
_wrong(
    "learning rate on the old velocity",
    0.25,
    "The learning rate scales the gradient. Should it scale the old velocity too?",
    Momentum(velocity=lambda c, dw: c["learning_rate"] * (c["momentum"] * c["velocity"] - dw)),
)
_wrong(
    "momentum on the gradient too",
    0.25,
    "Momentum scales the old velocity. Should it scale the gradient too?",
    Momentum(velocity=lambda c, dw: c["momentum"] * (c["velocity"] - c["learning_rate"] * dw)),
)
_wrong(
    "weights stored as the velocity",
    0.25,
    "Under `velocity` the config holds the new weights. What does the next step expect there?",
    Momentum(stored=lambda c, v, next_w: next_w),
)
_wrong("learning rate fixed", 0.5, FIXED, Momentum(read=fixed(learning_rate=1e-2)))
_wrong("momentum fixed", 0.5, FIXED, Momentum(read=fixed(momentum=0.9)))
returns_none(right_momentum)
