"""Wrong variants of convolution's backward pass: the pass in steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.conv import conv_backward_naive as right_conv_backward
from reference.cs_a3.conv import padded, scattered, windows
from reference.cs_a3.wrong.conv import BORDER, PIXELS, as_many_as_pixels

Three = tuple[Array, Array, Array]
Shape = tuple[int, ...]
Cut = Callable[[Array, Shape, int], Array]


def _windows(dout: Array, w: Array) -> Array:
    """The gradient of each window, (N, C, H', W', HH, WW)."""
    dwindows: Array = np.einsum("nfij,fchw->ncijhw", dout, w)
    return dwindows


def _inside(dwide: Array, shape: Shape, pad: int) -> Array:
    """The part of the padded images that is not border."""
    return dwide[:, :, pad : pad + shape[2], pad : pad + shape[3]]


def _dw(dout: Array, seen: Array) -> Array:
    dw: Array = np.einsum("nfij,ncijhw->fchw", dout, seen)
    return dw


@dataclass(frozen=True)
class Back:
    """The steps of `conv_backward_naive`."""

    dwindows: Callable[[Array, Array], Array] = _windows
    laid: Callable[[Array, Shape, int], Array] = scattered
    """The windows' gradients laid back on padded images of some shape, given the stride."""
    cut: Cut = _inside
    """The gradient of the images, of some shape, from that of the padded ones and `pad`."""
    looked: Callable[[Array, tuple[int, int], int], Array] = windows
    """The windows that dw is made with, of padded images, given the filters' size and the stride."""
    dw: Callable[[Array, Array], Array] = _dw
    db: Callable[[Array], Array] = lambda dout: dout.sum(axis=(0, 2, 3))

    def run(self, dout: Array, cache: Cache) -> Three:
        """All gradients, with the signature of `conv_backward_naive`."""
        x, w, _, conv_param = cache
        stride, pad = conv_param["stride"], conv_param["pad"]
        wide = padded(x, pad)
        dwide = self.laid(self.dwindows(dout, w), wide.shape, stride)
        rows, columns = dout.shape[2:]
        seen = self.looked(wide, w.shape[2:], stride)[:, :, :rows, :columns]
        return self.cut(dwide, x.shape, pad), self.dw(dout, seen), self.db(dout)


def _wrong(name: str, credit: float, hint: str, steps: Back) -> None:
    misconception(right_conv_backward, name, hint=hint, credit=credit)(steps.run)


def _filled(cut: Cut) -> Cut:
    """The same cut, written into an array that has the shape of the images: fails where it has another shape."""

    def into(dwide: Array, shape: Shape, pad: int) -> Array:
        dx = np.zeros(shape)
        dx[:] = cut(dwide, shape, pad)
        return dx

    return into


def _wrong_cut(name: str, hint: str, cut: Cut) -> None:
    """Declare a border that is cut off of all images together, or of one after the other."""
    _wrong(name, 0.5, hint, Back(cut=cut))
    _wrong(f"{name}, image by image", 0.5, hint, Back(cut=_filled(cut)))


_wrong_cut(
    "border cut off with minus pad",
    "A slice that ends at -pad is empty when pad is 0.",
    lambda dwide, shape, pad: dwide[:, :, pad:-pad, pad:-pad],
)
_wrong_cut("border of one cut off", BORDER, lambda dwide, shape, pad: dwide[:, :, 1:-1, 1:-1])
_wrong(
    "border left on",
    0.5,
    "dx has to have the shape of x: what of the border that was put around it?",
    Back(cut=lambda dwide, shape, pad: dwide),
)
_wrong(
    "border cut off at one side",
    0.5,
    "The border lies all around the image: where in the padded gradient does the image begin?",
    Back(cut=lambda dwide, shape, pad: dwide[:, :, : shape[2], : shape[3]]),
)


def _overwritten(dwindows: Array, shape: Shape, stride: int) -> Array:
    return scattered(dwindows, shape, stride, assign=True)


def _of_last_filter(dout: Array, w: Array) -> Array:
    return _windows(dout[:, -1:], w[-1:])


