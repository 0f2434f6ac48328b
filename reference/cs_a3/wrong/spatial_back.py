"""Wrong variants of spatial batch normalization's backward pass."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import (
    EPS,
    Gradients,
    Normalized,
    batchnorm_backward,
    batchnorm_forward,
    through_statistics,
)
from reference.cs_a3.spatial import images, places
from reference.cs_a3.spatial import spatial_batchnorm_backward as right_backward
from reference.cs_a3.wrong.spatial import BACK, CHANNELS_FIRST, IMAGES, PLACES, channels_first, flat_rows, spread

Backward = Callable[[Array, Normalized], Gradients]


@misconception(right_backward, "reshaped to channels without a transpose", hint=CHANNELS_FIRST, credit=0.25)
def _back_rows_of_channels(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = batchnorm_backward(channels_first(dout), cache)
    return dx.T.reshape(dout.shape), dgamma, dbeta


@misconception(right_backward, "gradient of a reshape to channels", hint=CHANNELS_FIRST)
def _consistent_channels(dout: Array, cache: Normalized) -> Gradients:
    """The true gradient of the forward pass that only reshapes to C rows."""
    x = images(cache.x, dout.shape)
    _, kept = batchnorm_forward(channels_first(x), cache.gamma, np.zeros(x.shape[1]), {"mode": "train"})
    return _back_rows_of_channels(dout, kept)


@misconception(right_backward, "channels taken for images on the way back", hint=BACK, credit=0.5)
def _back_images_as_channels(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = right_backward(dout, cache)
    return dx.transpose(1, 0, 2, 3).reshape(dout.shape), dgamma, dbeta


def _back_over(axes: tuple[int, ...]) -> Backward:
    """The gradient of a normalization with statistics over these axes."""

    def variant(dout: Array, cache: Normalized) -> Gradients:
        x = images(cache.x, dout.shape)
        std = np.sqrt(x.var(axis=axes, keepdims=True) + EPS)
        kept = Normalized(x, cache.gamma, (x - x.mean(axis=axes, keepdims=True)) / std, std)
        dx = through_statistics(dout * spread(cache.gamma), kept, axes)
        return dx, (dout * kept.normal).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))

    return variant


misconception(right_backward, "over the batch only", hint=PLACES, credit=0.25)(_back_over((0,)))
misconception(right_backward, "each image by itself", hint=IMAGES, credit=0.25)(_back_over((2, 3)))


def _back_not_back(rows: Callable[[Array], Array]) -> Backward:
    """The gradient of some rows, laid on the images as they come."""

    def variant(dout: Array, cache: Normalized) -> Gradients:
        dx, dgamma, dbeta = batchnorm_backward(rows(dout), cache)
        return dx.reshape(dout.shape), dgamma, dbeta

    return variant


misconception(
    right_backward,
    "reshaped without a transpose",
    hint="`reshape` keeps the numbers in their order: are the rows of dout then the rows that were normalized?",
    credit=0.25,
)(_back_not_back(flat_rows))
misconception(
    right_backward,
    "not transposed back",
    hint="The gradients are right, but dx holds them in other places than dout.",
    credit=0.5,
)(_back_not_back(places))


@misconception(
    right_backward,
    "gradient of a reshape without a transpose",
    hint="`reshape` keeps the numbers in their order: both passes normalize rows that mix the channels.",
)
def _consistent_reshape(dout: Array, cache: Normalized) -> Gradients:
    """The true gradient of the forward pass that only reshapes."""
    x = images(cache.x, dout.shape)
    _, kept = batchnorm_forward(flat_rows(x), cache.gamma, np.zeros(x.shape[1]), {"mode": "train"})
    return _back_not_back(flat_rows)(dout, kept)
