"""Wrong variants of spatial batch normalization's forward pass."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Normalized, batchnorm_forward
from reference.cs_a3.spatial import images, places
from reference.cs_a3.spatial import spatial_batchnorm_forward as right_forward
from reference.cs_a3.wrong.batchnorm_steps import KEYS
from reference.cs_a3.wrong.layouts import WRONG_IMAGES, WRONG_ROWS, WRONG_WAYS, Images, Rows

Flat = tuple[Array, Normalized]


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


for _name, (_hint, _rows) in WRONG_ROWS.items():
    _wrong(_name, 0.25, _hint, Steps(rows=_rows))
for _name, (_hint, _laid) in WRONG_IMAGES.items():
    _wrong(_name, 0.5, _hint, Steps(laid=_laid))
for _name, (_hint, _rows, _laid) in WRONG_WAYS.items():
    _wrong(_name, 0.25, _hint, Steps(rows=_rows, laid=_laid))


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


def _from_ones(flat: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
    bn_param.setdefault("running_var", np.ones(flat.shape[1]))
    return _normalized(flat, gamma, beta, bn_param)


_wrong(
    "running variance begun with ones",
    0.5,
    "With what does the running variance begin where `bn_param` holds none? The handout shows it.",
    Steps(normalized=_from_ones),
)


def _with_eps(value: float) -> Callable[[Array, Array, Array, Param], Flat]:
    def normalized(flat: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
        changed = {**bn_param, "eps": value}
        flat_and_cache = _normalized(flat, gamma, beta, changed)
        bn_param.update({key: changed[key] for key in KEYS})
        return flat_and_cache

    return normalized


for _value in (1e-7, 1e-6, 1e-4, 1e-3):
    _wrong(
        f"another eps, {_value:.0e}",
        0.5,
        "The eps of `bn_param`, or 1e-5 where it holds none, has no effect: another number stands in its place.",
        Steps(normalized=_with_eps(_value)),
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


def _channel_by_channel(rows: Callable[[Array], Array]) -> Callable[[Array, Array, Array, Param], Flat]:
    """A call for the rows of each channel (N, H, W). All calls have the running statistics in common."""

    def variant(x: Array, gamma: Array, beta: Array, bn_param: Param) -> Flat:
        _, cache = right_forward(x, gamma, beta, {"mode": "train"})
        parts = (rows(x[:, channel]) for channel in range(x.shape[1]))
        outs = [batchnorm_forward(*each, bn_param)[0] for each in zip(parts, gamma, beta, strict=True)]
        return np.stack([out.reshape(x[:, 0].shape) for out in outs], axis=1), cache

    return variant


misconception(right_forward, "each channel in a call of its own", hint=PLACES, credit=0.25)(
    _channel_by_channel(lambda channel: channel.reshape(len(channel), -1))
)
misconception(
    right_forward,
    "one running mean for all channels",
    hint="Each channel is normalized in a call of its own, and each call stores its statistics in the same `bn_param`.",
    credit=0.5,
)(_channel_by_channel(lambda channel: channel.reshape(-1, 1)))
misconception(
    right_forward,
    "all channels together",
    hint="One mean and one variance for everything: each channel needs its own.",
)(_over((0, 1, 2, 3)))
