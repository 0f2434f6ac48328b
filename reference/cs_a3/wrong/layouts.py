"""How images become rows and rows become images in spatial batch normalization, and what goes wrong in both passes."""

from collections.abc import Callable

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.spatial import images

Shape = tuple[int, ...]
Rows = Callable[[Array], Array]
"""From (N, C, H, W) to the rows that are normalized, (N * H * W, C)."""
Images = Callable[[Array, Shape], Array]
"""From the rows to images of some shape."""


def flat_rows(x: Array) -> Array:
    """(N, C, H, W) as rows of C numbers as they lie, which mixes channels and places."""
    return x.reshape(-1, x.shape[1])


def channels_first(x: Array) -> Array:
    """(N, C, H, W) as (N * H * W, C) by a reshape to C rows, which mixes images and channels."""
    return x.reshape(x.shape[1], -1).T


def as_they_lie(flat: Array, shape: Shape) -> Array:
    """Rows as images by a reshape alone."""
    return flat.reshape(shape)


def from_channels(flat: Array, shape: Shape) -> Array:
    """Channels one after the other as images by a reshape alone."""
    return flat.T.reshape(shape)


def _moved(*axes: int) -> Rows:
    """Rows of C numbers by a reshape after these axes came first."""
    return lambda x: x.transpose(axes).reshape(-1, x.shape[1])


def _read(*axes: int) -> Images:
    """Images whose axes are read from the rows in this order, and put right then."""

    def back(flat: Array, shape: Shape) -> Array:
        return flat.reshape([shape[axis] for axis in axes]).transpose(np.argsort(axes))

    return back


TWO_ROWS = "`reshape` keeps the numbers in their order: do the rows of (N * H * W, C) then hold one place of one image?"
CHANNELS_FIRST = "A reshape to C rows takes the numbers as they lie: does each row then hold one channel of all images?"
_LAST = "Before a reshape to rows of C numbers, C has to be the last axis. Which axes are the others, in which order?"
WRONG_ROWS: dict[str, tuple[str, Rows]] = {
    "transposed on the way back only": (
        "The way back transposes, the way in only reshapes: does each row hold the channels of one place?",
        flat_rows,
    ),
    "reshaped to channels on the way in": (CHANNELS_FIRST, channels_first),
    "images and channels swapped on the way in": (_LAST, _moved(1, 0, 2, 3)),
    "channels and height swapped on the way in": (_LAST, _moved(0, 2, 1, 3)),
    "width before channels on the way in": (_LAST, _moved(0, 3, 1, 2)),
    "all axes reversed on the way in": (_LAST, _moved(3, 2, 1, 0)),
    "width before height on the way in": (_LAST, _moved(0, 3, 2, 1)),
}
"""Hint and rows by name."""

BACK = "The normalization is right, but the numbers come back in other places: undo reshape and transpose step by step."
WRONG_IMAGES: dict[str, tuple[str, Images]] = {
    "not transposed back": (
        "The normalization is right, but the numbers come back in other places than they were taken from.",
        as_they_lie,
    ),
    "channels taken for images on the way back": (BACK, from_channels),
    "images and channels swapped on the way back": (BACK, _read(1, 0, 2, 3)),
    "channels and height swapped on the way back": (BACK, _read(0, 2, 1, 3)),
    "width before channels on the way back": (BACK, _read(0, 3, 1, 2)),
    "width before height on the way back": (BACK, _read(0, 3, 2, 1)),
    "places before images on the way back": (BACK, _read(2, 3, 0, 1)),
    "height and width swapped": (BACK, lambda flat, shape: images(flat, shape).transpose(0, 1, 3, 2)),
    "channels left last": (
        "The shape of what comes back: is it that of the images, with the channels on the second axis?",
        lambda flat, shape: images(flat, shape).transpose(0, 2, 3, 1),
    ),
}
"""Hint and way back by name."""

WRONG_WAYS: dict[str, tuple[str, Rows, Images]] = {
    "reshaped without a transpose": (TWO_ROWS, flat_rows, as_they_lie),
    "reshaped to channels without a transpose": (CHANNELS_FIRST, channels_first, from_channels),
    "images and channels swapped": (_LAST, _moved(1, 0, 2, 3), _read(1, 0, 2, 3)),
    "channels and height swapped": (_LAST, _moved(0, 2, 1, 3), _read(0, 2, 1, 3)),
    "width before channels": (_LAST, _moved(0, 3, 1, 2), _read(0, 3, 1, 2)),
    "all axes reversed": (_LAST, _moved(3, 2, 1, 0), _read(3, 2, 1, 0)),
}
"""Hint, wrong rows and the way back from them by name."""
