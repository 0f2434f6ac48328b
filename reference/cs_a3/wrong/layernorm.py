"""Wrong variants of layer normalization's forward pass: its steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Normalized, layernorm_forward
from reference.cs_a3.wrong.norm_steps import (
    WRONG_STEPS,
    Centred,
    Deviation,
    Scaled,
    right_centred,
    right_scaled,
    right_std,
)

Moment = Callable[[Array], Array]


@dataclass(frozen=True)
class Rows:
    """The steps of `layernorm_forward`."""

    mean: Moment = lambda x: x.mean(axis=1, keepdims=True)
    var: Moment = lambda x: x.var(axis=1, keepdims=True)
    std: Deviation = right_std
    centred: Centred = right_centred
    scaled: Scaled = right_scaled

    def run(self, x: Array, gamma: Array, beta: Array, ln_param: Param) -> tuple[Array, Normalized]:
        """Layer normalization in these steps, with the signature of `layernorm_forward`."""
        std = self.std(self.var(x), ln_param.get("eps", EPS))
        normal = self.centred(x, self.mean(x), beta) / std
        return self.scaled(normal, gamma, beta), Normalized(x, gamma, beta, normal, std)


def _wrong(name: str, credit: float, hint: str, steps: Rows) -> None:
    misconception(layernorm_forward, name, hint=hint, credit=credit)(steps.run)


for _name, (_credit, _hint, _steps) in WRONG_STEPS.items():
    _wrong(_name, _credit, _hint, Rows(**_steps))

_wrong(
    "over the batch",
    0.0,
    "That is batch normalization. Which numbers share a mean in layer normalization?",
    Rows(mean=lambda x: x.mean(axis=0), var=lambda x: x.var(axis=0)),
)
_wrong(
    "over everything",
    0.0,
    "One mean and one variance are computed for all examples together. Each example needs its own.",
    Rows(mean=lambda x: np.asarray(x.mean()), var=lambda x: np.asarray(x.var())),
)
_wrong(
    "eps missing",
    0.5,
    "What happens to an example whose features are all the same? eps is there for that, and is not used.",
    Rows(std=lambda var, eps: np.sqrt(var)),
)
_wrong(
    "unbiased variance",
    0.5,
    "Look at what the sum of squared differences is divided by: the handout divides by the number of features.",
    Rows(var=lambda x: x.var(axis=1, keepdims=True, ddof=1)),
)
_wrong(
    "not transposed back",
    0.5,
    "The output has the shape of x: is what was transposed at the beginning transposed back at the end?",
    Rows(scaled=lambda normal, gamma, beta: (gamma * normal + beta).T),
)
_ONE_AXIS = "Mean and variance are taken along different axes. In layer normalization both belong to one example."
_wrong("variance over the batch", 0.25, _ONE_AXIS, Rows(var=lambda x: x.var(axis=0)))
_wrong("mean over the batch", 0.25, _ONE_AXIS, Rows(mean=lambda x: x.mean(axis=0)))
_wrong("variance over everything", 0.25, _ONE_AXIS, Rows(var=lambda x: np.asarray(x.var())))
_wrong("mean over everything", 0.25, _ONE_AXIS, Rows(mean=lambda x: np.asarray(x.mean())))
_wrong(
    "mean not subtracted",
    0.25,
    "x is divided by its deviation, but its mean is not subtracted.",
    Rows(mean=lambda x: np.zeros((len(x), 1))),
)
_wrong(
    "another eps",
    0.5,
    "The eps of `ln_param`, or 1e-5 where it holds none, has no effect: another number stands in its place.",
    Rows(std=lambda var, eps: np.sqrt(var + 1e-8)),
)
_wrong(
    "sum for the variance",
    0.25,
    "The squared differences are added up: the variance is their mean.",
    Rows(var=lambda x: x.shape[1] * x.var(axis=1, keepdims=True)),
)


def _counted_mean(x: Array) -> Array:
    return np.asarray(x.sum(axis=1, keepdims=True) / len(x))


def _counted_variance(x: Array) -> Array:
    """Around the mean of the example, divided by the number of examples."""
    return np.asarray(x.var(axis=1, keepdims=True) * x.shape[1] / len(x))


_COUNT = "The sums run over the features of an example, and are divided by the number of examples."
_wrong(
    "divided by the number of examples",
    0.25,
    _COUNT,
    Rows(
        mean=_counted_mean,
        var=lambda x: ((x - _counted_mean(x)) ** 2).sum(axis=1, keepdims=True) / len(x),
    ),
)
_wrong("variance divided by the number of examples", 0.25, _COUNT, Rows(var=_counted_variance))
