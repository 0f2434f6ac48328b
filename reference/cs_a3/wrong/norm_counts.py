"""Wrong variants of the backward passes of batch and layer normalization that take D for N, or N for D."""

from collections.abc import Callable

from reference.cs_a3.wrong.norm_back import Back, wrong_batchnorm, wrong_layernorm
from reference.cs_a3.wrong.paths import RIGHT_PATHS, Axes, counted

Size = Callable[[Axes], int]


def _places(size: Size) -> dict[str, Back]:
    """Where the wrong number may stand."""
    mean, variance = counted(RIGHT_PATHS.mean, size), counted(RIGHT_PATHS.variance, size)
    return {
        "": Back(mean=mean, variance=variance),
        " in the mean's path": Back(mean=mean),
        " in the variance's path": Back(variance=variance),
        " in the last division": Back(divided=counted(RIGHT_PATHS.divided, size)),
        " in the direct path": Back(
            direct=lambda dnormal, cache, axes: dnormal * size(dnormal.shape) / dnormal.shape[axes[0]]
        ),
    }


for _where, _steps in _places(lambda shape: shape[1]).items():
    wrong_batchnorm(f"D for N{_where}", 0.5, "The means in dx run over the batch: how many examples has it?", _steps)
for _where, _steps in _places(lambda shape: shape[0]).items():
    wrong_layernorm(
        f"N for D{_where}", 0.5, "The means in dx run over the features of an example: how many are there?", _steps
    )
