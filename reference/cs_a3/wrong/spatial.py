"""Wrong variants of spatial batch normalization and of group normalization."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Gradients, Normalized, through_statistics
from reference.cs_a3.norms import batchnorm_backward as right_flat_backward
from reference.cs_a3.norms import batchnorm_forward as right_flat_forward
from reference.cs_a3.spatial import in_groups
from reference.cs_a3.spatial import spatial_batchnorm_backward as right_backward
from reference.cs_a3.spatial import spatial_batchnorm_forward as right_forward
from reference.cs_a3.spatial import spatial_groupnorm_backward as right_group_backward
from reference.cs_a3.spatial import spatial_groupnorm_forward as right_group_forward

GroupCache = tuple[Normalized, int]


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


misconception(
    right_forward,
    "over the batch only",
    hint="Each place of the image has a mean of its own here. In the spatial form all places of a channel share one.",
    credit=0.25,
)(_over((0,)))
misconception(
    right_forward,
    "each image by itself",
    hint="Each image has a mean of its own here. All images of the batch share one for each channel.",
    credit=0.25,
)(_over((2, 3)))
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


Grouped = Callable[[Array, int], tuple[Array, tuple[int, ...]]]


def _grouped_by(split: Grouped) -> Callable[[Array, Array, Array, int, Param], tuple[Array, GroupCache]]:
    """Group normalization of x in another shape, over other axes."""

    def variant(x: Array, gamma: Array, beta: Array, G: int, gn_param: Param) -> tuple[Array, GroupCache]:
        parts, axes = split(x, G)
        std = np.sqrt(parts.var(axis=axes, keepdims=True) + gn_param.get("eps", EPS))
        normal = ((parts - parts.mean(axis=axes, keepdims=True)) / std).reshape(x.shape)
        out = _spread(gamma) * normal + _spread(beta)
        return out, right_group_forward(x, gamma, beta, G, gn_param)[1]

    return variant


def _interleaved(x: Array, groups: int) -> tuple[Array, tuple[int, ...]]:
    count, channels, height, width = x.shape
    return x.reshape(count, channels // groups, groups, height, width), (1, 3, 4)


def _wrong_group(name: str, credit: float, hint: str, split: Grouped) -> None:
    misconception(right_group_forward, name, hint=hint, credit=credit)(_grouped_by(split))


_wrong_group(
    "groups over the batch",
    0.25,
    "A group's mean runs over all images here. In group normalization each image stands by itself.",
    lambda x, groups: (in_groups(x, groups), (0, 2, 3, 4)),
)
_wrong_group(
    "groups ignored",
    0.25,
    "All channels share one mean, as in layer normalization: where does G come in?",
    lambda x, groups: (x, (1, 2, 3)),
)
_wrong_group(
    "each channel by itself",
    0.25,
    "Each channel has a mean of its own: how many channels make a group?",
    lambda x, groups: (x, (2, 3)),
)
_wrong_group("channels interleaved", 0.5, "A group is a run of neighbouring channels.", _interleaved)
_wrong_group(
    "G channels in a group",
    0.5,
    "Is G the number of groups, or the number of channels in each?",
    lambda x, groups: (in_groups(x, x.shape[1] // groups), (2, 3, 4)),
)
_wrong_group(
    "statistics by channel and group place",
    0.25,
    "A group's mean runs over its channels and over all places of the image.",
    lambda x, groups: (in_groups(x, groups), (2,)),
)


def _wrong_std(name: str, hint: str, std: Callable[[Array, float], Array]) -> None:
    """Declare group normalization with another standard deviation, of groups (N, G, C / G, H, W) and eps."""

    @misconception(right_group_forward, name, hint=hint, credit=0.5)
    def variant(x: Array, gamma: Array, beta: Array, G: int, gn_param: Param) -> tuple[Array, GroupCache]:
        grouped = in_groups(x, G)
        deviation = std(grouped, gn_param.get("eps", EPS))
        normal = (grouped - grouped.mean(axis=(2, 3, 4), keepdims=True)) / deviation
        out = _spread(gamma) * normal.reshape(x.shape) + _spread(beta)
        return out, (Normalized(grouped, gamma, normal, deviation), G)


_wrong_std(
    "eps outside the root",
    "Look at where eps stands: it belongs to the variance, under the square root, not to the standard deviation.",
    lambda grouped, eps: grouped.std(axis=(2, 3, 4), keepdims=True) + eps,
)
_wrong_std(
    "eps missing",
    "What happens to a group whose numbers are all the same? eps is there for that, and is not used.",
    lambda grouped, eps: grouped.std(axis=(2, 3, 4), keepdims=True),
)
_wrong_std(
    "unbiased variance",
    "Look at what the sum of squared differences is divided by: by how many numbers a group has, not one less.",
    lambda grouped, eps: np.sqrt(grouped.var(axis=(2, 3, 4), keepdims=True, ddof=1) + eps),
)


def _group_dx(dout: Array, cache: GroupCache, through: Callable[[Array, Normalized], Array]) -> Gradients:
    kept, groups = cache
    dnormal = in_groups(dout * _spread(kept.gamma), groups)
    return through(dnormal, kept).reshape(dout.shape), *right_group_backward(dout, cache)[1:]


@misconception(
    right_group_backward,
    "groups counted",
    hint="The means in dx run over the numbers of one group of one image: how many are there? Not as many as groups.",
    credit=0.5,
)
def _counted(dout: Array, cache: GroupCache) -> Gradients:
    def through(dnormal: Array, kept: Normalized) -> Array:
        size = dnormal.shape[0] * dnormal.shape[1]
        total = dnormal.sum(axis=(2, 3, 4), keepdims=True)
        along = (dnormal * kept.normal).sum(axis=(2, 3, 4), keepdims=True)
        dx: Array = (size * dnormal - total - kept.normal * along) / (size * kept.std)
        return dx

    return _group_dx(dout, cache, through)


@misconception(
    right_group_backward,
    "statistics constant",
    hint="x also moves the mean and the variance of its group, and through them all of the group's outputs.",
    credit=0.25,
)
def _group_constant(dout: Array, cache: GroupCache) -> Gradients:
    return _group_dx(dout, cache, lambda dnormal, kept: dnormal / kept.std)


@misconception(
    right_group_backward,
    "means over the batch",
    hint="The means in dx run over all images; in the forward pass each image stood by itself.",
    credit=0.25,
)
def _group_over_batch(dout: Array, cache: GroupCache) -> Gradients:
    return _group_dx(dout, cache, lambda dnormal, kept: through_statistics(dnormal, kept, (0, 2, 3, 4)))


@misconception(
    right_group_backward,
    "gamma left out",
    hint="On its way back to x, the gradient passes the scaling.",
    credit=0.25,
)
def _group_without_gamma(dout: Array, cache: GroupCache) -> Gradients:
    kept, groups = cache
    dx = through_statistics(in_groups(dout, groups), kept, (2, 3, 4)).reshape(dout.shape)
    return dx, *right_group_backward(dout, cache)[1:]


@misconception(
    right_group_backward,
    "dgamma by image",
    hint="gamma has one number for each channel, which serves all images: over which axes is its gradient summed?",
    credit=0.5,
)
def _by_image(dout: Array, cache: GroupCache) -> Gradients:
    normal = cache[0].normal.reshape(dout.shape)
    dx = right_group_backward(dout, cache)[0]
    return dx, (dout * normal).sum(axis=(2, 3), keepdims=True), dout.sum(axis=(2, 3), keepdims=True)
