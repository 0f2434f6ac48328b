"""Wrong variants of spatial batch normalization."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Gradients, Normalized, through_statistics
from reference.cs_a3.norms import batchnorm_backward as right_flat_backward
from reference.cs_a3.norms import batchnorm_forward as right_flat_forward
from reference.cs_a3.spatial import spatial_batchnorm_backward as right_backward
from reference.cs_a3.spatial import spatial_batchnorm_forward as right_forward


@misconception(
    right_forward,
    "reshaped without a transpose",
    hint="`reshape` keeps the numbers in their order: do the rows of (N * H * W, C) then hold one place of one image?",
    credit=0.25,
)
def _by_reshape(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    out, cache = right_flat_forward(x.reshape(-1, x.shape[1]), gamma, beta, bn_param)
    return out.reshape(x.shape), cache


@misconception(
    right_forward,
    "not transposed back",
    hint="The normalization is right, but the numbers come back in other places than they were taken from.",
    credit=0.5,
)
def _not_back(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    flat = x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])
    out, cache = right_flat_forward(flat, gamma, beta, bn_param)
    return out.reshape(x.shape), cache


@misconception(
    right_forward,
    "transposed on the way back only",
    hint="The way back transposes, the way in only reshapes: does each row hold the channels of one place?",
    credit=0.25,
)
def _only_back(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    count, channels, height, width = x.shape
    out, cache = right_flat_forward(x.reshape(-1, channels), gamma, beta, bn_param)
    return out.reshape(count, height, width, channels).transpose(0, 3, 1, 2), cache


def _channels_first(x: Array) -> Array:
    """(N, C, H, W) as (N * H * W, C) by a reshape to C rows, which mixes images and channels."""
    return x.reshape(x.shape[1], -1).T


_CHANNELS_FIRST = (
    "A reshape to C rows takes the numbers as they lie: does each row then hold one channel of all images?"
)


@misconception(right_forward, "reshaped to channels without a transpose", hint=_CHANNELS_FIRST, credit=0.25)
def _rows_of_channels(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    out, cache = right_flat_forward(_channels_first(x), gamma, beta, bn_param)
    return out.T.reshape(x.shape), cache


@misconception(right_backward, "reshaped to channels without a transpose", hint=_CHANNELS_FIRST, credit=0.25)
def _back_rows_of_channels(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = right_flat_backward(_channels_first(dout), cache)
    return dx.T.reshape(dout.shape), dgamma, dbeta


@misconception(right_backward, "gradient of a reshape to channels", hint=_CHANNELS_FIRST)
def _consistent_channels(dout: Array, cache: Normalized) -> Gradients:
    """The true gradient of the forward pass that only reshapes to C rows."""
    count, channels, height, width = dout.shape
    x = cache.x.reshape(count, height, width, channels).transpose(0, 3, 1, 2)
    _, kept = right_flat_forward(_channels_first(x), cache.gamma, np.zeros(channels), {"mode": "train"})
    return _back_rows_of_channels(dout, kept)


_BACK = (
    "The normalization is right, but the numbers come back in other places: undo reshape and transpose step by step."
)


@misconception(right_forward, "channels taken for images on the way back", hint=_BACK, credit=0.5)
def _images_as_channels(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    out, cache = right_forward(x, gamma, beta, bn_param)
    return out.transpose(1, 0, 2, 3).reshape(x.shape), cache


@misconception(right_backward, "channels taken for images on the way back", hint=_BACK, credit=0.5)
def _back_images_as_channels(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = right_backward(dout, cache)
    return dx.transpose(1, 0, 2, 3).reshape(dout.shape), dgamma, dbeta


@misconception(right_forward, "height and width swapped", hint=_BACK, credit=0.5)
def _sides_swapped(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    out, cache = right_forward(x, gamma, beta, bn_param)
    return out.transpose(0, 1, 3, 2), cache


def _spread(value: Array) -> Array:
    return value.reshape(1, -1, 1, 1)


def _over(axes: tuple[int, ...]) -> Callable[[Array, Array, Array, Param], tuple[Array, Normalized]]:
    """Normalization with statistics over these axes; the running ones are kept by channel."""

    def variant(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
        _, cache = right_forward(x, gamma, beta, bn_param)
        if bn_param["mode"] == "test":
            return right_forward(x, gamma, beta, bn_param)
        std = np.sqrt(x.var(axis=axes, keepdims=True) + bn_param.get("eps", EPS))
        normal = (x - x.mean(axis=axes, keepdims=True)) / std
        return _spread(gamma) * normal + _spread(beta), cache

    return variant


_PLACES = "Each place of the image has a mean of its own here. In the spatial form all places of a channel share one."
_IMAGES = "Each image has a mean of its own here. All images of the batch share one for each channel."
misconception(right_forward, "over the batch only", hint=_PLACES, credit=0.25)(_over((0,)))
misconception(right_forward, "each image by itself", hint=_IMAGES, credit=0.25)(_over((2, 3)))


@misconception(right_forward, "each image in a call of its own", hint=_IMAGES, credit=0.25)
def _one_by_one(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    """The running statistics move once for each image."""
    out = np.concatenate([right_forward(image[None], gamma, beta, bn_param)[0] for image in x])
    return out, right_forward(x, gamma, beta, {**bn_param})[1]


@misconception(right_forward, "each channel in a call of its own", hint=_PLACES, credit=0.25)
def _channel_by_channel(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    """Places stand for features, in the running statistics too, which all channels share."""
    _, cache = right_forward(x, gamma, beta, {"mode": "train"})
    rows = (x[:, channel].reshape(len(x), -1) for channel in range(x.shape[1]))
    outs = [right_flat_forward(*each, bn_param)[0] for each in zip(rows, gamma, beta, strict=True)]
    return np.stack(outs, axis=1).reshape(x.shape), cache


def _back_over(axes: tuple[int, ...]) -> Callable[[Array, Normalized], Gradients]:
    """The gradient of a normalization with statistics over these axes."""

    def variant(dout: Array, cache: Normalized) -> Gradients:
        count, channels, height, width = dout.shape
        x = cache.x.reshape(count, height, width, channels).transpose(0, 3, 1, 2)
        std = np.sqrt(x.var(axis=axes, keepdims=True) + EPS)
        kept = Normalized(x, cache.gamma, (x - x.mean(axis=axes, keepdims=True)) / std, std)
        dx = through_statistics(dout * _spread(cache.gamma), kept, axes)
        return dx, (dout * kept.normal).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))

    return variant


misconception(right_backward, "over the batch only", hint=_PLACES, credit=0.25)(_back_over((0,)))
misconception(right_backward, "each image by itself", hint=_IMAGES, credit=0.25)(_back_over((2, 3)))
misconception(
    right_forward,
    "all channels together",
    hint="One mean and one variance for everything: each channel needs its own.",
)(_over((0, 1, 2, 3)))


@misconception(
    right_backward,
    "reshaped without a transpose",
    hint="`reshape` keeps the numbers in their order: are the rows of dout then the rows that were normalized?",
    credit=0.25,
)
def _back_by_reshape(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = right_flat_backward(dout.reshape(-1, dout.shape[1]), cache)
    return dx.reshape(dout.shape), dgamma, dbeta


@misconception(
    right_backward,
    "not transposed back",
    hint="The gradients are right, but dx holds them in other places than dout.",
    credit=0.5,
)
def _back_not_back(dout: Array, cache: Normalized) -> Gradients:
    flat = dout.transpose(0, 2, 3, 1).reshape(-1, dout.shape[1])
    dx, dgamma, dbeta = right_flat_backward(flat, cache)
    return dx.reshape(dout.shape), dgamma, dbeta


@misconception(
    right_backward,
    "gradient of a reshape without a transpose",
    hint="`reshape` keeps the numbers in their order: both passes normalize rows that mix the channels.",
)
def _consistent_reshape(dout: Array, cache: Normalized) -> Gradients:
    """The true gradient of the forward pass that only reshapes."""
    count, channels, height, width = dout.shape
    x = cache.x.reshape(count, height, width, channels).transpose(0, 3, 1, 2)
    _, kept = right_flat_forward(x.reshape(-1, channels), cache.gamma, np.zeros(channels), {"mode": "train"})
    dx, dgamma, dbeta = right_flat_backward(dout.reshape(-1, channels), kept)
    return dx.reshape(dout.shape), dgamma, dbeta
