"""Update rules with a config dictionary, `(w, dw, config) -> (next_w, config)`, in NumPy float64, and what goes wrong.

The rules of the cs231n course package. `w` and `dw` have the same shape, any; the config that comes back holds every
hyperparameter and the rule's state. Nothing is changed in place.

Sources: momentum as in Sutskever et al. 2013; RMSProp, Tieleman and Hinton 2012; Adam, Kingma and Ba 2015.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import misconception

Array = NDArray[np.float64]
Config = dict[str, Any]
Step = tuple[Array, Config]


def _complete(config: Mapping[str, Any] | None, **defaults: Any) -> Config:
    return {**defaults, **(config or {})}


def _momentum_config(w: Array, config: Mapping[str, Any] | None) -> Config:
    return _complete(config, learning_rate=1e-2, momentum=0.9, velocity=np.zeros_like(w))


def _rmsprop_config(w: Array, config: Mapping[str, Any] | None) -> Config:
    return _complete(config, learning_rate=1e-2, decay_rate=0.99, epsilon=1e-8, cache=np.zeros_like(w))


def _adam_config(w: Array, config: Mapping[str, Any] | None) -> Config:
    rates = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    return _complete(config, **rates, m=np.zeros_like(w), v=np.zeros_like(w), t=0)


def sgd(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Gradient descent. Config: `learning_rate` (1e-2)."""
    config = _complete(config, learning_rate=1e-2)
    return w - config["learning_rate"] * dw, config