_wrong(
    "overlapping windows overwritten",
    0.25,
    "A pixel lies in several windows, and each of them adds to its gradient: = or += ?",
    Back(laid=_overwritten),
)
_wrong(
    "dx of the last filter",
    0.25,
    "Each filter adds to the gradient of a pixel: = or += ?",
    Back(dwindows=_of_last_filter),
)
_wrong(
    "windows and filters overwritten",
    0.25,
    "A pixel lies in several windows, and each window and each filter adds to its gradient: = or += ?",
    Back(dwindows=_of_last_filter, laid=_overwritten),
)
_wrong(
    "filters turned round",
    0.25,
    "The gradient of each window goes back through the filter as it is: is it flipped somewhere?",
    Back(dwindows=lambda dout, w: _windows(dout, w[:, :, ::-1, ::-1])),
)
_wrong(
    "dw turned round",
    0.5,
    "The gradient of a filter lies as the filter does: is it flipped somewhere?",
    Back(dw=lambda dout, seen: _dw(dout, seen)[:, :, ::-1, ::-1]),
)


def _side_by_side(dwindows: Array, shape: Shape, stride: int) -> Array:
    return scattered(dwindows, shape, 1)


def _every_window(wide: Array, size: tuple[int, int], stride: int) -> Array:
    return windows(wide, size, 1)


_STRIDE = "The backward pass has to visit the same windows as the forward pass: how far apart do they begin?"
_wrong("stride ignored", 0.25, _STRIDE, Back(laid=_side_by_side, looked=_every_window))
_wrong("stride ignored in dx", 0.5, _STRIDE, Back(laid=_side_by_side))
_wrong("stride ignored in dw", 0.5, _STRIDE, Back(looked=_every_window))
_wrong(
    "dw of the last window",
    0.25,
    "Every window of every image adds to the gradient of w: = or += ?",
    Back(dw=lambda dout, seen: np.einsum("f,chw->fchw", dout[-1, :, -1, -1], seen[-1, :, -1, -1])),
)
_wrong(
    "dw of one image",
    0.25,
    "Each image adds to the gradient of w with its own windows: is the index of the image used?",
    Back(dw=lambda dout, seen: _dw(dout, np.broadcast_to(seen[:1], seen.shape))),
)
_wrong(
    "bias gradient by place",
    0.5,
    "One bias serves all images and all places: db has one number for each filter.",
    Back(db=lambda dout: dout.sum(axis=0)),
)
_wrong(
    "db of the last image",
    0.5,
    "Every image adds to the gradient of b: = or += ?",
    Back(db=lambda dout: dout[-1].sum(axis=(1, 2))),
)


def _mean_dw(dout: Array, seen: Array) -> Array:
    mean: Array = _dw(dout, seen) / len(dout)
    return mean


def _mean_db(dout: Array) -> Array:
    mean: Array = dout.sum(axis=(0, 2, 3)) / len(dout)
    return mean


_SUM = "Every image of the batch adds to the gradients of w and b: sum, do not average."
_wrong("gradients averaged", 0.5, _SUM, Back(dw=_mean_dw, db=_mean_db))
_wrong("dw averaged", 0.5, _SUM, Back(dw=_mean_dw))
_wrong("db averaged", 0.5, _SUM, Back(db=_mean_db))


@misconception(right_conv_backward, "as many windows as pixels", hint=PIXELS, credit=0.5)
def _all_pixels(dout: Array, cache: Cache) -> Three:
    rows, columns = as_many_as_pixels(cache[0].shape, dout.shape[2:], cache[3]["stride"])
    seen = np.zeros_like(dout)
    seen[:, :, :rows, :columns] = dout[:, :, :rows, :columns]
    return *right_conv_backward(seen, cache)[:2], dout.sum(axis=(0, 2, 3))


@misconception(right_conv_backward, "border of one", hint=BORDER, credit=0.5)
def _border_of_one(dout: Array, cache: Cache) -> Three:
    x, w, _, conv_param = cache
    wide, (rows, columns) = padded(x, 1), dout.shape[2:]
    dwide = scattered(_windows(dout, w), wide.shape, conv_param["stride"])
    seen = windows(wide, w.shape[2:], conv_param["stride"])[:, :, :rows, :columns]
    return _inside(dwide, x.shape, conv_param["pad"]), _dw(dout, seen), dout.sum(axis=(0, 2, 3))
