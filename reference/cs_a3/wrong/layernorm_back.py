"""Wrong variants of layer normalization's backward pass alone: what batch normalization left in it."""

from grader.checks import misconception
from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import Gradients, Normalized, layernorm_backward, through_statistics
from reference.cs_a3.wrong.norm_back import Back, wrong_layernorm
from reference.cs_a3.wrong.paths import RIGHT_PATHS, Axes, Through, normalized

_BATCH: Axes = (0,)


@misconception(
    layernorm_backward,
    "over the batch",
    hint="The gradient runs through means over the batch, as in batch normalization. What did the forward pass use?",
)
def _over_batch(dout: Array, cache: Normalized) -> Gradients:
    """The gradient of a normalization over the batch, which is also what this one is taken for by its writer."""
    kept = normalized(cache.x, cache, _BATCH)
    dx = through_statistics(dout * cache.gamma, kept, _BATCH)
    return dx, (dout * kept.normal).sum(axis=0), dout.sum(axis=0)


def _averaged(path: Through) -> Through:
    """A path that takes the mean over the batch."""
    return lambda dnormal, cache, axes: path(dnormal, cache, _BATCH)


def _summed(path: Through) -> Through:
    """A path that sums over the batch, and divides by the number of features."""
    return lambda dnormal, cache, axes: path(dnormal, cache, _BATCH) * dnormal.shape[0] / dnormal.shape[1]


_AXIS = "along which axis did the forward pass take its means?"
for _run, _over in (("over the batch", _averaged), ("summed over the batch", _summed)):
    _both = Back(mean=_over(RIGHT_PATHS.mean), variance=_over(RIGHT_PATHS.variance))
    wrong_layernorm(f"means {_run}", 0.25, f"The means in dx run over the batch: {_AXIS}", _both)
    for _name, _steps in (
        ("mean", Back(mean=_over(RIGHT_PATHS.mean))),
        ("variance", Back(variance=_over(RIGHT_PATHS.variance))),
    ):
        _hint = f"The sum in the path through the {_name} runs over the batch: {_AXIS}"
        wrong_layernorm(f"{_name}'s path {_run}", 0.25, _hint, _steps)

wrong_layernorm(
    "gamma in front of the means",
    0.25,
    "Each feature has a gamma of its own, and the means run over the features: can gamma stand in front of the sums?",
    Back(scaled=lambda dout, cache: dout, scaled_after=lambda dx, cache: dx * cache.gamma),
)