def sgd_momentum(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Descent with momentum: v = momentum * v - learning_rate * dw, next_w = w + v.

    Config: `learning_rate` (1e-2), `momentum` (0.9), state `velocity` (zeros like w).
    """
    config = _momentum_config(w, config)
    velocity = config["momentum"] * config["velocity"] - config["learning_rate"] * dw
    return w + velocity, {**config, "velocity": velocity}


def rmsprop(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Steps divided by the root of a decaying mean of squared gradients.

    Config: `learning_rate` (1e-2), `decay_rate` (0.99), `epsilon` (1e-8), state `cache` (zeros like w).
    """
    config = _rmsprop_config(w, config)
    cache = _decayed(config, dw)
    return w - config["learning_rate"] * dw / (np.sqrt(cache) + config["epsilon"]), {**config, "cache": cache}


def rmsprop_eps_inside(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """RMSProp with epsilon under the root: a form that is right too."""
    config = _rmsprop_config(w, config)
    cache = _decayed(config, dw)
    return w - config["learning_rate"] * dw / np.sqrt(cache + config["epsilon"]), {**config, "cache": cache}


def adam(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Adam with bias correction; `t` advances before it is used.

    Config: `learning_rate` (1e-3), `beta1` (0.9), `beta2` (0.999), `epsilon` (1e-8), state `m`, `v` (zeros like w) and
    `t` (0).
    """
    config = _moments(_adam_config(w, config), dw)
    m, v = _corrected(config, config["t"])
    return w - config["learning_rate"] * m / (np.sqrt(v) + config["epsilon"]), config


def adam_eps_inside(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Adam with epsilon under the root: a form that is right too."""
    config = _moments(_adam_config(w, config), dw)
    m, v = _corrected(config, config["t"])
    return w - config["learning_rate"] * m / np.sqrt(v + config["epsilon"]), config


def adam_eps_hat(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Adam in the paper's efficient form, where epsilon is added to the root of the uncorrected `v`: right too."""
    config = _moments(_adam_config(w, config), dw)
    with np.errstate(all="ignore"):
        correction = np.sqrt(1 - config["beta2"] ** config["t"]) / (1 - config["beta1"] ** config["t"])
    step = config["learning_rate"] * correction
    return w - step * config["m"] / (np.sqrt(config["v"]) + config["epsilon"]), config


def _decayed(config: Config, dw: Array) -> Array:
    cache: Array = config["decay_rate"] * config["cache"] + (1 - config["decay_rate"]) * dw**2
    return cache


def _moments(config: Config, dw: Array) -> Config:
    """The config with `m`, `v` and `t` of the next step."""
    m = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    v = config["beta2"] * config["v"] + (1 - config["beta2"]) * dw**2
    return {**config, "m": m, "v": v, "t": config["t"] + 1}


def _corrected(config: Config, t: int) -> tuple[Array, Array]:
    """Both moments without their bias to zero. With t = 0, which only a wrong variant has, they are not finite."""
    with np.errstate(all="ignore"):
        return config["m"] / (1 - np.float64(config["beta1"]) ** t), config["v"] / (
            1 - np.float64(config["beta2"]) ** t
        )


def _adam_step(w: Array, config: Config, m: Array, v: Array) -> Array:
    with np.errstate(all="ignore"):
        following: Array = w - config["learning_rate"] * m / (np.sqrt(v) + config["epsilon"])
    return following


# A variant runs in the place of the rule that it is declared for, so it has to know the right rule by another name.
_right_sgd, _right_momentum, _right_rmsprop, _right_adam = sgd, sgd_momentum, rmsprop, adam


@misconception(sgd, "uphill", hint="The step goes the way the gradient points. Which way does the loss fall?")
def _sgd_uphill(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    _, config = _right_sgd(w, dw, config)
    return w + config["learning_rate"] * dw, config


@misconception(
    sgd_momentum,
    "velocity along the gradient",
    hint="The weights move as they should, but your velocity has the other sign than the one the handout stores.",
    credit=0.5,
)
def _momentum_opposite(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _momentum_config(w, config)
    velocity = config["momentum"] * config["velocity"] + config["learning_rate"] * dw
    return w - velocity, {**config, "velocity": velocity}


@misconception(sgd_momentum, "velocity subtracted", hint="Look at the sign with which the velocity enters the weights.")
def _momentum_subtracted(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    velocity = _right_momentum(w, dw, config)[1]["velocity"]
    return w - velocity, {**_momentum_config(w, config), "velocity": velocity}


@misconception(sgd_momentum, "gradient added", hint="Look at the sign with which the gradient enters the velocity.")
def _momentum_uphill(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    return _right_momentum(w, -dw, config)


@misconception(
    sgd_momentum,
    "learning rate outside the velocity",
    hint="Your velocity sums plain gradients and the learning rate comes after; the handout's velocity contains it.",
    credit=0.5,
)
def _momentum_rate_outside(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _momentum_config(w, config)
    velocity = config["momentum"] * config["velocity"] + dw
    return w - config["learning_rate"] * velocity, {**config, "velocity": velocity}


@misconception(sgd_momentum, "gradient averaged", hint="The new gradient enters whole, not weighted with 1 - momentum.")
def _momentum_averaged(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    return _right_momentum(w, (1 - _momentum_config(w, config)["momentum"]) * dw, config)


@misconception(
    sgd_momentum,
    "moving average of gradients",
    hint="Your velocity is a weighted mean of the gradients, and the learning rate comes after. The handout's adds the "
    "new step whole, with the learning rate in it.",
    credit=0.25,
)
def _momentum_as_mean(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _momentum_config(w, config)
    velocity = config["momentum"] * config["velocity"] + (1 - config["momentum"]) * dw
    return w - config["learning_rate"] * velocity, {**config, "velocity": velocity}


@misconception(sgd_momentum, "velocity not stored", hint="The next step needs the new velocity: where does it find it?")
def _momentum_not_stored(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    return _right_momentum(w, dw, config)[0], _momentum_config(w, config)


@misconception(rmsprop, "no root", hint="The step is divided by the square root of the mean of squares.")
def _rmsprop_no_root(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_rmsprop(w, dw, config)[1]
    return w - config["learning_rate"] * dw / (config["cache"] + config["epsilon"]), config


@misconception(
    rmsprop, "epsilon outside the fraction", hint="Count the brackets: epsilon belongs to what the step is divided by."
)
def _rmsprop_eps_precedence(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_rmsprop(w, dw, config)[1]
    with np.errstate(all="ignore"):
        return w - config["learning_rate"] * dw / np.sqrt(config["cache"]) + config["epsilon"], config


@misconception(rmsprop, "decay flipped", hint="Which part of the mean does decay_rate weigh: the old or the new one?")
def _rmsprop_flipped(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _rmsprop_config(w, config)
    following, changed = _right_rmsprop(w, dw, {**config, "decay_rate": 1 - config["decay_rate"]})
    return following, {**config, "cache": changed["cache"]}


@misconception(rmsprop, "squares summed", hint="Your cache only grows, as in Adagrad; in RMSProp old squares fade.")
def _rmsprop_summed(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _rmsprop_config(w, config)
    cache = config["cache"] + dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(cache) + config["epsilon"]), {**config, "cache": cache}


@misconception(rmsprop, "cache not stored", hint="The next step needs the new cache: where does it find it?")
def _rmsprop_not_stored(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    return _right_rmsprop(w, dw, config)[0], _rmsprop_config(w, config)


@misconception(adam, "no bias correction", hint="In the first steps m and v are too small; the correction is missing.")
def _adam_uncorrected(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_adam(w, dw, config)[1]
    return _adam_step(w, config, config["m"], config["v"]), config


@misconception(adam, "no bias correction, t never incremented", hint="The bias correction is missing, and t stays put.")
def _adam_plain(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _adam_config(w, config)
    following, changed = _adam_uncorrected(w, dw, config)
    return following, {**changed, "t": config["t"]}


@misconception(adam, "t never incremented", hint="Does t grow from step to step?")
def _adam_t_constant(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    following, changed = _adam_t_late(w, dw, config)
    return following, {**changed, "t": changed["t"] - 1}


@misconception(adam, "t incremented after use", hint="t has to advance before it is used in the bias correction.")
def _adam_t_late(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_adam(w, dw, config)[1]
    return _adam_step(w, config, *_corrected(config, config["t"] - 1)), config


@misconception(adam, "t not stored", hint="You use the new t, but the next step finds the old one in the config.")
def _adam_t_not_stored(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    following, changed = _right_adam(w, dw, config)
    return following, {**changed, "t": changed["t"] - 1}


@misconception(adam, "(1 - beta) ** t", hint="In the bias correction, is it beta that is raised to t, or 1 - beta?")
def _adam_power_outside(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_adam(w, dw, config)[1]
    m, v = (config[name] / (1 - config[beta]) ** config["t"] for name, beta in (("m", "beta1"), ("v", "beta2")))
    return _adam_step(w, config, m, v), config


@misconception(adam, "correction without t", hint="The bias fades with time: the correction has to depend on t.")
def _adam_timeless(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_adam(w, dw, config)[1]
    return _adam_step(w, config, *_corrected(config, 1)), config


@misconception(adam, "corrected moments stored", hint="Store m and v as they are before the bias correction.")
def _adam_corrected_stored(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    following, config = _right_adam(w, dw, config)
    m, v = _corrected(config, config["t"])
    return following, {**config, "m": m, "v": v}


@misconception(adam, "betas swapped", hint="Which of the two betas belongs to the squares?")
def _adam_swapped(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _adam_config(w, config)
    betas = {"beta1": config["beta1"], "beta2": config["beta2"]}
    following, changed = _right_adam(w, dw, {**config, "beta1": betas["beta2"], "beta2": betas["beta1"]})
    return following, {**changed, **betas}


@misconception(adam, "no root", hint="The step is divided by the square root of the second moment.")
def _adam_no_root(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_adam(w, dw, config)[1]
    m, v = _corrected(config, config["t"])
    return _adam_step(w, config, m, v**2), config


@misconception(
    adam, "epsilon outside the fraction", hint="Count the brackets: epsilon belongs to what the step is divided by."
)
def _adam_eps_precedence(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    config = _right_adam(w, dw, config)[1]
    m, v = _corrected(config, config["t"])
    return _adam_step(w, {**config, "epsilon": 0.0}, m, v) + config["epsilon"], config


def _returns_none(rule: Any) -> None:
    """Declare the variant of a rule that changes `w` in place and returns None for it."""

    @misconception(rule, "nothing returned", hint="The weights changed in place, but None came back instead of next_w.")
    def variant(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> tuple[None, Config]:
        return None, rule(w, dw, config)[1]


for _rule in (sgd, sgd_momentum, rmsprop, adam):
    _returns_none(_rule)
