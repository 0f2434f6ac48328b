"""Wrong variants of the backward passes of batch and of layer normalization that forget or misplace eps."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import EPS, Normalized
from reference.cs_a3.wrong.norm_back import Back, wrong
from reference.cs_a3.wrong.paths import Axes, Through

Std = Callable[[Array], Array]
"""A deviation, given the variance."""
_HINT = "On the way back, too, x was divided by sqrt(var + eps): is it the same deviation there?"
_WRONG: dict[str, Std] = {
    "eps missing in {}": np.sqrt,
    "eps outside the root in {}": lambda var: np.sqrt(var) + EPS,
    "eps subtracted in {}": lambda var: np.sqrt(var - EPS),
}


def _ratio(cache: Normalized, std: Std) -> Array:
    """What the right deviation is divided by to get another one."""
    return np.asarray(cache.std / std(cache.std**2 - EPS))


def _divided(std: Std) -> Through:
    def divided(dx: Array, cache: Normalized, axes: Axes) -> Array:
        return dx * _ratio(cache, std) / cache.std

    return divided


def _throughout(std: Std) -> Callable[[Normalized], Normalized]:
    def kept(cache: Normalized) -> Normalized:
        ratio = _ratio(cache, std)
        return replace(cache, normal=cache.normal * ratio, std=cache.std / ratio)

    return kept


for _named, _std in _WRONG.items():
    wrong(_named.format("dx"), 0.75, _HINT, Back(divided=_divided(_std)))
    wrong(_named.format("the backward pass"), 0.5, _HINT, Back(kept=_throughout(_std)))
wrong(
    "variance for deviation, without eps",
    0.25,
    "All of dx is divided by the deviation in the end: is there a root, and an eps under it?",
    Back(divided=lambda dx, cache, axes: dx / (cache.std**2 - EPS)),
)
wrong(
    "eps missing in dgamma",
    0.75,
    _HINT,
    Back(dgamma=lambda dout, cache: np.asarray((dout * cache.normal * _ratio(cache, np.sqrt)).sum(axis=0))),
)


def _without_eps(power: int) -> Through:
    """The path through the variance with another deviation to that power."""
    return lambda dnormal, cache, axes: (
        cache.normal * _ratio(cache, np.sqrt) ** power * (dnormal * cache.normal).mean(axis=axes, keepdims=True)
    )


wrong("eps missing in the variance's path", 0.75, _HINT, Back(variance=_without_eps(3)))
wrong("eps missing in the root's derivative", 0.75, _HINT, Back(variance=_without_eps(1)))
