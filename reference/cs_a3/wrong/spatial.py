"""Wrong variants of spatial batch normalization's forward pass."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Normalized, batchnorm_forward
from reference.cs_a3.spatial import images, places
from reference.cs_a3.spatial import spatial_batchnorm_forward as right_forward

Shape = tuple[int, ...]
KEYS = ("running_mean", "running_var")
Flat = tuple[Array, Normalized]
Rows = Callable[[Array], Array]
"""From (N, C, H, W) to the rows that are normalized, (N * H * W, C)."""
Images = Callable[[Array, Shape], Array]
"""From the rows to images of some shape."""


def flat_rows(x: Array) -> Array:
    """(N, C, H, W) as rows of C numbers as they lie, which mixes channels and places."""
    return x.reshape(-1, x.shape[1])


def _as_they_lie(flat: Array, shape: Shape) -> Array:
    return flat.reshape(shape)


def _normalized(flat: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
    """Asked for when it is needed: a mistake in it shows here too."""
    return batchnorm_forward(flat, gamma, beta, bn_param)


@dataclass(frozen=True)
class Steps:
    """The steps of `spatial_batchnorm_forward`; a wrong variant replaces some of them."""

    rows: Rows = places
    normalized: Callable[[Array, Array, Array, Param], Flat] = _normalized
    laid: Images = images

    def run(self, x: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
        """Spatial batch normalization in these steps, with the signature of `spatial_batchnorm_forward`."""
        for key in {*KEYS} & {*bn_param}:
            bn_param[key] = np.reshape(bn_param[key], -1)
        out, cache = self.normalized(self.rows(x), gamma, beta, bn_param)
        return self.laid(out, x.shape), cache


def _wrong(name: str, credit: float, hint: str, steps: Steps) -> None:
    misconception(right_forward, name, hint=hint, credit=credit)(steps.run)


_wrong(
    "reshaped without a transpose",
    0.25,
    "`reshape` keeps the numbers in their order: do the rows of (N * H * W, C) then hold one place of one image?",
    Steps(rows=flat_rows, laid=_as_they_lie),
)
_wrong(
    "not transposed back",
    0.5,
    "The normalization is right, but the numbers come back in other places than they were taken from.",
    Steps(laid=_as_they_lie),
)
_wrong(
    "transposed on the way back only",
    0.25,
    "The way back transposes, the way in only reshapes: does each row hold the channels of one place?",
    Steps(rows=flat_rows),
)


def channels_first(x: Array) -> Array:
    """(N, C, H, W) as (N * H * W, C) by a reshape to C rows, which mixes images and channels."""
    return x.reshape(x.shape[1], -1).T


CHANNELS_FIRST = "A reshape to C rows takes the numbers as they lie: does each row then hold one channel of all images?"
BACK = "The normalization is right, but the numbers come back in other places: undo reshape and transpose step by step."
_wrong(
    "reshaped to channels without a transpose",
    0.25,
    CHANNELS_FIRST,
    Steps(rows=channels_first, laid=lambda flat, shape: flat.T.reshape(shape)),
)
_wrong(
    "channels taken for images on the way back",
    0.5,
    BACK,
    Steps(laid=lambda flat, shape: images(flat, shape).transpose(1, 0, 2, 3).reshape(shape)),
)
_wrong(
    "height and width swapped",
    0.5,
    BACK,
    Steps(laid=lambda flat, shape: images(flat, shape).transpose(0, 1, 3, 2)),
)


def _train_alone(flat: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
    """The statistics of the batch in either mode, and nothing of them stored: None stands for what is not there."""
    out, cache = _normalized(flat, gamma, beta, {**bn_param, "mode": "train"})
    for key in KEYS:
        bn_param.setdefault(key)
    return out, cache


_wrong(
    "train mode alone",
    0.25,
    "Test mode does what train mode does, and the running statistics in `bn_param` are as they were before the call.",
    Steps(normalized=_train_alone),
)


def spread(value: Array) -> Array:
    """(C,) beside images."""
    return value.reshape(1, -1, 1, 1)


def _over(axes: tuple[int, ...]) -> Callable[[Array, Array, Array, Param], tuple[Array, Normalized]]:
    """Normalization with statistics over these axes; the running ones are kept by channel."""

    def variant(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
        _, cache = right_forward(x, gamma, beta, bn_param)
        if bn_param["mode"] == "test":
            return right_forward(x, gamma, beta, bn_param)
        std = np.sqrt(x.var(axis=axes, keepdims=True) + bn_param.get("eps", EPS))
        normal = (x - x.mean(axis=axes, keepdims=True)) / std
        return spread(gamma) * normal + spread(beta), cache

    return variant


PLACES = "Each place of the image has a mean of its own here. In the spatial form all places of a channel share one."
IMAGES = "Each image has a mean of its own here. All images of the batch share one for each channel."
misconception(right_forward, "over the batch only", hint=PLACES, credit=0.25)(_over((0,)))
misconception(right_forward, "each image by itself", hint=IMAGES, credit=0.25)(_over((2, 3)))


@misconception(right_forward, "each image in a call of its own", hint=IMAGES, credit=0.25)
def _one_by_one(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    """The running statistics move once for each image."""
    out = np.concatenate([right_forward(image[None], gamma, beta, bn_param)[0] for image in x])
    return out, right_forward(x, gamma, beta, {**bn_param})[1]


@misconception(right_forward, "each channel in a call of its own", hint=PLACES, credit=0.25)
def _channel_by_channel(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
    """Places stand for features, in the running statistics too, which all channels share."""
    _, cache = right_forward(x, gamma, beta, {"mode": "train"})
    rows = (x[:, channel].reshape(len(x), -1) for channel in range(x.shape[1]))
    outs = [batchnorm_forward(*each, bn_param)[0] for each in zip(rows, gamma, beta, strict=True)]
    return np.stack(outs, axis=1).reshape(x.shape), cache


misconception(
    right_forward,
    "all channels together",
    hint="One mean and one variance for everything: each channel needs its own.",
)(_over((0, 1, 2, 3)))
