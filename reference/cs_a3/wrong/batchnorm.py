"""Wrong variants of batch normalization."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, MOMENTUM, Gradients, Normalized
from reference.cs_a3.norms import batchnorm_backward as right_backward
from reference.cs_a3.norms import batchnorm_backward_alt as right_backward_alt
from reference.cs_a3.norms import batchnorm_forward as right_forward

Moments = tuple[Array, Array]
Scaled = Callable[[Array, Array, Array], Array]
KEYS = ("running_mean", "running_var")


def _of_batch(x: Array) -> Moments:
    return x.mean(axis=0), x.var(axis=0)


def _unbiased(x: Array) -> Moments:
    return x.mean(axis=0), x.var(axis=0, ddof=1)


def _moved(old: Moments, new: Moments, momentum: float) -> Moments:
    mean, var = (momentum * was + (1 - momentum) * came for was, came in zip(old, new, strict=True))
    return mean, var


def _scaled(normal: Array, gamma: Array, beta: Array) -> Array:
    return gamma * normal + beta


@dataclass(frozen=True)
class Steps:
    """The steps of `batchnorm_forward`; a wrong variant replaces some of them."""

    batch: Callable[[Array], Moments] = _of_batch
    """What a batch is normalized with in train mode."""
    tracked: Callable[[Array], Moments] | None = None
    """What goes into the running statistics; the same unless set."""
    moved: Callable[[Moments, Moments, float], Moments] = _moved
    std: Callable[[Array, float], Array] = lambda var, eps: np.sqrt(var + eps)
    scaled: Scaled = _scaled
    scaled_in_test: Scaled | None = None
    fixed: Callable[[Array, Moments], Moments] = lambda x, running: running
    """What a batch is normalized with in test mode."""
    moved_in_test: bool = False

    def run(self, x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
        """Batch normalization in these steps, with the signature of `batchnorm_forward`."""
        train, eps = bn_param["mode"] == "train", bn_param.get("eps", EPS)
        running: Moments = tuple(bn_param.get(key, np.zeros(x.shape[1])) for key in KEYS)
        mean, var = self.batch(x) if train else self.fixed(x, running)
        if train or self.moved_in_test:
            tracked = (self.tracked or self.batch)(x)
            running = self.moved(running, tracked, bn_param.get("momentum", MOMENTUM))
        bn_param.update(zip(KEYS, running, strict=True))
        std = self.std(var, eps)
        normal = (x - mean) / std
        scaled = self.scaled if train else (self.scaled_in_test or self.scaled)
        return scaled(normal, gamma, beta), Normalized(x, gamma, normal, std, train)


def _wrong(name: str, credit: float, hint: str, steps: Steps) -> None:
    misconception(right_forward, name, hint=hint, credit=credit)(steps.run)


# A variant that is wrong in one respect stands before those that are wrong in more: the first that explains is named.
_wrong(
    "unbiased running variance",
    0.5,
    "The batch is normalized with one variance, and another one goes into the running statistics: the handout uses "
    "the same one, divided by N, for both.",
    Steps(tracked=_unbiased),
)
_wrong(
    "gamma and beta left out in test mode",
    0.5,
    "In test mode the output is normalized but not yet scaled and shifted.",
    Steps(scaled_in_test=lambda normal, gamma, beta: normal),
)
_wrong(
    "eps missing in test mode",
    0.5,
    "Test mode needs the same eps as train mode, under the same root.",
    Steps(fixed=lambda x, running: (running[0], running[1] - EPS)),
)
_wrong(
    "eps outside the root",
    0.5,
    "Look at where eps stands: it belongs to the variance, under the square root, not to the standard deviation.",
    Steps(std=lambda var, eps: np.sqrt(var) + eps),
)
_wrong(
    "eps missing",
    0.5,
    "What happens to a feature that is the same in the whole batch? eps is there for that, and is not used.",
    Steps(std=lambda var, eps: np.sqrt(var)),
)
_wrong(
    "unbiased variance",
    0.5,
    "Look at what the sum of squared differences is divided by: the handout divides by N, the size of the batch.",
    Steps(batch=_unbiased),
)
_wrong(
    "momentum flipped",
    0.25,
    "Which does momentum weigh: the running value as it was, or the batch? Compare with the handout's formula.",
    Steps(moved=lambda old, new, momentum: _moved(old, new, 1 - momentum)),
)
_wrong(
    "never stored",
    0.25,
    "The running statistics in `bn_param` are as they were before the call.",
    Steps(moved=lambda old, new, momentum: old),
)
_wrong(
    "overwritten by the batch",
    0.25,
    "The running statistics are those of the last batch alone. They should move only a little towards it.",
    Steps(moved=lambda old, new, momentum: new),
)
_wrong(
    "running deviation",
    0.25,
    "The second running statistic follows the standard deviation. The handout tracks the variance.",
    Steps(tracked=lambda x: (x.mean(axis=0), x.std(axis=0))),
)
_wrong(
    "variance for deviation",
    0.25,
    "The differences are divided by the variance. What must they be divided by so that the result has variance 1?",
    Steps(std=lambda var, eps: var + eps),
)
_wrong(
    "gamma and beta swapped",
    0.5,
    "One of gamma and beta scales and the other one shifts: which is which?",
    Steps(scaled=lambda normal, gamma, beta: beta * normal + gamma),
)
_wrong(
    "gamma and beta left out",
    0.25,
    "The output is normalized but not yet scaled and shifted: gamma and beta have no effect on it.",
    Steps(scaled=lambda normal, gamma, beta: normal),
)
_wrong(
    "batch statistics in test mode",
    0.0,
    "In test mode the output depends on the other examples of the batch. There the running statistics take the "
    "batch's place.",
    Steps(fixed=lambda x, running: _of_batch(x)),
)
_wrong(
    "mode ignored",
    0.0,
    "Test mode does what train mode does: it must not look at the batch's statistics, nor change the running ones.",
    Steps(fixed=lambda x, running: _of_batch(x), moved_in_test=True),
)
_wrong(
    "updated in test mode",
    0.25,
    "In test mode the running statistics change with each call. Testing a network must not teach it anything.",
    Steps(moved_in_test=True),
)
_wrong(
    "statistics by row",
    0.0,
    "The statistics are taken over the features of each example. Batch normalization takes them over the examples, "
    "separately for each feature.",
    Steps(
        batch=lambda x: (x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)),
        moved=lambda old, new, momentum: old,
    ),
)
_wrong(
    "statistics over everything",
    0.0,
    "One mean and one variance are computed for the whole batch. Each feature needs its own.",
    Steps(batch=lambda x: (x.mean(), x.var())),
)

Through = Callable[[Array, Normalized], Array]
_CONSTANT_VARIANCE = "x also moves the batch's variance, and through it its whole feature: is that path there?"


def _wrong_back(name: str, credit: float, hint: str, through: Through) -> None:
    """Declare another gradient of x, given that of its normalized form."""

    def variant(dout: Array, cache: Normalized) -> Gradients:
        _, dgamma, dbeta = right_backward(dout, cache)
        return through(dout * cache.gamma, cache), dgamma, dbeta

    for right in (right_backward, right_backward_alt):
        misconception(right, name, hint=hint, credit=credit)(variant)


def _mean_along(dnormal: Array, cache: Normalized) -> Array:
    along: Array = cache.normal * (dnormal * cache.normal).mean(axis=0)
    return along


_wrong_back(
    "statistics constant",
    0.25,
    "x also moves the mean and the variance of its batch, and through them every output of its feature.",
    lambda dnormal, cache: dnormal / cache.std,
)
_wrong_back(
    "variance constant", 0.25, _CONSTANT_VARIANCE, lambda dnormal, cache: (dnormal - dnormal.mean(axis=0)) / cache.std
)
_wrong_back(
    "mean constant",
    0.25,
    "x also moves the mean of its batch, and through it every output of its feature: is that path there?",
    lambda dnormal, cache: (dnormal - _mean_along(dnormal, cache)) / cache.std,
)
_wrong_back(
    "squared gradient",
    0.25,
    "In the path through the variance the gradient of the normalized x is multiplied with something: with itself?",
    lambda dnormal, cache: (dnormal - dnormal.mean(axis=0) - cache.normal * (dnormal**2).mean(axis=0)) / cache.std,
)
_wrong_back(
    "half forgotten",
    0.25,
    "The path through the variance is twice what it should be: what is the derivative of a root?",
    lambda dnormal, cache: (dnormal - dnormal.mean(axis=0) - 2 * _mean_along(dnormal, cache)) / cache.std,
)
_wrong_back(
    "sums for means",
    0.25,
    "The paths through mean and variance are too strong: what share of the mean is a single x?",
    lambda dnormal, cache: (dnormal - dnormal.sum(axis=0) - len(dnormal) * _mean_along(dnormal, cache)) / cache.std,
)
_wrong_back(
    "variance for deviation",
    0.25,
    "The gradient is divided by the variance. By what was x divided on the way forward?",
    lambda dnormal, cache: (dnormal - dnormal.mean(axis=0) - _mean_along(dnormal, cache)) / cache.std**2,
)
_wrong_back(
    "not divided by the deviation",
    0.25,
    "A wider spread of x makes the output less sensitive: by what was x divided on the way forward?",
    lambda dnormal, cache: dnormal - dnormal.mean(axis=0) - _mean_along(dnormal, cache),
)


def _declare_back(name: str, credit: float, hint: str, change: Callable[[Array, Normalized], Gradients]) -> None:
    for right in (right_backward, right_backward_alt):
        misconception(right, name, hint=hint, credit=credit)(change)


def _change(**names: Callable[[Array, Normalized], Array]) -> Callable[[Array, Normalized], Gradients]:
    """The right gradients with some of `dgamma` and `dbeta` replaced."""

    def variant(dout: Array, cache: Normalized) -> Gradients:
        dx, dgamma, dbeta = right_backward(dout, cache)
        right = {"dgamma": dgamma, "dbeta": dbeta, **{name: make(dout, cache) for name, make in names.items()}}
        return dx, right["dgamma"], right["dbeta"]

    return variant


def _gamma_forgotten(dout: Array, cache: Normalized) -> Gradients:
    _, dgamma, dbeta = right_backward(dout, cache)
    return right_backward(dout, replace(cache, gamma=np.ones_like(cache.gamma)))[0], dgamma, dbeta


def _swapped(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = right_backward(dout, cache)
    return dx, dbeta, dgamma


_declare_back("gamma left out", 0.25, "On its way back to x, the gradient passes the scaling.", _gamma_forgotten)
_declare_back("dgamma and dbeta swapped", 0.5, "dx, dgamma, dbeta: look at the order of what is returned.", _swapped)
_declare_back(
    "dgamma with x",
    0.5,
    "gamma is multiplied with the normalized x, not with x: is the cache unpacked in the order it was packed in?",
    _change(dgamma=lambda dout, cache: (dout * cache.x).sum(axis=0)),
)
_declare_back(
    "dgamma and dbeta averaged",
    0.5,
    "Each example adds to the gradients of gamma and beta: sum, do not average.",
    _change(dgamma=lambda dout, cache: (dout * cache.normal).mean(axis=0), dbeta=lambda dout, cache: dout.mean(axis=0)),
)
_declare_back(
    "not summed over the batch",
    0.25,
    "gamma and beta serve all examples, so their gradients have one number for each feature.",
    _change(dgamma=lambda dout, cache: dout * cache.normal, dbeta=lambda dout, cache: dout),
)
