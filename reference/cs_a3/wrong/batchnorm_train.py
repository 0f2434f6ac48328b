"""Wrong variants of batch normalization's forward pass in train mode, and in both modes."""

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.wrong.batchnorm_steps import Moments, Steps, unbiased, wrong
from reference.cs_a3.wrong.norm_steps import WRONG_STEPS


def _sums(x: Array) -> Moments:
    return x.mean(axis=0), len(x) * x.var(axis=0)


for _name, (_credit, _hint, _steps) in WRONG_STEPS.items():
    wrong(_name, _credit, _hint, Steps(**_steps))
wrong(
    "eps missing",
    0.5,
    "What happens to a feature that is the same in the whole batch? eps is there for that, and is not used.",
    Steps(std=lambda var, eps: np.sqrt(var)),
)
_TWICE = "eps is added to the variance once: was the variance changed before its root is taken?"
wrong(
    "eps twice in train mode",
    0.5,
    _TWICE,
    Steps(std=lambda var, eps: np.sqrt(var + 2 * eps), std_in_test=lambda var, eps: np.sqrt(var + eps)),
)
wrong("eps twice", 0.5, _TWICE, Steps(std=lambda var, eps: np.sqrt(var + 2 * eps)))
wrong(
    "unbiased variance",
    0.5,
    "Look at what the sum of squared differences is divided by: the handout divides by N, the size of the batch.",
    Steps(batch=unbiased),
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
