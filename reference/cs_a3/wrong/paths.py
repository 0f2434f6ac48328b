"""The three paths on which a normalization's gradient comes back to x, and what goes wrong with them.

With n the normalized x and d its gradient, dx = (d - mean(d) - n * mean(d * n)) / std: directly, through the mean, and
through the variance. Each path is a step of its own, so that mistakes in two of them go together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import EPS, Normalized

Axes = tuple[int, ...]
Through = Callable[[Array, Normalized, Axes], Array]
"""From the gradient of the normalized x and the axes that share a mean to the gradient of x, or one path of it."""


def normalized(x: Array, kept: Normalized, axes: Axes) -> Normalized:
    """What a normalization along these axes keeps, with the gamma and beta that another one kept."""
    std = np.sqrt(x.var(axis=axes, keepdims=True) + EPS)
    return Normalized(x, kept.gamma, kept.beta, (x - x.mean(axis=axes, keepdims=True)) / std, std)


def count(values: Array, axes: Axes) -> int:
    """How many numbers share a mean."""
    return int(np.prod([values.shape[axis] for axis in axes]))


def _direct(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    return dnormal


def _mean(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    return np.asarray(dnormal.mean(axis=axes, keepdims=True))


def _variance(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    return along(cache.normal, dnormal * cache.normal, axes)


def _divided(dx: Array, cache: Normalized, axes: Axes) -> Array:
    return dx / cache.std


@dataclass(frozen=True)
class Paths:
    """The steps from the gradient of the normalized x to that of x."""

    direct: Through = _direct
    mean: Through = _mean
    """What is subtracted for the mean."""
    variance: Through = _variance
    """What is subtracted for the variance."""
    divided: Through = _divided
    """The three together, divided by the deviation."""

    def __call__(self, dnormal: Array, cache: Normalized, axes: Axes) -> Array:
        """The gradient of x."""
        direct, mean, variance = (path(dnormal, cache, axes) for path in (self.direct, self.mean, self.variance))
        return self.divided(direct - mean - variance, cache, axes)


RIGHT_PATHS = Paths()


def along(front: Array, under: Array, axes: Axes) -> Array:
    """A path through the variance, with these in front of the sum and under it."""
    product: Array = front * under.mean(axis=axes, keepdims=True)
    return product


def weighed(path: Through, weight: Callable[[int], float]) -> Through:
    """A path that counts otherwise, given how many numbers share a mean."""
    return lambda dnormal, cache, axes: weight(count(dnormal, axes)) * path(dnormal, cache, axes)


def counted(path: Through, size: Callable[[Axes], int]) -> Through:
    """A path whose sum is divided by another count, computed from the shape of dnormal."""
    return lambda dnormal, cache, axes: path(dnormal, cache, axes) * count(dnormal, axes) / size(dnormal.shape)


def counting(size: Callable[[Axes], int]) -> Paths:
    """The right gradient but for the count by which sums are divided, computed from the shape of dnormal."""
    return Paths(mean=counted(_mean, size), variance=counted(_variance, size))


def spread(path: Through, power: int) -> Through:
    """A path multiplied by some power of the deviation."""
    return lambda dnormal, cache, axes: path(dnormal, cache, axes) * cache.std**power


def _none(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    return np.zeros_like(dnormal)


def _own_mean(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    return dnormal / count(dnormal, axes)


def _own_variance(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    return cache.normal**2 * dnormal / count(dnormal, axes)


def _all_mean(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    return np.asarray(dnormal.sum() / count(dnormal, axes))


def _all_variance(dnormal: Array, cache: Normalized, axes: Axes) -> Array:
    product: Array = cache.normal * (dnormal * cache.normal).sum() / count(dnormal, axes)
    return product


_MEANS, _VARIANCES = weighed(_mean, lambda count: count), weighed(_variance, lambda count: count)
_MEAN_OUTSIDE, _VARIANCE_OUTSIDE = spread(_MEANS, 1), spread(_VARIANCES, 1)
_BRACKETS = "What stands in front of the three parts holds for all of them: are the brackets there?"
_SHARE = "what share of the mean is a single x?"
_POWER = "Look at the power to which the variance is raised on its own path: what is the derivative of 1 / sqrt(v)?"
_DIVISION = "The mean is subtracted before the division: its path leads back through it, and so does the direct one."
_AXIS = "A sum without an axis adds up everything: which numbers share a mean?"
_ADDED = "are the gradients of all that it normalizes added up on the way through it?"
WRONG_PATHS: dict[str, tuple[str, Paths]] = {
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
        Paths(variance=weighed(_variance, lambda count: 2)),
    ),
    "two forgotten": (
        "The path through the variance is half of what it should be: what is the derivative of a square?",
        Paths(variance=weighed(_variance, lambda count: 0.5)),
    ),
    "sums for means": (
        f"The paths through mean and variance are too strong: {_SHARE}",
        Paths(mean=_MEANS, variance=_VARIANCES),
    ),
    "sum in the mean's path": (f"The path through the mean is too strong: {_SHARE}", Paths(mean=_MEANS)),
    "sum in the variance's path": (
        f"The path through the variance is too strong: {_SHARE}",
        Paths(variance=_VARIANCES),
    ),
    "divided twice in the mean's path": (
        f"The path through the mean is too weak: {_SHARE}",
        Paths(mean=weighed(_mean, lambda count: 1 / count)),
    ),
    "divided twice in the variance's path": (
        f"The path through the variance is too weak: {_SHARE}",
        Paths(variance=weighed(_variance, lambda count: 1 / count)),
    ),
    "sign of the mean's path": (
        "The path through the mean has the wrong sign: the mean is subtracted.",
        Paths(mean=weighed(_mean, lambda count: -1)),
    ),
    "sign of the variance's path": (
        "The path through the variance has the wrong sign: x is divided by the deviation.",
        Paths(variance=weighed(_variance, lambda count: -1)),
    ),
    "direct path left out": (
        "x acts through mean and variance, and also by itself: is that path there?",
        Paths(direct=_none),
    ),
    "not multiplied by the count": (
        "All three parts are divided by the number of examples, or of features: was the first one multiplied by it?",
        Paths(direct=_own_mean),
    ),
    "not divided by the count": (
        "The three parts are right together, but too large: by what are they divided in the end?",
        Paths(divided=lambda dx, cache, axes: dx * count(dx, axes) / cache.std),
    ),
    "squared gradient": (
        "In the path through the variance the gradient of the normalized x is multiplied with something: with itself?",
        Paths(variance=lambda dnormal, cache, axes: along(cache.normal, dnormal**2, axes)),
    ),
    "not summed in the mean's path": (f"One mean serves all that it normalizes: {_ADDED}", Paths(mean=_own_mean)),
    "not summed in the variance's path": (
        f"One variance serves all that it normalizes: {_ADDED}",
        Paths(variance=_own_variance),
    ),
    "each x for its own output alone": (
        "Each x moves all outputs that it is normalized together with, and not its own alone: what of the others?",
        Paths(mean=_own_mean, variance=_own_variance),
    ),
    "summed over everything": (_AXIS, Paths(mean=_all_mean, variance=_all_variance)),
    "summed over everything in the mean's path": (_AXIS, Paths(mean=_all_mean)),
    "summed over everything in the variance's path": (_AXIS, Paths(variance=_all_variance)),
    "x for the normalized x": (
        "In the path through the variance, x stands in its normalized form.",
        Paths(variance=lambda dnormal, cache, axes: along(cache.x, dnormal * cache.x, axes)),
    ),
    "power of the deviation": (_POWER, Paths(variance=spread(_variance, 2))),
    "deviation once missing in the variance's path": (_POWER, Paths(variance=spread(_variance, 1))),
    "deviation once too often in the variance's path": (_POWER, Paths(variance=spread(_variance, -1))),
    "power of the deviation forgotten": (_POWER, Paths(variance=spread(_variance, 3))),
    "mean's path not divided by the deviation": (_DIVISION, Paths(mean=spread(_mean, 1))),
    "mean's path multiplied by the deviation": (_DIVISION, Paths(mean=spread(_mean, 2))),
    "direct path not divided by the deviation": (_DIVISION, Paths(direct=spread(_direct, 1))),
    "direct path multiplied by the deviation": (_DIVISION, Paths(direct=spread(_direct, 2))),
    "variance's path outside the brackets": (_BRACKETS, Paths(variance=_VARIANCE_OUTSIDE)),
    "two paths outside the brackets": (_BRACKETS, Paths(mean=_MEAN_OUTSIDE, variance=_VARIANCE_OUTSIDE)),
    "variance for deviation": (
        "The gradient is divided by the variance. By what was x divided on the way forward?",
        Paths(divided=lambda dx, cache, axes: dx / cache.std**2),
    ),
    "not divided by the deviation": (
        "A wider spread of x makes the output less sensitive: by what was x divided on the way forward?",
        Paths(divided=lambda dx, cache, axes: dx),
    ),
    "multiplied by the deviation": (
        "A wider spread of x makes the output less sensitive: is the gradient multiplied where it should be divided?",
        Paths(divided=lambda dx, cache, axes: dx * cache.std),
    ),
    "multiplied by the variance": (
        "The gradient is multiplied by the variance. By what was x divided on the way forward?",
        Paths(divided=lambda dx, cache, axes: dx * (cache.std**2 - EPS)),
    ),
}
"""Hint and gradient by name."""
