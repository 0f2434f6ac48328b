"""Wrong variants of convolution's backward pass."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.conv import conv_backward_naive as right_conv_backward
from reference.cs_a3.conv import padded, scattered, windows

Three = tuple[Array, Array, Array]


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


def _wrong_sums(name: str, hint: str, change: Callable[[Array, Array, Array], tuple[Array, Array]]) -> None:
    """Declare a backward pass with other dw and db, made from dout and the right ones."""

    @misconception(right_conv_backward, name, hint=hint, credit=0.5)
    def variant(dout: Array, cache: Cache) -> Three:
        dx, dw, db = right_conv_backward(dout, cache)
        return dx, *change(dout, dw, db)


_SUM = "Every image of the batch adds to the gradients of w and b: sum, do not average."
_wrong_sums("gradients averaged", _SUM, lambda dout, dw, db: (dw / len(dout), db / len(dout)))
_wrong_sums("dw averaged", _SUM, lambda dout, dw, db: (dw / len(dout), db))
_wrong_sums("db averaged", _SUM, lambda dout, dw, db: (dw, db / len(dout)))
_wrong_sums(
    "db of the last image",
    "Every image adds to the gradient of b: = or += ?",
    lambda dout, dw, db: (dw, dout[-1].sum(axis=(1, 2))),
)


@misconception(
    right_conv_backward,
    "dw of one image",
    hint="Each image adds to the gradient of w with its own windows: is the index of the image used?",
    credit=0.25,
)
def _first_image(dout: Array, cache: Cache) -> Three:
    x, *others = cache
    dx, _, db = right_conv_backward(dout, cache)
    return dx, right_conv_backward(dout, (np.broadcast_to(x[:1], x.shape), *others))[1], db


@misconception(
    right_conv_backward,
    "filters turned round",
    hint="The gradient of each window goes back through the filter as it is: is it flipped somewhere?",
    credit=0.25,
)
def _turned(dout: Array, cache: Cache) -> Three:
    x, w, *others = cache
    _, dw, db = right_conv_backward(dout, cache)
    return right_conv_backward(dout, (x, w[:, :, ::-1, ::-1], *others))[0], dw, db


@misconception(
    right_conv_backward,
    "border cut off at one side",
    hint="The border lies all around the image: where in the padded gradient does the image begin?",
    credit=0.5,
)
def _cut_at_one_side(dout: Array, cache: Cache) -> Three:
    dwide, dw = _parts(dout, cache)
    height, width = cache[0].shape[2:]
    return dwide[:, :, :height, :width], dw, dout.sum(axis=(0, 2, 3))


@misconception(
    right_conv_backward,
    "border of one cut off",
    hint="How wide the border is, is told by `pad`: it need not be 1.",
    credit=0.5,
)
def _cut_one(dout: Array, cache: Cache) -> Three:
    dwide, dw = _parts(dout, cache)
    height, width = cache[0].shape[2:]
    return dwide[:, :, 1 : 1 + height, 1 : 1 + width], dw, dout.sum(axis=(0, 2, 3))


@misconception(
    right_conv_backward,
    "dx of the last filter",
    hint="Each filter adds to the gradient of a pixel: = or += ?",
    credit=0.25,
)
def _last_filter(dout: Array, cache: Cache) -> Three:
    x, w, b, conv_param = cache
    _, dw, db = right_conv_backward(dout, cache)
    return right_conv_backward(dout[:, -1:], (x, w[-1:], b[-1:], conv_param))[0], dw, db


@misconception(
    right_conv_backward,
    "windows and filters overwritten",
    hint="A pixel lies in several windows, and each window and each filter adds to its gradient: = or += ?",
    credit=0.25,
)
def _all_overwritten(dout: Array, cache: Cache) -> Three:
    x, w, b, conv_param = cache
    dx, _, _ = _overwritten(dout[:, -1:], (x, w[-1:], b[-1:], conv_param))
    return dx, *right_conv_backward(dout, cache)[1:]
