"""Wrong variants of spatial batch normalization."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3 import norms
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Gradients, Normalized, through_statistics
from reference.cs_a3.norms import batchnorm_backward as right_flat_backward
from reference.cs_a3.norms import batchnorm_forward as right_flat_forward
from reference.cs_a3.spatial import spatial_batchnorm_backward as right_backward
from reference.cs_a3.spatial import spatial_batchnorm_forward as right_forward
from reference.cs_a3.wrong.batchnorm_steps import KEYS

Shape = tuple[int, ...]


Flat = tuple[Array, Normalized]
Rows = Callable[[Array], Array]
"""From (N, C, H, W) to the rows that are normalized, (N * H * W, C)."""
Images = Callable[[Array, Shape], Array]
"""From the rows to images of some shape."""


def _places(x: Array) -> Array:
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def _images(flat: Array, shape: Shape) -> Array:
    count, channels, height, width = shape
    return flat.reshape(count, height, width, channels).transpose(0, 3, 1, 2)


def _flat_rows(x: Array) -> Array:
    return x.reshape(-1, x.shape[1])


def _as_they_lie(flat: Array, shape: Shape) -> Array:
    return flat.reshape(shape)


def _normalized(flat: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
    """By way of the module, so that a mistake there shows here too."""
    return norms.batchnorm_forward(flat, gamma, beta, bn_param)


@dataclass(frozen=True)
class Steps:
    """The steps of `spatial_batchnorm_forward`; a wrong variant replaces some of them."""

    rows: Rows = _places
    normalized: Callable[[Array, Array, Array, Param], Flat] = _normalized
    images: Images = _images

    def run(self, x: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
        """Spatial batch normalization in these steps, with the signature of `spatial_batchnorm_forward`."""
        bn_param.update({key: np.reshape(bn_param[key], -1) for key in KEYS if key in bn_param})
        out, cache = self.normalized(self.rows(x), gamma, beta, bn_param)
        return self.images(out, x.shape), cache


def _wrong(name: str, credit: float, hint: str, steps: Steps) -> None:
    misconception(right_forward, name, hint=hint, credit=credit)(steps.run)


_wrong(
    "reshaped without a transpose",
    0.25,
    "`reshape` keeps the numbers in their order: do the rows of (N * H * W, C) then hold one place of one image?",
    Steps(rows=_flat_rows, images=_as_they_lie),
)
_wrong(
    "not transposed back",
    0.5,
    "The normalization is right, but the numbers come back in other places than they were taken from.",
    Steps(images=_as_they_lie),
)
_wrong(
    "transposed on the way back only",
    0.25,
    "The way back transposes, the way in only reshapes: does each row hold the channels of one place?",
    Steps(rows=_flat_rows),
)


def _channels_first(x: Array) -> Array:
    """(N, C, H, W) as (N * H * W, C) by a reshape to C rows, which mixes images and channels."""
    return x.reshape(x.shape[1], -1).T


_CHANNELS_FIRST = (
    "A reshape to C rows takes the numbers as they lie: does each row then hold one channel of all images?"
)
_BACK = (
    "The normalization is right, but the numbers come back in other places: undo reshape and transpose step by step."
)
_wrong(
    "reshaped to channels without a transpose",
    0.25,
    _CHANNELS_FIRST,
    Steps(rows=_channels_first, images=lambda flat, shape: flat.T.reshape(shape)),
)
_wrong(
    "channels taken for images on the way back",
    0.5,
    _BACK,
    Steps(images=lambda flat, shape: _images(flat, shape).transpose(1, 0, 2, 3).reshape(shape)),
)
_wrong(
    "height and width swapped",
    0.5,
    _BACK,
    Steps(images=lambda flat, shape: _images(flat, shape).transpose(0, 1, 3, 2)),
)


def _train_alone(flat: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
    """The statistics of the batch in either mode, and nothing of them stored."""
    return _normalized(flat, gamma, beta, {**bn_param, "mode": "train"})


_wrong(
    "train mode alone",
    0.25,
    "Test mode does what train mode does, and the running statistics in `bn_param` are as they were before the call.",
    Steps(normalized=_train_alone),
)


@misconception(right_backward, "reshaped to channels without a transpose", hint=_CHANNELS_FIRST, credit=0.25)
def _back_rows_of_channels(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = right_flat_backward(_channels_first(dout), cache)
    return dx.T.reshape(dout.shape), dgamma, dbeta


@misconception(right_backward, "gradient of a reshape to channels", hint=_CHANNELS_FIRST)
def _consistent_channels(dout: Array, cache: Normalized) -> Gradients:
    """The true gradient of the forward pass that only reshapes to C rows."""
    x = _images(cache.x, dout.shape)
    _, kept = right_flat_forward(_channels_first(x), cache.gamma, np.zeros(x.shape[1]), {"mode": "train"})
    return _back_rows_of_channels(dout, kept)


@misconception(right_backward, "channels taken for images on the way back", hint=_BACK, credit=0.5)
def _back_images_as_channels(dout: Array, cache: Normalized) -> Gradients:
    dx, dgamma, dbeta = right_backward(dout, cache)
    return dx.transpose(1, 0, 2, 3).reshape(dout.shape), dgamma, dbeta


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
        x = _images(cache.x, dout.shape)
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
    x = _images(cache.x, dout.shape)
    _, kept = right_flat_forward(_flat_rows(x), cache.gamma, np.zeros(x.shape[1]), {"mode": "train"})
    dx, dgamma, dbeta = right_flat_backward(_flat_rows(dout), kept)
    return dx.reshape(dout.shape), dgamma, dbeta
