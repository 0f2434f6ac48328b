"""Update rules with a config dictionary, `(w, dw, config) -> (next_w, config)`, in NumPy float64.

The rules of the cs231n course package. `w` and `dw` have the same shape, any; the config that comes back holds every
hyperparameter and the rule's state. Nothing is changed in place.

Sources: momentum as in Sutskever et al. 2013; RMSProp, Tieleman and Hinton 2012; Adam, Kingma and Ba 2015.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Config = dict[str, Any]
Step = tuple[Array, Config]
Divisor = Callable[[Array, float], Array]
"""From a mean of squares and epsilon to what a step is divided by."""


def beside_root(square: Array, epsilon: float) -> Array:
    """Epsilon is added to the root."""
    return np.sqrt(square) + epsilon


def under_root(square: Array, epsilon: float) -> Array:
    """Epsilon is added under the root: right too."""
    root: Array = np.sqrt(square + epsilon)
    return root


def divisor_of(config: Mapping[str, Any]) -> Divisor:
    """The form that a rule is asked for: `divisor` in its config, which only the rules of other forms put there."""
    divisor: Divisor = config.get("divisor", beside_root)
    return divisor


def _in_form(
    rule: Callable[..., Step], divisor: Divisor, w: Array, dw: Array, config: Mapping[str, Any] | None
) -> Step:
    """A rule, or what stands in its place, in another form."""
    next_w, following = rule(w, dw, {**(config or {}), "divisor": divisor})
    return next_w, {key: value for key, value in following.items() if key != "divisor"}


def _complete(config: Mapping[str, Any] | None, **defaults: Any) -> Config:
    return {**defaults, **(config or {})}


def momentum_config(w: Array, config: Mapping[str, Any] | None) -> Config:
    """A config with the defaults of `sgd_momentum` for what it lacks."""
    return _complete(config, learning_rate=1e-2, momentum=0.9, velocity=np.zeros_like(w))


def rmsprop_config(w: Array, config: Mapping[str, Any] | None) -> Config:
    """A config with the defaults of `rmsprop` for what it lacks."""
    return _complete(config, learning_rate=1e-2, decay_rate=0.99, epsilon=1e-8, cache=np.zeros_like(w))


def adam_config(w: Array, config: Mapping[str, Any] | None) -> Config:
    """A config with the defaults of `adam` for what it lacks."""
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
    config = momentum_config(w, config)
    velocity = config["momentum"] * config["velocity"] - config["learning_rate"] * dw
    return w + velocity, {**config, "velocity": velocity}


def rmsprop(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Steps divided by the root of a decaying mean of squared gradients.

    Config: `learning_rate` (1e-2), `decay_rate` (0.99), `epsilon` (1e-8), state `cache` (zeros like w).
    """
    config = rmsprop_config(w, config)
    cache = config["decay_rate"] * config["cache"] + (1 - config["decay_rate"]) * dw**2
    step = config["learning_rate"] * dw / divisor_of(config)(cache, config["epsilon"])
    return w - step, {**config, "cache": cache}


def rmsprop_eps_inside(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """RMSProp with epsilon under the root: a form that is right too."""
    return _in_form(rmsprop, under_root, w, dw, config)


def adam(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Adam with bias correction; `t` advances before it is used.

    Config: `learning_rate` (1e-3), `beta1` (0.9), `beta2` (0.999), `epsilon` (1e-8), state `m`, `v` (zeros like w) and
    `t` (0).
    """
    config = _moments(adam_config(w, config), dw)
    m, v = _corrected(config, config["t"])
    return w - config["learning_rate"] * m / divisor_of(config)(v, config["epsilon"]), config


def adam_eps_inside(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Adam with epsilon under the root: a form that is right too."""
    return _in_form(adam, under_root, w, dw, config)


def adam_eps_hat(w: Array, dw: Array, config: Mapping[str, Any] | None = None) -> Step:
    """Adam in the paper's efficient form, where epsilon is added to the root of the uncorrected `v`: right too."""
    config = _moments(adam_config(w, config), dw)
    with np.errstate(all="ignore"):
        correction = np.sqrt(1 - config["beta2"] ** config["t"]) / (1 - config["beta1"] ** config["t"])
    step = config["learning_rate"] * correction
    return w - step * config["m"] / (np.sqrt(config["v"]) + config["epsilon"]), config


def _moments(config: Config, dw: Array) -> Config:
    """The config with `m`, `v` and `t` of the next step."""
    m = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    v = config["beta2"] * config["v"] + (1 - config["beta2"]) * dw**2
    return {**config, "m": m, "v": v, "t": config["t"] + 1}


def _corrected(config: Config, t: int) -> tuple[Array, Array]:
    """Both moments without their bias to zero."""
    return config["m"] / (1 - config["beta1"] ** t), config["v"] / (1 - config["beta2"] ** t)
