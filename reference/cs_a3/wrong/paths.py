"""The three paths on which a normalization's gradient comes back to x, and what goes wrong with them.

With n the normalized x and d its gradient, dx = (d - mean(d) - n * mean(d * n)) / std: directly, through the mean, and
through the variance. A mistake weighs a path wrongly.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import Normalized

Axes = tuple[int, ...]
Through = Callable[[Array, Normalized, Axes], Array]
"""The gradient of x, given that of its normalized form."""


@dataclass(frozen=True)
class Paths:
    """How much each path counts, given how many numbers share a mean: 1 where it is right."""

    direct: Callable[[int], float] = lambda count: 1
    mean: Callable[[int], float] = lambda count: 1
    variance: Callable[[int], float] = lambda count: 1

    def __call__(self, dnormal: Array, cache: Normalized, axes: Axes) -> Array:
        """The gradient of x."""
        count = int(np.prod([dnormal.shape[axis] for axis in axes]))
        mean = dnormal.mean(axis=axes, keepdims=True)
        along = cache.normal * (dnormal * cache.normal).mean(axis=axes, keepdims=True)
        paths = self.direct(count) * dnormal - self.mean(count) * mean - self.variance(count) * along
        dx: Array = paths / cache.std
        return dx


RIGHT_PATHS = Paths()


def counting(size: Callable[[Axes], int]) -> Through:
    """The right gradient but for the count by which sums are divided, computed from the shape of dnormal."""

    def through(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
        share = np.prod([dnormal.shape[axis] for axis in axes]) / size(dnormal.shape)
        return Paths(mean=lambda count: share, variance=lambda count: share)(dnormal, cache, axes)

    return through


def _none(count: int) -> float:
    return 0


def _all(count: int) -> float:
    return count


_SHARE = "what share of the mean is a single x?"
WRONG_PATHS: dict[str, tuple[str, Through]] = {
    "statistics constant": (
        "x also moves the mean and the variance that it is normalized with, and through them all that they normalize.",
        Paths(mean=_none, variance=_none),
    ),
    "variance constant": (
        "x also moves the variance that it is normalized with, and through it the outputs: is that path there?",
        Paths(variance=_none),
    ),
    "mean constant": (
        "x also moves the mean that it is normalized with, and through it the outputs: is that path there?",
        Paths(mean=_none),
    ),
    "half forgotten": (
        "The path through the variance is twice what it should be: what is the derivative of a root?",
        Paths(variance=lambda count: 2),
    ),
    "two forgotten": (
        "The path through the variance is half of what it should be: what is the derivative of a square?",
        Paths(variance=lambda count: 0.5),
    ),
    "sums for means": (
        f"The paths through mean and variance are too strong: {_SHARE}",
        Paths(mean=_all, variance=_all),
    ),
    "sum in the mean's path": (f"The path through the mean is too strong: {_SHARE}", Paths(mean=_all)),
    "sum in the variance's path": (f"The path through the variance is too strong: {_SHARE}", Paths(variance=_all)),
    "sign of the mean's path": (
        "The path through the mean has the wrong sign: the mean is subtracted.",
        Paths(mean=lambda count: -1),
    ),
    "sign of the variance's path": (
        "The path through the variance has the wrong sign: x is divided by the deviation.",
        Paths(variance=lambda count: -1),
    ),
    "direct path left out": (
        "x acts through mean and variance, and also by itself: is that path there?",
        Paths(direct=_none),
    ),
    "not multiplied by the count": (
        "All three parts are divided by the number of examples, or of features: was the first one multiplied by it?",
        Paths(direct=lambda count: 1 / count),
    ),
    "not divided by the count": (
        "The three parts are right together, but too large: by what are they divided in the end?",
        Paths(direct=_all, mean=_all, variance=_all),
    ),
    "squared gradient": (
        "In the path through the variance the gradient of the normalized x is multiplied with something: with itself?",
        lambda dnormal, cache, axes: (
            (
                dnormal
                - dnormal.mean(axis=axes, keepdims=True)
                - cache.normal * (dnormal**2).mean(axis=axes, keepdims=True)
            )
            / cache.std
        ),
    ),
    "not summed in the variance's path": (
        "One variance serves all that it normalizes: are their gradients added up on the way through it?",
        lambda dnormal, cache, axes: (
            (
                dnormal
                - dnormal.mean(axis=axes, keepdims=True)
                - cache.normal**2 * dnormal / np.prod([dnormal.shape[axis] for axis in axes])
            )
            / cache.std
        ),
    ),
    "each x for its own output alone": (
        "Each x moves all outputs that it is normalized together with, and not its own alone: what of the others?",
        lambda dnormal, cache, axes: (
            dnormal * (1 - (1 + cache.normal**2) / np.prod([dnormal.shape[axis] for axis in axes])) / cache.std
        ),
    ),
    "x for the normalized x": (
        "In the path through the variance, x stands in its normalized form.",
        lambda dnormal, cache, axes: (
            (
                dnormal
                - dnormal.mean(axis=axes, keepdims=True)
                - cache.x * (dnormal * cache.x).mean(axis=axes, keepdims=True)
            )
            / cache.std
        ),
    ),
    "power of the deviation": (
        "Look at the power to which the variance is raised on its own path: what is the derivative of 1 / sqrt(v)?",
        lambda dnormal, cache, axes: (
            Paths(variance=lambda count: 0)(dnormal, cache, axes)
            - cache.normal * (dnormal * cache.normal).mean(axis=axes, keepdims=True) * cache.std
        ),
    ),
    "variance for deviation": (
        "The gradient is divided by the variance. By what was x divided on the way forward?",
        lambda dnormal, cache, axes: RIGHT_PATHS(dnormal, cache, axes) / cache.std,
    ),
    "not divided by the deviation": (
        "A wider spread of x makes the output less sensitive: by what was x divided on the way forward?",
        lambda dnormal, cache, axes: RIGHT_PATHS(dnormal, cache, axes) * cache.std,
    ),
}
"""Hint and gradient by name."""
