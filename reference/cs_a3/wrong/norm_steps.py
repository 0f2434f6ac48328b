"""The steps that normalizations have in common, and what goes wrong in them in the same way."""

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.cs_a3.arrays import Array

Deviation = Callable[[Array, float], Array]
"""From the variance and eps."""
Centred = Callable[[Array, Array, Array], Array]
"""From x, its mean and beta."""
Scaled = Callable[[Array, Array, Array], Array]
"""From the normalized x, gamma and beta."""


def right_centred(x: Array, mean: Array, beta: Array) -> Array:
    """What the handout asks for: beta comes later."""
    return x - mean


def right_scaled(normal: Array, gamma: Array, beta: Array) -> Array:
    """What the handout asks for."""
    return gamma * normal + beta


def right_std(var: Array, eps: float) -> Array:
    """What the handout asks for."""
    return np.sqrt(var + eps)


_DEVIATION = (
    "The differences are divided by the variance. What must they be divided by so that the result has variance 1?"
)
WRONG_STD: dict[str, tuple[float, str, Deviation]] = {
    "eps outside the root": (
        0.5,
        "Look at where eps stands: it belongs to the variance, under the square root, not to the standard deviation.",
        lambda var, eps: np.sqrt(var) + eps,
    ),
    "variance for deviation": (0.25, _DEVIATION, lambda var, eps: var + eps),
    "variance for deviation, without eps": (0.25, _DEVIATION, lambda var, eps: var),
    "squared variance": (
        0.25,
        "The variance is a square already, and is squared once more under the root.",
        lambda var, eps: np.sqrt(var**2 + eps),
    ),
    "multiplied by the deviation": (
        0.25,
        "Is the normalized x as wide as it should be? The differences are multiplied where they should be divided.",
        lambda var, eps: 1 / np.sqrt(var + eps),
    ),
}
SWAPPED = "One of gamma and beta scales and the other one shifts: which is which?"
_BETA_FIRST = "beta is added too early: which of the steps before the shift must it not go through?"
BETA, GAMMA = "beta has no effect on the output.", "gamma has no effect on the output."
_WRONG_SCALED: dict[str, tuple[float, str, Scaled]] = {
    "gamma and beta swapped": (0.5, SWAPPED, lambda normal, gamma, beta: beta * normal + gamma),
    "gamma and beta left out": (
        0.25,
        "The output is normalized but not yet scaled and shifted: gamma and beta have no effect on it.",
        lambda normal, gamma, beta: normal,
    ),
    "beta before the scaling": (0.5, _BETA_FIRST, lambda normal, gamma, beta: gamma * (normal + beta)),
    "beta left out": (0.5, BETA, lambda normal, gamma, beta: gamma * normal),
    "gamma left out": (0.5, GAMMA, lambda normal, gamma, beta: normal + beta),
    "beta subtracted": (0.5, "beta shifts the output: which way?", lambda normal, gamma, beta: gamma * normal - beta),
}
WRONG_STEPS: dict[str, tuple[float, str, dict[str, Any]]] = {
    **{name: (credit, hint, {"std": std}) for name, (credit, hint, std) in WRONG_STD.items()},
    **{name: (credit, hint, {"scaled": scaled}) for name, (credit, hint, scaled) in _WRONG_SCALED.items()},
    "beta before the division": (
        0.25,
        _BETA_FIRST,
        {"centred": lambda x, mean, beta: x - mean + beta, "scaled": lambda normal, gamma, beta: gamma * normal},
    ),
}
"""Credit, hint, and the steps that are replaced, by their names."""
