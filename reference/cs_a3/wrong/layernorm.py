"""Wrong variants of layer normalization."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Gradients, Normalized, through_statistics
from reference.cs_a3.norms import layernorm_backward as right_backward
from reference.cs_a3.norms import layernorm_forward as right_forward
from reference.cs_a3.wrong.paths import WRONG_PATHS, Through

Forward = Callable[[Array, Array, Array, Param], tuple[Array, Normalized]]


def _with(moments: Callable[[Array, float], tuple[Array, Array]]) -> Forward:
    """Layer normalization with this mean and standard deviation, computed from x and eps."""

    def variant(x: Array, gamma: Array, beta: Array, ln_param: Param) -> tuple[Array, Normalized]:
        mean, std = moments(x, ln_param.get("eps", EPS))
        normal = (x - mean) / std
        return gamma * normal + beta, Normalized(x, gamma, normal, std)

    return variant


def _by_row(std: Callable[[Array, float], Array], ddof: int = 0) -> Forward:
    return _with(
        lambda x, eps: (x.mean(axis=1, keepdims=True), std(x.var(axis=1, keepdims=True, ddof=ddof), eps)),
    )


def _wrong(name: str, credit: float, hint: str, variant: Forward) -> None:
    misconception(right_forward, name, hint=hint, credit=credit)(variant)


_wrong(
    "over the batch",
    0.0,
    "That is batch normalization. Which numbers share a mean in layer normalization?",
    _with(lambda x, eps: (x.mean(axis=0), np.sqrt(x.var(axis=0) + eps))),
)
_wrong(
    "over everything",
    0.0,
    "One mean and one variance are computed for all examples together. Each example needs its own.",
    _with(lambda x, eps: (x.mean(), np.sqrt(x.var() + eps))),
)
_wrong(
    "eps outside the root",
    0.5,
    "Look at where eps stands: it belongs to the variance, under the square root, not to the standard deviation.",
    _by_row(lambda var, eps: np.sqrt(var) + eps),
)
_wrong(
    "eps missing",
    0.5,
    "What happens to an example whose features are all the same? eps is there for that, and is not used.",
    _by_row(lambda var, eps: np.sqrt(var)),
)
_wrong(
    "unbiased variance",
    0.5,
    "Look at what the sum of squared differences is divided by: the handout divides by the number of features.",
    _by_row(lambda var, eps: np.sqrt(var + eps), ddof=1),
)
_wrong(
    "variance for deviation",
    0.25,
    "The differences are divided by the variance. What must they be divided by so that the result has variance 1?",
    _by_row(lambda var, eps: var + eps),
)


@misconception(
    right_forward,
    "gamma and beta left out",
    hint="The output is normalized but not yet scaled and shifted: gamma and beta have no effect on it.",
    credit=0.25,
)
def _unscaled(x: Array, gamma: Array, beta: Array, ln_param: Param) -> tuple[Array, Normalized]:
    _, cache = right_forward(x, gamma, beta, ln_param)
    return cache.normal, cache


def _wrong_paths(name: str, hint: str, through: Through) -> None:
    @misconception(right_backward, name, hint=hint, credit=0.25)
    def variant(dout: Array, cache: Normalized) -> Gradients:
        return through(dout * cache.gamma, cache, (1,)), *right_backward(dout, cache)[1:]


for _name, (_hint, _through) in WRONG_PATHS.items():
    _wrong_paths(_name, _hint, _through)


@misconception(
    right_backward,
    "over the batch",
    hint="The gradient runs through means over the batch, as in batch normalization. What did the forward pass use?",
)
def _over_batch(dout: Array, cache: Normalized) -> Gradients:
    """The gradient of a normalization over the batch, which is also what this one is taken for by its writer."""
    x = cache.x
    std = np.sqrt(x.var(axis=0) + EPS)
    kept = Normalized(x, cache.gamma, (x - x.mean(axis=0)) / std, std)
    dx = through_statistics(dout * cache.gamma, kept, (0,))
    return dx, (dout * kept.normal).sum(axis=0), dout.sum(axis=0)


@misconception(
    right_backward,
    "means over the batch",
    hint="The normalized x is that of the forward pass, but the means in dx run over the batch: along which axis did "
    "the forward pass take them?",
)
def _means_over_batch(dout: Array, cache: Normalized) -> Gradients:
    _, dgamma, dbeta = right_backward(dout, cache)
    return through_statistics(dout * cache.gamma, cache, (0,)), dgamma, dbeta


@misconception(
    right_backward,
    "dgamma by example",
    hint="gamma has one number for each feature, and so have its gradient and that of beta: over which axis is summed?",
    credit=0.5,
)
def _by_example(dout: Array, cache: Normalized) -> Gradients:
    return right_backward(dout, cache)[0], (dout * cache.normal).sum(axis=1), dout.sum(axis=1)


@misconception(
    right_backward,
    "N for D",
    hint="The means in dx run over the features of an example: how many are there?",
    credit=0.5,
)
def _count_of_examples(dout: Array, cache: Normalized) -> Gradients:
    dnormal, (rows, _) = dout * cache.gamma, dout.shape
    total = dnormal.sum(axis=1, keepdims=True)
    along = (dnormal * cache.normal).sum(axis=1, keepdims=True)
    dx = (rows * dnormal - total - cache.normal * along) / (rows * cache.std)
    return dx, *right_backward(dout, cache)[1:]


@misconception(
    right_backward,
    "gamma left out",
    hint="On its way back to x, the gradient passes the scaling.",
    credit=0.25,
)
def _gamma_forgotten(dout: Array, cache: Normalized) -> Gradients:
    return through_statistics(dout, cache, (1,)), *right_backward(dout, cache)[1:]


@misconception(
    right_backward,
    "dgamma with x",
    hint="gamma is multiplied with the normalized x, not with x: is the cache unpacked in the order it was packed in?",
    credit=0.5,
)
def _with_x(dout: Array, cache: Normalized) -> Gradients:
    dx, _, dbeta = right_backward(dout, cache)
    return dx, (dout * cache.x).sum(axis=0), dbeta


@misconception(right_forward, "beta left out", hint="beta has no effect on the output.", credit=0.5)
def _no_beta(x: Array, gamma: Array, beta: Array, ln_param: Param) -> tuple[Array, Normalized]:
    return right_forward(x, gamma, 0 * beta, ln_param)


@misconception(
    right_forward,
    "gamma and beta swapped",
    hint="One of gamma and beta scales and the other one shifts: which is which?",
    credit=0.5,
)
def _swapped(x: Array, gamma: Array, beta: Array, ln_param: Param) -> tuple[Array, Normalized]:
    return right_forward(x, beta, gamma, ln_param)


_ONE_AXIS = "Mean and variance are taken along different axes. In layer normalization both belong to one example."
_wrong(
    "variance over the batch",
    0.25,
    _ONE_AXIS,
    _with(lambda x, eps: (x.mean(axis=1, keepdims=True), np.sqrt(x.var(axis=0) + eps))),
)
_wrong(
    "mean over the batch",
    0.25,
    _ONE_AXIS,
    _with(lambda x, eps: (x.mean(axis=0), np.sqrt(x.var(axis=1, keepdims=True) + eps))),
)
_wrong(
    "another eps",
    0.5,
    "The eps of `ln_param`, or 1e-5 where it holds none, has no effect: another number stands in its place.",
    _by_row(lambda var, eps: np.sqrt(var + 1e-8)),
)
_wrong(
    "squared variance",
    0.25,
    "The variance is a square already, and is squared once more under the root.",
    _by_row(lambda var, eps: np.sqrt(var**2 + eps)),
)


def _by_count(count: Callable[[Array], int]) -> Forward:
    """Normalization with sums over each example that are divided by some count."""

    def moments(x: Array, eps: float) -> tuple[Array, Array]:
        mean = x.sum(axis=1, keepdims=True) / count(x)
        return mean, np.sqrt(((x - mean) ** 2).sum(axis=1, keepdims=True) / count(x) + eps)

    return _with(moments)


_wrong(
    "divided by the number of examples",
    0.25,
    "The sums run over the features of an example, and are divided by the number of examples.",
    _by_count(len),
)
