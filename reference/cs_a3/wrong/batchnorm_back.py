"""Wrong variants of batch normalization's backward passes alone."""

from grader.checks import misconception
from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import (
    Gradients,
    Normalized,
    batchnorm_backward,
    batchnorm_backward_alt,
    through_statistics,
)
from reference.cs_a3.wrong.norm_back import Back, wrong_batchnorm
from reference.cs_a3.wrong.paths import RIGHT_PATHS, Through, count, normalized


def _all_axes(dout: Array, cache: Normalized) -> Gradients:
    """The gradient of a normalization with one mean and one variance for the whole batch."""
    kept = normalized(cache.x, cache, (0, 1))
    dx = through_statistics(dout * cache.gamma, kept, (0, 1))
    return dx, (dout * kept.normal).sum(axis=0), dout.sum(axis=0)


for _right in (batchnorm_backward, batchnorm_backward_alt):
    misconception(
        _right,
        "over everything",
        hint="The means on the way back run over the whole batch at once. Each feature has its own.",
    )(_all_axes)


def _outside(path: Through) -> Through:
    """A path that is not multiplied by gamma / (N std), which stands in front of the first one."""
    return lambda dnormal, cache, axes: path(dnormal / cache.gamma, cache, axes) * count(dnormal, axes) * cache.std


_BRACKETS = "What stands in front of the three parts, gamma too, holds for all of them: are the brackets there?"
wrong_batchnorm(
    "variance's path outside the brackets, gamma before them",
    0.25,
    _BRACKETS,
    Back(variance=_outside(RIGHT_PATHS.variance)),
)
wrong_batchnorm(
    "two paths outside the brackets, gamma before them",
    0.25,
    _BRACKETS,
    Back(mean=_outside(RIGHT_PATHS.mean), variance=_outside(RIGHT_PATHS.variance)),
)
