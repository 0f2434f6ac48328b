"""Wrong variants of max-pooling."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import is_maximum, pooled, scattered
from reference.cs_a3.conv import max_pool_backward_naive as right_pool_backward
from reference.cs_a3.conv import max_pool_forward_naive as right_pool_forward

Forward = tuple[Array, Cache]


@misconception(right_pool_forward, "average", hint="Of each window, the largest element stays, not the mean.")
def _average(x: Array, pool_param: Param) -> Forward:
    return pooled(x, pool_param).mean(axis=(4, 5)), (x, pool_param)


@misconception(
    right_pool_forward,
    "stride ignored",
    hint="How far apart do the windows begin? It need not be the size of a window, nor 1.",
    credit=0.25,
)
def _pool_stride(x: Array, pool_param: Param) -> Forward:
    return right_pool_forward(x, {**pool_param, "stride": 1})


@misconception(
    right_pool_forward,
    "stride of a window's height",
    hint="`stride` says how far apart the windows begin; they may overlap.",
    credit=0.5,
)
def _pool_stride_is_size(x: Array, pool_param: Param) -> Forward:
    return right_pool_forward(x, {**pool_param, "stride": pool_param["pool_height"]})


@misconception(
    right_pool_forward, "square windows", hint="Height and width of a window can differ: is each used for its own axis?"
)
def _square(x: Array, pool_param: Param) -> Forward:
    return right_pool_forward(x, {**pool_param, "pool_width": pool_param["pool_height"]})


def _windows_overwritten(dout: Array, cache: Cache) -> Array:
    x, pool_param = cache
    dwindows = is_maximum(x, pool_param) * dout[..., None, None]
    return scattered(dwindows, x.shape, pool_param["stride"], assign=True)


def _maxima_overwritten(dout: Array, cache: Cache) -> Array:
    """Only the place of the largest element is written, so that a later window overwrites it."""
    x, pool_param = cache
    top, stride, dx = is_maximum(x, pool_param), pool_param["stride"], np.zeros(x.shape)
    for n, c, i, j, h, w in np.argwhere(top > 0):
        dx[n, c, i * stride + h, j * stride + w] = dout[n, c, i, j]
    return dx


_OVERLAP = "Where windows overlap, one element can be the largest of several, and gets a gradient from each: = or += ?"
misconception(right_pool_backward, "windows overwritten", hint=_OVERLAP, credit=0.5)(_windows_overwritten)
misconception(right_pool_backward, "maxima overwritten", hint=_OVERLAP, credit=0.5)(_maxima_overwritten)


@misconception(
    right_pool_backward,
    "spread over the window",
    hint="Only the element that was passed on can change the output: who gets the gradient?",
)
def _spread(dout: Array, cache: Cache) -> Array:
    x, pool_param = cache
    seen = pooled(x, pool_param)
    share = dout[..., None, None] / (seen.shape[4] * seen.shape[5])
    return scattered(np.broadcast_to(share, seen.shape), x.shape, pool_param["stride"])


@misconception(
    right_pool_backward,
    "given to the whole window",
    hint="Only the element that was passed on can change the output: who gets the gradient?",
)
def _to_all(dout: Array, cache: Cache) -> Array:
    x, pool_param = cache
    seen = pooled(x, pool_param)
    return scattered(np.broadcast_to(dout[..., None, None], seen.shape), x.shape, pool_param["stride"])


@misconception(
    right_pool_backward, "without dout", hint="The places are right; the chain rule needs one more factor.", credit=0.25
)
def _places_alone(dout: Array, cache: Cache) -> Array:
    return right_pool_backward(np.ones_like(dout), cache)


@misconception(
    right_pool_backward,
    "largest element times dout",
    hint="The gradient at the largest element is that of the output: is something multiplied that should not be?",
)
def _times_value(dout: Array, cache: Cache) -> Array:
    x, pool_param = cache
    return right_pool_backward(dout * pooled(x, pool_param).max(axis=(4, 5)), cache)


@misconception(right_pool_forward, "smallest", hint="Of each window, the largest element stays.")
def _smallest(x: Array, pool_param: Param) -> Forward:
    return pooled(x, pool_param).min(axis=(4, 5)), (x, pool_param)


@misconception(
    right_pool_forward, "over all channels", hint="Each channel is pooled by itself: over which axes is the maximum?"
)
def _over_channels(x: Array, pool_param: Param) -> Forward:
    out = right_pool_forward(x, pool_param)[0]
    return np.broadcast_to(out.max(axis=1, keepdims=True), out.shape), (x, pool_param)


@misconception(
    right_pool_forward,
    "height for the width of a window",
    hint="Height and width of a window can differ: is each used for its own axis?",
    credit=0.25,
)
def _height_for_width(x: Array, pool_param: Param) -> Forward:
    square = {**pool_param, "pool_width": pool_param["pool_height"]}
    width = right_pool_forward(x, pool_param)[0].shape[3]
    return right_pool_forward(x, square)[0][..., :width], (x, pool_param)


_COUNT = "How many windows fit is counted as if they lay side by side. They may overlap: see `stride`."


def _side_by_side(x: Array, pool_param: Param) -> tuple[int, int]:
    return x.shape[2] // pool_param["pool_height"], x.shape[3] // pool_param["pool_width"]


@misconception(right_pool_forward, "windows counted side by side", hint=_COUNT, credit=0.25)
def _few_windows(x: Array, pool_param: Param) -> Forward:
    rows, columns = _side_by_side(x, pool_param)
    return right_pool_forward(x, pool_param)[0][:, :, :rows, :columns], (x, pool_param)


@misconception(right_pool_backward, "windows counted side by side", hint=_COUNT, credit=0.25)
def _few_windows_back(dout: Array, cache: Cache) -> Array:
    rows, columns = _side_by_side(*cache)
    seen = np.zeros_like(dout)
    seen[:, :, :rows, :columns] = dout[:, :, :rows, :columns]
    return right_pool_backward(seen, cache)


@misconception(
    right_pool_forward,
    "windows counted by the stride alone",
    hint="How many windows fit depends on their size too: does the last one lie inside the image?",
    credit=0.25,
)
def _many_windows(x: Array, pool_param: Param) -> Forward:
    """As many windows as steps; those that reach over the edge hold what there is."""
    stride, size = pool_param["stride"], (pool_param["pool_height"], pool_param["pool_width"])
    rows, columns = (side // stride for side in x.shape[2:])
    wide = np.pad(x, ((0, 0), (0, 0), (0, size[0]), (0, size[1])), constant_values=-np.inf)
    return right_pool_forward(wide, pool_param)[0][:, :, :rows, :columns], (x, pool_param)
