"""Wrong variants of spatial batch normalization's backward pass: its steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import (
    Gradients,
    Normalized,
    batchnorm_backward,
    batchnorm_forward,
    through_statistics,
)
from reference.cs_a3.spatial import images, places
from reference.cs_a3.spatial import spatial_batchnorm_backward as right_backward
from reference.cs_a3.wrong.layouts import WRONG_IMAGES, WRONG_ROWS, WRONG_WAYS, Images, Rows, Shape
from reference.cs_a3.wrong.paths import counting, normalized
from reference.cs_a3.wrong.spatial import IMAGES, PLACES, spread


def _gradients(flat: Array, cache: Normalized, shape: Shape) -> Gradients:
    """Asked for when it is needed: a mistake in it shows here too."""
    return batchnorm_backward(flat, cache)


@dataclass(frozen=True)
class Back:
    """The steps of `spatial_batchnorm_backward`; a wrong variant replaces some of them."""

    rows: Rows = places
    again: Rows | None = None
    """Rows in which x is normalized, instead of those that are kept."""
    gradients: Callable[[Array, Normalized, Shape], Gradients] = _gradients
    laid: Images = images

    def run(self, dout: Array, cache: Normalized) -> Gradients:
        """All gradients, with the signature of `spatial_batchnorm_backward`."""
        if self.again:
            x = images(cache.x, dout.shape)
            _, cache = batchnorm_forward(self.again(x), cache.gamma, np.zeros(x.shape[1]), {"mode": "train"})
        dx, dgamma, dbeta = self.gradients(self.rows(dout), cache, dout.shape)
        return self.laid(dx, dout.shape), dgamma, dbeta


def _wrong(name: str, credit: float, hint: str, steps: Back) -> None:
    misconception(right_backward, name, hint=hint, credit=credit)(steps.run)


for _name, (_hint, _rows) in WRONG_ROWS.items():
    _wrong(_name, 0.25, _hint, Back(rows=_rows))
for _name, (_hint, _laid) in WRONG_IMAGES.items():
    _wrong(_name, 0.5, _hint, Back(laid=_laid))
for _name, (_hint, _rows, _laid) in WRONG_WAYS.items():
    _wrong(_name, 0.25, _hint, Back(rows=_rows, laid=_laid))
    _wrong(f"{_name}, in both passes", 0.0, _hint, Back(rows=_rows, again=_rows, laid=_laid))
for _name, (_hint, _rows) in WRONG_ROWS.items():
    _wrong(f"{_name}, in both passes", 0.0, _hint, Back(rows=_rows, again=_rows))

_HOW_MANY = "The means in dx run over all images and places of one channel: how many numbers are there?"


def _wrong_count(name: str, size: Callable[[Shape], int]) -> None:
    """Declare sums in dx that are divided by a count computed from the shape (N, C, H, W)."""

    def gradients(flat: Array, cache: Normalized, shape: Shape) -> Gradients:
        dx = counting(lambda _: size(shape))(flat * cache.gamma, cache, (0,))
        return dx, *batchnorm_backward(flat, cache)[1:]

    _wrong(name, 0.5, _HOW_MANY, Back(gradients=gradients))


_wrong_count("images counted", lambda shape: shape[0])
_wrong_count("channels counted", lambda shape: shape[1])
_wrong_count("places counted", lambda shape: shape[2] * shape[3])
_wrong_count("numbers of an image counted", lambda shape: int(np.prod(shape[1:])))
_wrong_count("all numbers counted", lambda shape: int(np.prod(shape)))


def _over(axes: tuple[int, ...]) -> Callable[[Array, Normalized], Gradients]:
    """The gradient of a normalization with statistics over these axes."""

    def variant(dout: Array, cache: Normalized) -> Gradients:
        kept = normalized(images(cache.x, dout.shape), cache, axes)
        dx = through_statistics(dout * spread(cache.gamma), kept, axes)
        return dx, (dout * kept.normal).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))

    return variant


misconception(right_backward, "over the batch only", hint=PLACES, credit=0.25)(_over((0,)))
misconception(right_backward, "each image by itself", hint=IMAGES, credit=0.25)(_over((2, 3)))
misconception(
    right_backward,
    "all channels together",
    hint="One mean and one variance for everything: each channel needs its own.",
)(_over((0, 1, 2, 3)))
