"""Wrong variants of group normalization's backward pass: the pass in steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import Gradients, Normalized
from reference.cs_a3.spatial import spatial_groupnorm_backward as right_backward
from reference.cs_a3.wrong.groupings import (
    GROUPED,
    ORDER,
    WRONG_GROUPINGS,
    WRONG_ORDERS,
    Grouping,
    Images,
    Scale,
    by_channel,
    not_back,
    ones,
)
from reference.cs_a3.wrong.groupnorm import GroupCache
from reference.cs_a3.wrong.paths import RIGHT_PATHS, WRONG_PATHS, Through, counting, normalized

Sum = Callable[[Array, Normalized], Array]
"""From dout and what is kept, both as images."""


def _by_channel(values: Array) -> Array:
    total: Array = values.sum(axis=(0, 2, 3), keepdims=True)
    return total


@dataclass(frozen=True)
class Back:
    """The steps of `spatial_groupnorm_backward`; a wrong variant replaces some of them."""

    again: Grouping | None = None
    """Groups in which x is normalized, instead of those that are kept."""
    scale: Scale = by_channel
    through: Through = RIGHT_PATHS
    scale_after: Scale = ones
    """With what dx is multiplied after the paths."""
    laid: Images | None = None
    """The way back from the parts to images; the grouping's own unless set."""
    dgamma: Sum = lambda dout, kept: _by_channel(dout * kept.normal)
    dbeta: Sum = lambda dout, kept: _by_channel(dout)
    arranged: Callable[[Array, Array, Array], Gradients] = lambda dx, dgamma, dbeta: (dx, dgamma, dbeta)

    def run(self, dout: Array, cache: GroupCache) -> Gradients:
        """All gradients, with the signature of `spatial_groupnorm_backward`."""
        (kept, groups), grouping, shape = cache, self.again or GROUPED, dout.shape
        if self.again:
            kept = normalized(grouping.parts(kept.x.reshape(shape), groups), kept, grouping.axes)
        dnormal = grouping.parts(dout * self.scale(kept.gamma, shape, groups), groups)
        after = grouping.parts(self.scale_after(kept.gamma, shape, groups) * np.ones(shape), groups)
        dx = (self.laid or grouping.images)(self.through(dnormal, kept, grouping.axes) * after, shape)
        values = (np.broadcast_to(value, dnormal.shape) for value in (kept.x, kept.normal, kept.std))
        x, normal, std = (grouping.images(value, shape) for value in values)
        laid = Normalized(x, by_channel(kept.gamma, shape, groups), by_channel(kept.beta, shape, groups), normal, std)
        return self.arranged(dx, self.dgamma(dout, laid), self.dbeta(dout, laid))


def _wrong(name: str, credit: float, hint: str, steps: Back) -> None:
    misconception(right_backward, name, hint=hint, credit=credit)(steps.run)


for _name, (_hint, _through) in WRONG_PATHS.items():
    _wrong(_name, 0.25, _hint, Back(through=_through))
for _name, (_credit, _hint, _grouping) in WRONG_GROUPINGS.items():
    _wrong(_name, _credit, _hint, Back(again=_grouping))

_wrong(
    "means over the batch",
    0.25,
    "The means in dx run over all images; in the forward pass each image stood by itself.",
    Back(through=lambda dnormal, kept, axes: RIGHT_PATHS(dnormal, kept, (0, 2, 3, 4))),
)
_HOW_MANY = "The means in dx run over the numbers of one group of one image: how many are there?"
for _name, _size in {
    "groups counted": lambda shape: shape[0] * shape[1],
    "images counted": lambda shape: shape[0],
    "channels of a group counted": lambda shape: shape[2],
    "places counted": lambda shape: shape[3] * shape[4],
    "numbers of an image counted": lambda shape: int(np.prod(shape[1:])),
    "numbers of a channel counted": lambda shape: shape[0] * shape[3] * shape[4],
    "all numbers counted": lambda shape: int(np.prod(shape)),
}.items():
    _wrong(_name, 0.5, _HOW_MANY, Back(through=counting(_size)))

_wrong(
    "not transposed back",
    0.25,
    "dx is computed in columns: in which order do its numbers lie when they are reshaped into images?",
    Back(laid=not_back),
)
_wrong("gamma left out", 0.25, "On its way back to x, the gradient passes the scaling.", Back(scale=ones))
_AFTER = "dx is a gradient through means. Which numbers does gamma multiply before a mean is taken of them?"
_wrong("gamma after the means", 0.5, _AFTER, Back(scale=ones, scale_after=by_channel))
_wrong("gamma twice", 0.5, _AFTER, Back(scale_after=by_channel))
for _name, _order in WRONG_ORDERS.items():
    _wrong(f"gamma {_name}", 0.25, ORDER, Back(scale=_order))

_CHANNEL = "gamma has one number for each channel, which serves all images: over which axes is its gradient summed?"
_wrong(
    "dgamma by image",
    0.5,
    _CHANNEL,
    Back(
        dgamma=lambda dout, kept: (dout * kept.normal).sum(axis=(2, 3), keepdims=True),
        dbeta=lambda dout, kept: dout.sum(axis=(2, 3), keepdims=True),
    ),
)
_wrong("not summed", 0.25, _CHANNEL, Back(dgamma=lambda dout, kept: dout * kept.normal, dbeta=lambda dout, kept: dout))
_wrong(
    "summed over the batch only",
    0.25,
    _CHANNEL,
    Back(dgamma=lambda dout, kept: (dout * kept.normal).sum(axis=0), dbeta=lambda dout, kept: dout.sum(axis=0)),
)
_MEAN = "Each number adds to the gradients of gamma and beta: sum, do not average."
_wrong("dgamma averaged", 0.5, _MEAN, Back(dgamma=lambda dout, kept: (dout * kept.normal).mean(axis=(0, 2, 3))))
_wrong("dbeta averaged", 0.5, _MEAN, Back(dbeta=lambda dout, kept: dout.mean(axis=(0, 2, 3))))
_wrong(
    "dgamma with gamma",
    0.5,
    "The gradient of gamma has gamma itself in it: by what is gamma multiplied in the forward pass?",
    Back(dgamma=lambda dout, kept: _by_channel(dout * kept.gamma * kept.normal)),
)
_wrong(
    "dgamma with x",
    0.5,
    "gamma is multiplied with the normalized x, not with x: is the cache unpacked in the order it was packed in?",
    Back(dgamma=lambda dout, kept: _by_channel(dout * kept.x)),
)
_wrong(
    "dgamma with the centred x",
    0.5,
    "gamma is multiplied with the normalized x. Is something missing in what you multiply dout with?",
    Back(dgamma=lambda dout, kept: _by_channel(dout * kept.normal * kept.std)),
)
_wrong(
    "dgamma and dbeta swapped",
    0.5,
    "dx, dgamma, dbeta: look at the order of what is returned.",
    Back(arranged=lambda dx, dgamma, dbeta: (dx, dbeta, dgamma)),
)


def _by_place(values: Array) -> Array:
    """Numbers that lie place by place, summed as if they lay channel by channel."""
    return _by_channel(values.transpose(0, 2, 3, 1).reshape(values.shape))


_wrong(
    "dgamma and dbeta of other places",
    0.25,
    "The numbers lie in another order than before the sum: are those that are summed of one channel?",
    Back(dgamma=lambda dout, kept: _by_place(dout * kept.normal), dbeta=lambda dout, kept: _by_place(dout)),
)
