"""Which numbers share a mean in group normalization, and which gamma a number meets: what goes wrong in both passes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.spatial import in_groups

Shape = tuple[int, ...]
Images = Callable[[Array, Shape], Array]
Scale = Callable[[Array, Shape, int], Array]
"""From gamma (C,), the shape (N, C, H, W) of the images and the number of groups to what the images are scaled with."""


def as_they_lie(parts: Array, shape: Shape) -> Array:
    """Images of some shape, by a reshape alone."""
    return parts.reshape(shape)


def not_back(parts: Array, shape: Shape) -> Array:
    """Groups as columns, as a batch normalization wants them, which stay columns."""
    return parts.reshape(shape[0] * parts.shape[1], -1).T.reshape(shape)


@dataclass(frozen=True)
class Grouping:
    """Images (N, C, H, W) in an order in which those that share a mean lie along some axes."""

    parts: Callable[[Array, int], Array]
    """From images and the number of groups."""
    axes: tuple[int, ...]
    images: Images = as_they_lie
    """The way back from the parts."""


GROUPED = Grouping(in_groups, (2, 3, 4))


def _together(x: Array, groups: int) -> Array:
    return x


def _in_groups_of(x: Array, size: int) -> Array:
    return in_groups(x, x.shape[1] // size)


def _interleaved(x: Array, groups: int) -> Array:
    count, channels, height, width = x.shape
    return x.reshape(count, channels // groups, groups, height, width)


def _places_first(x: Array, groups: int) -> Array:
    return x.transpose(0, 2, 3, 1).reshape(len(x) * groups, -1)


def _from_places(parts: Array, shape: Shape) -> Array:
    count, channels, height, width = shape
    return parts.reshape(count, height, width, channels).transpose(0, 3, 1, 2)


def _channels_first(x: Array, groups: int) -> Array:
    return x.transpose(1, 0, 2, 3).reshape(len(x) * groups, -1)


def _from_channels(parts: Array, shape: Shape) -> Array:
    count, channels, height, width = shape
    return parts.reshape(channels, count, height, width).transpose(1, 0, 2, 3)


_RUN = "A group's mean runs over its channels and over all places of the image."
_APART = "A group is some channels of one image. Which numbers does a row hold that you normalize?"
_ALONE = "A group's mean runs over all images here. In group normalization each image stands by itself."
WRONG_GROUPINGS: dict[str, tuple[float, str, Grouping]] = {
    "groups over the batch": (0.25, _ALONE, Grouping(in_groups, (0, 2, 3, 4))),
    "groups ignored": (
        0.25,
        "All channels share one mean, as in layer normalization: where does G come in?",
        Grouping(_together, (1, 2, 3)),
    ),
    "each channel by itself": (
        0.25,
        "Each channel has a mean of its own: how many channels make a group?",
        Grouping(_together, (2, 3)),
    ),
    "channels interleaved": (0.5, "A group is a run of neighbouring channels.", Grouping(_interleaved, (1, 3, 4))),
    "G channels in a group": (
        0.5,
        "Is G the number of groups, or the number of channels in each?",
        Grouping(_in_groups_of, (2, 3, 4)),
    ),
    "numbers counted for channels": (
        0.25,
        "A group has C / G channels, with all their places: how many numbers are in each row that you normalize?",
        Grouping(lambda x, groups: x.reshape(-1, x.shape[1] // groups), (1,)),
    ),
    "statistics by channel and group place": (0.25, _RUN, Grouping(in_groups, (2,))),
    "columns apart": (0.25, _RUN, Grouping(in_groups, (2, 3))),
    "axes of images without groups": (
        0.25,
        "In groups the images have one axis more. Along which of them do the numbers of a group lie?",
        Grouping(in_groups, (1, 2, 3)),
    ),
    "over images and groups": (
        0.25,
        "The mean runs over images and groups, and each place in a group has its own: which axis holds a group?",
        Grouping(in_groups, (0, 1)),
    ),
    "over the groups": (
        0.25,
        "The mean runs over the groups, and each place in a group has its own: which axis holds the groups?",
        Grouping(in_groups, (1,)),
    ),
    "each place over the images": (
        0.0,
        "The mean runs over the images, and each number of an image has its own: where do the groups come in?",
        Grouping(_together, (0,)),
    ),
    "batch normalization": (0.0, _ALONE, Grouping(_together, (0, 2, 3))),
    "over everything": (0.0, _ALONE, Grouping(_together, (0, 1, 2, 3))),
    "places in groups": (0.25, _APART, Grouping(_places_first, (1,), _from_places)),
    "images and channels swapped before grouping": (0.25, _APART, Grouping(_channels_first, (1,), _from_channels)),
    "reshaped to G rows": (0.25, _APART, Grouping(lambda x, groups: x.reshape(groups, -1), (1,))),
    "numbers dealt out to the groups": (
        0.25,
        _APART,
        Grouping(lambda x, groups: x.reshape(len(x), -1, groups), (1,)),
    ),
}
"""Credit, hint and grouping by name."""


def by_channel(value: Array, shape: Shape, groups: int) -> Array:
    """Each number meets the value of its channel."""
    return value.reshape(1, -1, 1, 1)


def ones(value: Array, shape: Shape, groups: int) -> Array:
    """No scaling."""
    return np.ones((1, 1, 1, 1))


def _repeated(value: Array, shape: Shape, groups: int) -> Array:
    """Values channel by channel, for numbers that lie place by place in each group."""
    _, channels, height, width = shape
    laid = np.repeat(value, height * width).reshape(groups, height, width, channels // groups)
    return laid.transpose(0, 3, 1, 2).reshape(1, *shape[1:])


def _tiled(value: Array, shape: Shape, groups: int) -> Array:
    """Values place by place, for numbers that lie channel by channel in each group."""
    return np.tile(value.reshape(groups, 1, -1), (1, shape[2] * shape[3], 1)).reshape(1, *shape[1:])


ORDER = (
    "Each number has to meet the gamma and beta of its own channel. In which order do the numbers lie in a row that is "
    "normalized, and in which order gamma and beta?"
)
WRONG_ORDERS: dict[str, Scale] = {
    "by channel for numbers by place": lambda value, shape, groups: _repeated(value, shape, 1),
    "by channel for numbers by place in each group": _repeated,
    "by place for numbers by channel": lambda value, shape, groups: _tiled(value, shape, 1),
    "by place for numbers by channel in each group": _tiled,
}
"""Orders in which gamma (and beta) are repeated to the size of the images, by name."""
