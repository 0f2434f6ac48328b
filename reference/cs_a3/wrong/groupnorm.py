"""Wrong variants of group normalization."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Gradients, Normalized, through_statistics
from reference.cs_a3.spatial import in_groups
from reference.cs_a3.spatial import spatial_groupnorm_backward as right_backward
from reference.cs_a3.spatial import spatial_groupnorm_forward as right_forward
from reference.cs_a3.wrong.paths import WRONG_PATHS, Through

GroupCache = tuple[Normalized, int]


def _spread(value: Array) -> Array:
    return value.reshape(1, -1, 1, 1)


Grouped = Callable[[Array, int], tuple[Array, tuple[int, ...]]]


def _grouped_by(split: Grouped) -> Callable[[Array, Array, Array, int, Param], tuple[Array, GroupCache]]:
    """Group normalization of x in another shape, over other axes."""

    def variant(x: Array, gamma: Array, beta: Array, G: int, gn_param: Param) -> tuple[Array, GroupCache]:
        parts, axes = split(x, G)
        std = np.sqrt(parts.var(axis=axes, keepdims=True) + gn_param.get("eps", EPS))
        normal = ((parts - parts.mean(axis=axes, keepdims=True)) / std).reshape(x.shape)
        out = _spread(gamma) * normal + _spread(beta)
        return out, right_forward(x, gamma, beta, G, gn_param)[1]

    return variant


def _interleaved(x: Array, groups: int) -> tuple[Array, tuple[int, ...]]:
    count, channels, height, width = x.shape
    return x.reshape(count, channels // groups, groups, height, width), (1, 3, 4)


def _wrong_group(name: str, credit: float, hint: str, split: Grouped) -> None:
    misconception(right_forward, name, hint=hint, credit=credit)(_grouped_by(split))


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
    "numbers counted for channels",
    0.25,
    "A group has C / G channels, with all their places: how many numbers are in each row that you normalize?",
    lambda x, groups: (x.reshape(-1, x.shape[1] // groups), (1,)),
)
_wrong_group(
    "statistics by channel and group place",
    0.25,
    "A group's mean runs over its channels and over all places of the image.",
    lambda x, groups: (in_groups(x, groups), (2,)),
)


def _wrong_std(name: str, hint: str, std: Callable[[Array, float], Array]) -> None:
    """Declare group normalization with another standard deviation, of groups (N, G, C / G, H, W) and eps."""

    @misconception(right_forward, name, hint=hint, credit=0.5)
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
    return through(dnormal, kept).reshape(dout.shape), *right_backward(dout, cache)[1:]


@misconception(
    right_backward,
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


def _wrong_paths(name: str, hint: str, through: Through) -> None:
    @misconception(right_backward, name, hint=hint, credit=0.25)
    def variant(dout: Array, cache: GroupCache) -> Gradients:
        return _group_dx(dout, cache, lambda dnormal, kept: through(dnormal, kept, (2, 3, 4)))


for _name, (_hint, _through) in WRONG_PATHS.items():
    _wrong_paths(_name, _hint, _through)


@misconception(
    right_backward,
    "means over the batch",
    hint="The means in dx run over all images; in the forward pass each image stood by itself.",
    credit=0.25,
)
def _group_over_batch(dout: Array, cache: GroupCache) -> Gradients:
    return _group_dx(dout, cache, lambda dnormal, kept: through_statistics(dnormal, kept, (0, 2, 3, 4)))


@misconception(
    right_backward,
    "gamma left out",
    hint="On its way back to x, the gradient passes the scaling.",
    credit=0.25,
)
def _group_without_gamma(dout: Array, cache: GroupCache) -> Gradients:
    kept, groups = cache
    dx = through_statistics(in_groups(dout, groups), kept, (2, 3, 4)).reshape(dout.shape)
    return dx, *right_backward(dout, cache)[1:]


@misconception(
    right_backward,
    "dgamma by image",
    hint="gamma has one number for each channel, which serves all images: over which axes is its gradient summed?",
    credit=0.5,
)
def _by_image(dout: Array, cache: GroupCache) -> Gradients:
    normal = cache[0].normal.reshape(dout.shape)
    dx = right_backward(dout, cache)[0]
    return dx, (dout * normal).sum(axis=(2, 3), keepdims=True), dout.sum(axis=(2, 3), keepdims=True)


@misconception(right_forward, "beta left out", hint="beta has no effect on the output.", credit=0.5)
def _no_beta(x: Array, gamma: Array, beta: Array, G: int, gn_param: Param) -> tuple[Array, GroupCache]:
    return right_forward(x, gamma, 0 * beta, G, gn_param)


@misconception(right_forward, "gamma left out", hint="gamma has no effect on the output.", credit=0.5)
def _no_gamma(x: Array, gamma: Array, beta: Array, G: int, gn_param: Param) -> tuple[Array, GroupCache]:
    return right_forward(x, 0 * gamma + 1, beta, G, gn_param)[0], right_forward(x, gamma, beta, G, gn_param)[1]


def _wrong_count(name: str, hint: str, size: Callable[[Array], int]) -> None:
    """Declare a backward pass that counts the numbers of a group (N, G, C / G, H, W) in another way."""

    @misconception(right_backward, name, hint=hint, credit=0.5)
    def variant(dout: Array, cache: GroupCache) -> Gradients:
        def through(dnormal: Array, kept: Normalized) -> Array:
            total = dnormal.sum(axis=(2, 3, 4), keepdims=True)
            along = (dnormal * kept.normal).sum(axis=(2, 3, 4), keepdims=True)
            dx: Array = (dnormal - (total + kept.normal * along) / size(dnormal)) / kept.std
            return dx

        return _group_dx(dout, cache, through)


_HOW_MANY = "The means in dx run over the numbers of one group of one image: how many are there?"
_wrong_count("places counted", _HOW_MANY, lambda grouped: int(np.prod(grouped.shape[3:])))
_wrong_count("numbers of an image counted", _HOW_MANY, lambda grouped: int(np.prod(grouped.shape[1:])))


@misconception(
    right_backward,
    "dgamma with gamma",
    hint="The gradient of gamma has gamma itself in it: by what is gamma multiplied in the forward pass?",
    credit=0.5,
)
def _gamma_in_dgamma(dout: Array, cache: GroupCache) -> Gradients:
    dx, dgamma, dbeta = right_backward(dout, cache)
    return dx, dgamma * cache[0].gamma, dbeta
