"""Wrong variants of batch normalization's backward passes: both in steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import EPS, Gradients, Normalized, through_statistics
from reference.cs_a3.norms import batchnorm_backward as right_backward
from reference.cs_a3.norms import batchnorm_backward_alt as right_backward_alt
from reference.cs_a3.wrong.paths import RIGHT_PATHS, WRONG_PATHS, Through

Sum = Callable[[Array, Normalized], Array]


@dataclass(frozen=True)
class Back:
    """The steps of a backward pass in train mode."""

    scaled: Sum = lambda dout, cache: dout * cache.gamma
    through: Through = RIGHT_PATHS
    dgamma: Sum = lambda dout, cache: (dout * cache.normal).sum(axis=0)
    dbeta: Sum = lambda dout, cache: dout.sum(axis=0)
    arranged: Callable[[Array, Array, Array], Gradients] = lambda dx, dgamma, dbeta: (dx, dgamma, dbeta)

    def run(self, dout: Array, cache: Normalized) -> Gradients:
        """All gradients, with the signature of `batchnorm_backward`."""
        dx = self.through(self.scaled(dout, cache), cache, (0,))
        return self.arranged(dx, self.dgamma(dout, cache), self.dbeta(dout, cache))


def _wrong(name: str, credit: float, hint: str, steps: Back) -> None:
    for right in (right_backward, right_backward_alt):
        misconception(right, name, hint=hint, credit=credit)(steps.run)


for _name, (_hint, _through) in WRONG_PATHS.items():
    _wrong(_name, 0.25, _hint, Back(through=_through))


def _all_axes(dout: Array, cache: Normalized) -> Gradients:
    """The gradient of a normalization with one mean and one variance for the whole batch."""
    std = np.sqrt(cache.x.var() + EPS)
    kept = Normalized(cache.x, cache.gamma, (cache.x - cache.x.mean()) / std, std)
    dx = through_statistics(dout * cache.gamma, kept, (0, 1))
    return dx, (dout * kept.normal).sum(axis=0), dout.sum(axis=0)


for _right in (right_backward, right_backward_alt):
    misconception(
        _right,
        "over everything",
        hint="The means on the way back run over the whole batch at once. Each feature has its own.",
    )(_all_axes)

_wrong(
    "normalized x under the sum",
    0.25,
    "In the path through the variance each x has its own normalized x before the sum; which one is under it?",
    Back(
        through=lambda dnormal, cache, axes: (
            (
                dnormal
                - dnormal.mean(axis=axes, keepdims=True)
                - (dnormal * cache.normal**2).mean(axis=axes, keepdims=True)
            )
            / cache.std
        )
    ),
)
_wrong(
    "gamma left out",
    0.25,
    "On its way back to x, the gradient passes the scaling.",
    Back(scaled=lambda dout, cache: dout),
)
_wrong(
    "dgamma and dbeta swapped",
    0.5,
    "dx, dgamma, dbeta: look at the order of what is returned.",
    Back(arranged=lambda dx, dgamma, dbeta: (dx, dbeta, dgamma)),
)
_wrong(
    "dgamma with x",
    0.5,
    "gamma is multiplied with the normalized x, not with x: is the cache unpacked in the order it was packed in?",
    Back(dgamma=lambda dout, cache: (dout * cache.x).sum(axis=0)),
)
_wrong(
    "dgamma with the centred x",
    0.5,
    "gamma is multiplied with the normalized x. Is something missing in what you multiply dout with?",
    Back(dgamma=lambda dout, cache: (dout * cache.normal * cache.std).sum(axis=0)),
)
_wrong(
    "dgamma with gamma",
    0.5,
    "The gradient of gamma has gamma itself in it: by what is gamma multiplied in the forward pass?",
    Back(dgamma=lambda dout, cache: (dout * cache.gamma * cache.normal).sum(axis=0)),
)
_MEAN = "Each example adds to the gradients of gamma and beta: sum, do not average."
_wrong(
    "dgamma and dbeta averaged",
    0.5,
    _MEAN,
    Back(
        dgamma=lambda dout, cache: (dout * cache.normal).mean(axis=0),
        dbeta=lambda dout, cache: dout.mean(axis=0),
    ),
)
_wrong("dgamma averaged", 0.5, _MEAN, Back(dgamma=lambda dout, cache: (dout * cache.normal).mean(axis=0)))
_wrong("dbeta averaged", 0.5, _MEAN, Back(dbeta=lambda dout, cache: dout.mean(axis=0)))
_FEATURES = "gamma and beta serve all examples, so their gradients have one number for each feature."
_wrong(
    "not summed over the batch",
    0.25,
    _FEATURES,
    Back(dgamma=lambda dout, cache: dout * cache.normal, dbeta=lambda dout, cache: dout),
)
_wrong(
    "summed over the features",
    0.25,
    _FEATURES,
    Back(
        dgamma=lambda dout, cache: (dout * cache.normal).sum(axis=1),
        dbeta=lambda dout, cache: dout.sum(axis=1),
    ),
)
_wrong(
    "summed to one number",
    0.25,
    _FEATURES,
    Back(dgamma=lambda dout, cache: (dout * cache.normal).sum(), dbeta=lambda dout, cache: dout.sum()),
)
_wrong("dgamma by example", 0.5, _FEATURES, Back(dgamma=lambda dout, cache: (dout * cache.normal).sum(axis=1)))
