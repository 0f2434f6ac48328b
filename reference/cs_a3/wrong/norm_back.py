"""Wrong variants of the backward passes of batch and of layer normalization, which have the same steps."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import (
    EPS,
    Gradients,
    Normalized,
    batchnorm_backward,
    batchnorm_backward_alt,
    layernorm_backward,
)
from reference.cs_a3.wrong.paths import WRONG_PATHS, Paths, along

Sum = Callable[[Array, Normalized], Array]


def _dgamma(dout: Array, cache: Normalized) -> Array:
    return np.asarray((dout * cache.normal).sum(axis=0))


def _dbeta(dout: Array, cache: Normalized) -> Array:
    return np.asarray(dout.sum(axis=0))


def _unscaled(values: Array, cache: Normalized) -> Array:
    return values


@dataclass(frozen=True)
class Back(Paths):
    """The steps of a backward pass in train mode; a wrong variant replaces some of them."""

    scaled: Sum = lambda dout, cache: dout * cache.gamma
    """From the gradient of the output to that of the normalized x."""
    scaled_after: Sum = _unscaled
    dgamma: Sum = _dgamma
    dbeta: Sum = _dbeta
    arranged: Callable[[Array, Array, Array], Gradients] = lambda dx, dgamma, dbeta: (dx, dgamma, dbeta)
    kept: Callable[[Normalized], Normalized] = lambda cache: cache
    """What the forward pass kept, as the backward pass reads it."""

    def over_batch(self, dout: Array, cache: Normalized) -> Gradients:
        """All gradients, with the signature of `batchnorm_backward`."""
        return self._gradients(dout, cache, 0)

    def over_features(self, dout: Array, cache: Normalized) -> Gradients:
        """All gradients, with the signature of `layernorm_backward`."""
        return self._gradients(dout, cache, 1)

    def _gradients(self, dout: Array, cache: Normalized, axis: int) -> Gradients:
        cache = self.kept(cache)
        dx = self.scaled_after(self(self.scaled(dout, cache), cache, (axis,)), cache)
        return self.arranged(dx, self.dgamma(dout, cache), self.dbeta(dout, cache))


def wrong_batchnorm(name: str, credit: float, hint: str, steps: Back) -> None:
    """Declare a wrong variant of both backward passes of batch normalization."""
    for right in (batchnorm_backward, batchnorm_backward_alt):
        misconception(right, name, hint=hint, credit=credit)(steps.over_batch)


def wrong_layernorm(name: str, credit: float, hint: str, steps: Back) -> None:
    """Declare a wrong variant of the backward pass of layer normalization."""
    misconception(layernorm_backward, name, hint=hint, credit=credit)(steps.over_features)


def wrong(name: str, credit: float, hint: str, steps: Back) -> None:
    """Declare a wrong variant of all three."""
    wrong_batchnorm(name, credit, hint, steps)
    wrong_layernorm(name, credit, hint, steps)


for _name, (_hint, _paths) in WRONG_PATHS.items():
    wrong(_name, 0.25, _hint, Back(_paths.direct, _paths.mean, _paths.variance, _paths.divided))

_FRONT = "In the path through the variance the normalized x stands under the sum, and once more in front of it."
wrong(
    "normalized x under the sum",
    0.25,
    "In the path through the variance each x has its own normalized x before the sum; which one is under it?",
    Back(variance=lambda dnormal, cache, axes: (dnormal * cache.normal**2).mean(axis=axes, keepdims=True)),
)
wrong(
    "normalized x only under the sum",
    0.25,
    _FRONT,
    Back(variance=lambda dnormal, cache, axes: (dnormal * cache.normal).mean(axis=axes, keepdims=True)),
)
wrong(
    "normalized x only in front of the sum",
    0.25,
    _FRONT,
    Back(variance=lambda dnormal, cache, axes: along(cache.normal, dnormal, axes)),
)
wrong(
    "x in front of the sum",
    0.25,
    "In the path through the variance, x stands in its normalized form in front of the sum, too.",
    Back(variance=lambda dnormal, cache, axes: along(cache.x, dnormal * cache.normal, axes)),
)
wrong(
    "variance in front of the sum",
    0.25,
    "The variance is a mean of squares: what does its derivative by one x have in front of the sum?",
    Back(variance=lambda dnormal, cache, axes: along((cache.std**2 - EPS) / cache.std, dnormal * cache.normal, axes)),
)
wrong(
    "x under the sum",
    0.25,
    "In the path through the variance, x stands in its normalized form under the sum, too.",
    Back(variance=lambda dnormal, cache, axes: along(cache.normal, dnormal * cache.x, axes)),
)

_GAMMA = "On its way back to x, the gradient passes the scaling"
wrong("gamma left out", 0.25, f"{_GAMMA}.", Back(scaled=_unscaled))
wrong("gamma twice", 0.25, f"{_GAMMA} once.", Back(scaled=lambda dout, cache: dout * cache.gamma**2))
wrong(
    "divided by gamma", 0.25, f"{_GAMMA}: what is the derivative of gamma * x?", Back(scaled=lambda d, c: d / c.gamma)
)
wrong(
    "beta for gamma",
    0.25,
    f"{_GAMMA}, not the shift: is the cache unpacked in the order it was packed in?",
    Back(scaled=lambda dout, cache: dout * cache.beta),
)
_EACH = f"{_GAMMA}: that holds for each of the three parts of dx."
wrong(
    "gamma left out of the direct path",
    0.25,
    _EACH,
    Back(direct=lambda dnormal, cache, axes: dnormal / cache.gamma),
)
wrong(
    "gamma left out of the mean's path",
    0.25,
    _EACH,
    Back(mean=lambda dnormal, cache, axes: (dnormal / cache.gamma).mean(axis=axes, keepdims=True)),
)
wrong(
    "gamma left out of the variance's path",
    0.25,
    _EACH,
    Back(variance=lambda dnormal, cache, axes: along(cache.normal, dnormal / cache.gamma * cache.normal, axes)),
)

wrong(
    "dgamma and dbeta swapped",
    0.5,
    "dx, dgamma, dbeta: look at the order of what is returned.",
    Back(arranged=lambda dx, dgamma, dbeta: (dx, dbeta, dgamma)),
)
wrong(
    "dx transposed",
    0.5,
    "dx has the shape of x: is there a transpose too many, or one too few?",
    Back(arranged=lambda dx, dgamma, dbeta: (dx.T, dgamma, dbeta)),
)
wrong(
    "dgamma with x",
    0.5,
    "gamma is multiplied with the normalized x, not with x: is the cache unpacked in the order it was packed in?",
    Back(dgamma=lambda dout, cache: (dout * cache.x).sum(axis=0)),
)
_CENTRED = "gamma is multiplied with the normalized x. Is something missing in what you multiply dout with?"
wrong(
    "dgamma with the centred x",
    0.5,
    _CENTRED,
    Back(dgamma=lambda dout, cache: (dout * cache.normal * cache.std).sum(axis=0)),
)
wrong(
    "dgamma with the variance for the deviation",
    0.5,
    "gamma is multiplied with the normalized x. By what is x divided there?",
    Back(dgamma=lambda dout, cache: (dout * cache.normal / cache.std).sum(axis=0)),
)
wrong(
    "dgamma with the variance",
    0.5,
    "gamma is multiplied with the normalized x: what is dout multiplied with for its gradient?",
    Back(dgamma=lambda dout, cache: (dout * (cache.std**2 - EPS)).sum(axis=0)),
)
_SCALED = "The gradient of gamma has gamma itself in it: by what is gamma multiplied in the forward pass?"
wrong(
    "dgamma with gamma",
    0.5,
    _SCALED,
    Back(dgamma=lambda dout, cache: (dout * cache.gamma * cache.normal).sum(axis=0)),
)
wrong(
    "dbeta with gamma",
    0.5,
    "beta is added after the scaling: does its gradient pass gamma?",
    Back(dbeta=lambda dout, cache: (dout * cache.gamma).sum(axis=0)),
)
wrong(
    "scaled too early",
    0.25,
    "dout is multiplied by gamma first, and all gradients are taken from that: which of them pass the scaling?",
    Back(
        dgamma=lambda dout, cache: (dout * cache.gamma * cache.normal).sum(axis=0),
        dbeta=lambda dout, cache: (dout * cache.gamma).sum(axis=0),
    ),
)
