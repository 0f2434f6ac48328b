"""Wrong variants of batch normalization's forward pass."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, MOMENTUM, Normalized
from reference.cs_a3.norms import batchnorm_forward as right_forward

Moments = tuple[Array, Array]
Scaled = Callable[[Array, Array, Array], Array]
Move = Callable[[Array, Array, float], Array]
"""From the running value, the batch's, and momentum to the next running value."""
Deviation = Callable[[Array, float], Array]
KEYS = ("running_mean", "running_var")


def _of_batch(x: Array) -> Moments:
    return x.mean(axis=0), x.var(axis=0)


def _unbiased(x: Array) -> Moments:
    return x.mean(axis=0), x.var(axis=0, ddof=1)


def _sums(x: Array) -> Moments:
    return x.mean(axis=0), len(x) * x.var(axis=0)


def _moved(
    old: Moments, new: Moments, momentum: float, *, old_weight: float | None = None, new_weight: float | None = None
) -> Moments:
    """Both statistics, weighted with momentum and what it leaves unless told otherwise."""
    before = momentum if old_weight is None else old_weight
    now = 1 - momentum if new_weight is None else new_weight
    mean, var = (before * was + now * came for was, came in zip(old, new, strict=True))
    return mean, var


def _each(mean: Move, var: Move) -> Callable[[Moments, Moments, float], Moments]:
    """The running mean and the running variance moved in ways of their own."""
    return lambda old, new, momentum: (mean(old[0], new[0], momentum), var(old[1], new[1], momentum))


def _right(old: Array, new: Array, momentum: float) -> Array:
    return momentum * old + (1 - momentum) * new


def _flipped(old: Array, new: Array, momentum: float) -> Array:
    return _right(old, new, 1 - momentum)


def _kept(old: Array, new: Array, momentum: float) -> Array:
    return old


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
    std: Deviation = lambda var, eps: np.sqrt(var + eps)
    std_in_test: Deviation | None = None
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
        std = (self.std if train else self.std_in_test or self.std)(var, eps)
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
    "eps in the running variance",
    0.5,
    "The running variance follows the variance itself: what was added before the root does not belong to it.",
    Steps(tracked=lambda x: (x.mean(axis=0), x.var(axis=0) + EPS)),
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
_FLIPPED = "Which does momentum weigh: the running value as it was, or the batch? One of the two is right."
_wrong("momentum of the mean flipped", 0.5, _FLIPPED, Steps(moved=_each(_flipped, _right)))
_wrong("momentum of the variance flipped", 0.5, _FLIPPED, Steps(moved=_each(_right, _flipped)))
_KEPT = "One of the two running statistics is as it was before the call."
_wrong("running mean never stored", 0.5, _KEPT, Steps(moved=_each(_kept, _right)))
_wrong("running variance never stored", 0.5, _KEPT, Steps(moved=_each(_right, _kept)))
_wrong(
    "old statistics whole",
    0.25,
    "What was there before has to fade: it is not weighted.",
    Steps(moved=lambda old, new, momentum: _moved(old, new, momentum, old_weight=1)),
)
_wrong(
    "new statistics whole",
    0.25,
    "The batch's statistics enter the running ones whole: they are weighted with what momentum leaves.",
    Steps(moved=lambda old, new, momentum: _moved(old, new, momentum, new_weight=1)),
)
_wrong(
    "statistics of the normalized batch",
    0.25,
    "The running statistics follow x after its normalization, where the mean is 0. They are those of x before it.",
    Steps(tracked=lambda x: (np.zeros(x.shape[1]), ((x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + EPS)).var(axis=0))),
)
_wrong(
    "mean of the normalized batch",
    0.25,
    "The running mean follows x after its normalization, where it is 0.",
    Steps(tracked=lambda x: (np.zeros(x.shape[1]), x.var(axis=0))),
)
_wrong(
    "squared variance",
    0.25,
    "The variance is a square already, and is squared once more under the root.",
    Steps(std=lambda var, eps: np.sqrt(var**2 + eps)),
)
_wrong(
    "squared variance in test mode",
    0.5,
    "The running variance is a square already, and is squared once more under the root.",
    Steps(std_in_test=lambda var, eps: np.sqrt(var**2 + eps)),
)
_wrong(
    "another eps",
    0.5,
    "The eps of `bn_param`, or 1e-5 where it holds none, has no effect: another number stands in its place.",
    Steps(std=lambda var, eps: np.sqrt(var + 1e-8)),
)
_wrong(
    "variance for deviation in test mode",
    0.5,
    "In test mode the differences are divided by the running variance. What are they divided by in train mode?",
    Steps(std_in_test=lambda var, eps: var + eps),
)
_wrong(
    "eps outside the root in test mode",
    0.5,
    "In test mode, look at where eps stands: it belongs to the variance, under the square root.",
    Steps(std_in_test=lambda var, eps: np.sqrt(var) + eps),
)
_wrong(
    "mean not subtracted in test mode",
    0.25,
    "In test mode x is divided by the running deviation, but its running mean is not subtracted.",
    Steps(fixed=lambda x, running: (0 * running[0], running[1])),
)
_wrong(
    "sum for the variance",
    0.25,
    "The squared differences are added up: the variance is their mean.",
    Steps(batch=_sums),
)
_wrong(
    "one variance for all features",
    0.25,
    "The mean is taken by feature, the variance over everything. Each feature needs its own.",
    Steps(batch=lambda x: (x.mean(axis=0), np.full(x.shape[1], x.var()))),
)
_BETA, _GAMMA = "beta has no effect on the output.", "gamma has no effect on the output."
_wrong("beta left out", 0.5, _BETA, Steps(scaled=lambda normal, gamma, beta: gamma * normal))
_wrong("gamma left out", 0.5, _GAMMA, Steps(scaled=lambda normal, gamma, beta: normal + beta))
_wrong("beta left out in test mode", 0.5, _BETA, Steps(scaled_in_test=lambda normal, gamma, beta: gamma * normal))
_wrong("gamma left out in test mode", 0.5, _GAMMA, Steps(scaled_in_test=lambda normal, gamma, beta: normal + beta))
