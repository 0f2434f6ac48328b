"""Wrong variants of convolution and max-pooling."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import (
    conv_backward_naive as right_conv_backward,
)
from reference.cs_a3.conv import (
    conv_forward_naive as right_conv_forward,
)
from reference.cs_a3.conv import (
    convolved,
    is_maximum,
    padded,
    pooled,
    scattered,
    windows,
)
from reference.cs_a3.conv import (
    max_pool_backward_naive as right_pool_backward,
)
from reference.cs_a3.conv import (
    max_pool_forward_naive as right_pool_forward,
)

Forward = tuple[Array, Cache]
Three = tuple[Array, Array, Array]


@misconception(right_conv_forward, "no padding", hint="The images need a border of zeros first: see `pad`.")
def _no_padding(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return right_conv_forward(x, w, b, {**conv_param, "pad": 0})


@misconception(right_conv_forward, "stride ignored", hint="How far apart do the windows begin?")
def _stride_ignored(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return right_conv_forward(x, w, b, {**conv_param, "stride": 1})


@misconception(right_conv_forward, "bias left out", hint="What is added to each filter's sum of products?", credit=0.5)
def _no_bias(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return convolved(x, w, conv_param), (x, w, b, conv_param)


@misconception(
    right_conv_forward,
    "kernel flipped",
    hint="The filters are laid on the image as they are; in deep learning a convolution does not turn them round.",
    credit=0.25,
)
def _flipped(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return right_conv_forward(x, w[:, :, ::-1, ::-1], b, conv_param)


@misconception(
    right_conv_forward,
    "one channel",
    hint="Each filter sees all channels of the image, and sums over them.",
)
def _one_channel(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return right_conv_forward(x[:, :1], w[:, :1], b, conv_param)


@misconception(
    right_conv_forward,
    "bias added for every channel",
    hint="Once for each output, or once for each channel of the input: how often is the bias added?",
    credit=0.25,
)
def _bias_often(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return right_conv_forward(x, w, b * x.shape[1], conv_param)


def _parts(dout: Array, cache: Cache, *, assign: bool = False) -> tuple[Array, Array]:
    """Gradients of the padded images, and of w."""
    x, w, _, conv_param = cache
    wide = padded(x, conv_param["pad"])
    seen = windows(wide, w.shape[2:], conv_param["stride"])
    dwindows = np.einsum("nfij,fchw->ncijhw", dout, w)
    dwide = scattered(dwindows, wide.shape, conv_param["stride"], assign=assign)
    return dwide, np.einsum("nfij,ncijhw->fchw", dout, seen)


@misconception(
    right_conv_backward,
    "border cut off with minus pad",
    hint="A slice that ends at -pad is empty when pad is 0.",
    credit=0.5,
)
def _minus_pad(dout: Array, cache: Cache) -> Three:
    pad = cache[3]["pad"]
    dwide, dw = _parts(dout, cache)
    return dwide[:, :, pad:-pad, pad:-pad], dw, dout.sum(axis=(0, 2, 3))


@misconception(
    right_conv_backward,
    "border left on",
    hint="dx has to have the shape of x: what of the border that was put around it?",
    credit=0.5,
)
def _border_kept(dout: Array, cache: Cache) -> Three:
    return *_parts(dout, cache), dout.sum(axis=(0, 2, 3))


@misconception(
    right_conv_backward,
    "overlapping windows overwritten",
    hint="A pixel lies in several windows, and each of them adds to its gradient: = or += ?",
    credit=0.25,
)
def _overwritten(dout: Array, cache: Cache) -> Three:
    x, pad = cache[0], cache[3]["pad"]
    dwide, dw = _parts(dout, cache, assign=True)
    return dwide[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]], dw, dout.sum(axis=(0, 2, 3))


@misconception(
    right_conv_backward,
    "dw of the last window",
    hint="Every window of every image adds to the gradient of w: = or += ?",
    credit=0.25,
)
def _last_window(dout: Array, cache: Cache) -> Three:
    x, w, _, conv_param = cache
    dx, _, db = right_conv_backward(dout, cache)
    seen = windows(padded(x, conv_param["pad"]), w.shape[2:], conv_param["stride"])
    return dx, np.einsum("f,chw->fchw", dout[-1, :, -1, -1], seen[-1, :, -1, -1]), db


@misconception(
    right_conv_backward,
    "bias gradient by place",
    hint="One bias serves all images and all places: db has one number for each filter.",
    credit=0.5,
)
def _bias_by_place(dout: Array, cache: Cache) -> Three:
    dx, dw, _ = right_conv_backward(dout, cache)
    return dx, dw, dout.sum(axis=0)


@misconception(
    right_conv_backward,
    "stride ignored",
    hint="The backward pass has to visit the same windows as the forward pass: how far apart do they begin?",
    credit=0.25,
)
def _stride_ignored_back(dout: Array, cache: Cache) -> Three:
    x, w, _, conv_param = cache
    pad, (rows, columns) = conv_param["pad"], dout.shape[2:]
    wide = padded(x, pad)
    seen = windows(wide, w.shape[2:], 1)[:, :, :rows, :columns]
    dwide = scattered(np.einsum("nfij,fchw->ncijhw", dout, w), wide.shape, 1)
    dx = dwide[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, np.einsum("nfij,ncijhw->fchw", dout, seen), dout.sum(axis=(0, 2, 3))


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
