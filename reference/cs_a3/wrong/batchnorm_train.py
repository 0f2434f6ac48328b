"""Wrong variants of batch normalization's forward pass in train mode, and in both modes."""

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.wrong.batchnorm_steps import BETA, BETA_FIRST, GAMMA, Moments, Steps, unbiased, wrong


def _sums(x: Array) -> Moments:
    return x.mean(axis=0), len(x) * x.var(axis=0)


wrong(
    "eps outside the root",
    0.5,
    "Look at where eps stands: it belongs to the variance, under the square root, not to the standard deviation.",
    Steps(std=lambda var, eps: np.sqrt(var) + eps),
)
wrong(
    "eps missing",
    0.5,
    "What happens to a feature that is the same in the whole batch? eps is there for that, and is not used.",
    Steps(std=lambda var, eps: np.sqrt(var)),
)
_TWICE = "eps is added to the variance once: was the variance changed before its root is taken?"
wrong("eps twice", 0.5, _TWICE, Steps(std=lambda var, eps: np.sqrt(var + 2 * eps)))
wrong(
    "eps twice in train mode",
    0.5,
    _TWICE,
    Steps(std=lambda var, eps: np.sqrt(var + 2 * eps), std_in_test=lambda var, eps: np.sqrt(var + eps)),
)
wrong(
    "unbiased variance",
    0.5,
    "Look at what the sum of squared differences is divided by: the handout divides by N, the size of the batch.",
    Steps(batch=unbiased),
)
wrong(
    "variance for deviation",
    0.25,
    "The differences are divided by the variance. What must they be divided by so that the result has variance 1?",
    Steps(std=lambda var, eps: var + eps),
)
wrong(
    "gamma and beta swapped",
    0.5,
    "One of gamma and beta scales and the other one shifts: which is which?",
    Steps(scaled=lambda normal, gamma, beta: beta * normal + gamma),
)
wrong(
    "gamma and beta left out",
    0.25,
    "The output is normalized but not yet scaled and shifted: gamma and beta have no effect on it.",
    Steps(scaled=lambda normal, gamma, beta: normal),
)
wrong(
    "statistics by row",
    0.0,
    "The statistics are taken over the features of each example. Batch normalization takes them over the examples, "
    "separately for each feature.",
    Steps(
        batch=lambda x: (x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)),
        moved=lambda old, new, momentum: old,
    ),
)
wrong(
    "statistics over everything",
    0.0,
    "One mean and one variance are computed for the whole batch. Each feature needs its own.",
    Steps(batch=lambda x: (x.mean(), x.var())),
)
wrong(
    "squared variance",
    0.25,
    "The variance is a square already, and is squared once more under the root.",
    Steps(std=lambda var, eps: np.sqrt(var**2 + eps)),
)
wrong(
    "another eps",
    0.5,
    "The eps of `bn_param`, or 1e-5 where it holds none, has no effect: another number stands in its place.",
    Steps(std=lambda var, eps: np.sqrt(var + 1e-8)),
)
wrong(
    "sum for the variance",
    0.25,
    "The squared differences are added up: the variance is their mean.",
    Steps(batch=_sums),
)
wrong(
    "one variance for all features",
    0.25,
    "The mean is taken by feature, the variance over everything. Each feature needs its own.",
    Steps(batch=lambda x: (x.mean(axis=0), np.full(x.shape[1], x.var()))),
)
wrong(
    "variance for deviation, without eps",
    0.25,
    "The differences are divided by the variance. What must they be divided by so that the result has variance 1?",
    Steps(std=lambda var, eps: var),
)
wrong(
    "multiplied by the deviation",
    0.25,
    "Is the normalized x as wide as it should be? The differences are multiplied where they should be divided.",
    Steps(std=lambda var, eps: 1 / np.sqrt(var + eps)),
)
wrong(
    "mean not subtracted",
    0.25,
    "x is divided by its deviation, but its mean is not subtracted.",
    Steps(taken=lambda batch, running: (0 * batch[0], batch[1])),
)
wrong(
    "running statistics in train mode",
    0.0,
    "In train mode a batch is normalized with its own statistics: what are the running ones for?",
    Steps(taken=lambda batch, running: running),
)
wrong("beta before the scaling", 0.5, BETA_FIRST, Steps(scaled=lambda normal, gamma, beta: gamma * (normal + beta)))
wrong(
    "beta before the division",
    0.25,
    BETA_FIRST,
    Steps(
        centred=lambda x, mean, beta: x - mean + beta,
        scaled=lambda normal, gamma, beta: gamma * normal,
    ),
)
wrong("beta left out", 0.5, BETA, Steps(scaled=lambda normal, gamma, beta: gamma * normal))
wrong("gamma left out", 0.5, GAMMA, Steps(scaled=lambda normal, gamma, beta: normal + beta))
wrong(
    "beta subtracted",
    0.5,
    "beta shifts the output: which way?",
    Steps(scaled=lambda normal, gamma, beta: gamma * normal - beta),
)
