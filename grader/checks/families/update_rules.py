"""The update rules of the cs231n course that `optimizer` checks: hyperparameters, state, and the published check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Config = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """What is known of an update rule beside its formula."""

    published: Config
    """Config of the published check: hyperparameters, and state as (first, last) of 20 even steps."""
    state: tuple[str, ...] = ()
    """Keys of the config that one step leaves for the next."""
    options: tuple[str, ...] = ("learning_rate",)
    forms: tuple[str, ...] = ()
    """Reference functions of other forms that are right too."""
    counts: bool = field(default=False, kw_only=True)
    """The state holds a step count `t`, whose start is open."""
    renamed: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    """Names that a sister course has for keys of the state: a step that leaves all of these is fed with them."""


RULES = {
    "sgd": Rule({"learning_rate": 1e-2}),
    "sgd_momentum": Rule(
        {"learning_rate": 1e-3, "momentum": 0.9, "velocity": (0.6, 0.9)}, ("velocity",), ("learning_rate", "momentum")
    ),
    "rmsprop": Rule(
        {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8, "cache": (0.6, 0.9)},
        ("cache",),
        ("learning_rate", "decay_rate", "epsilon"),
        ("rmsprop_eps_inside",),
        renamed={"cache": "a"},
    ),
    "adam": Rule(
        {
            "learning_rate": 1e-2,
            "beta1": 0.9,
            "beta2": 0.999,
            "epsilon": 1e-8,
            "m": (0.6, 0.9),
            "v": (0.7, 0.5),
            "t": 5,
        },
        ("m", "v", "t"),
        ("learning_rate", "beta1", "beta2", "epsilon"),
        ("adam_eps_inside", "adam_eps_hat"),
        counts=True,
        renamed={"m": "v", "v": "a"},
    ),
}


def published_inputs(name: str) -> tuple[Array, Array, Config]:
    """Weights, gradients and config of the course's published check: arrays of (4, 5) on even steps."""
    config = {key: _even(*value) if isinstance(value, tuple) else value for key, value in RULES[name].published.items()}
    return _even(-0.4, 0.6), _even(-0.6, 0.4), config


def _even(first: float, last: float) -> Array:
    return np.linspace(first, last, 20).reshape(4, 5)
