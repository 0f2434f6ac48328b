"""Wrong variants of convolution's backward pass."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.conv import conv_backward_naive as right_conv_backward
from reference.cs_a3.conv import padded
from reference.cs_a3.wrong.conv import BESIDE, BORDER, PIXELS, UNSET, filled_beside_border, unset_without_border
from reference.cs_a3.wrong.conv_steps import (
    COUNTS,
    SQUARE,
    Back,
    Cut,
    Shape,
    Three,
    as_wide_as_high,
    one_apart,
    overwrite,
    pixels,
    through_filters,
)


def _wrong(name: str, credit: float, hint: str, steps: Back) -> None:
    misconception(right_conv_backward, name, hint=hint, credit=credit)(steps.run)


def _filled(cut: Cut) -> Cut:
    """The same cut, written into an array that has the shape of the images: fails where it has another shape."""

    def into(dwide: Array, shape: Shape, pad: int) -> Array:
        dx = np.zeros(shape)
        dx[:] = cut(dwide, shape, pad)
        return dx

    return into


def _cut_with_pad(dwide: Array, shape: Shape, pad: int) -> Array:
    return dwide[:, :, pad:-pad, pad:-pad]


def _cut_by_one(dwide: Array, shape: Shape, pad: int) -> Array:
    return dwide[:, :, 1:-1, 1:-1]


_MINUS = "A slice that ends at -pad is empty when pad is 0."
_wrong("border cut off with minus pad", 0.5, _MINUS, Back(cut=_cut_with_pad))
_wrong("border cut off with minus pad, image by image", 0.5, _MINUS, Back(cut=_filled(_cut_with_pad)))
_wrong("border of one cut off", 0.5, BORDER, Back(cut=_cut_by_one))
_wrong(
    "border cut off from one on",
    0.5,
    BORDER,
    Back(cut=lambda dwide, shape, pad: dwide[:, :, 1 : 1 + shape[2], 1 : 1 + shape[3]]),
)
_wrong(
    "border cut off with one at the end",
    0.5,
    BORDER,
    Back(cut=lambda dwide, shape, pad: dwide[:, :, pad : 1 + shape[2], pad : 1 + shape[3]]),
)
_wrong(
    "border cut off too far",
    0.5,
    "The border lies all around the image: where in the padded gradient does the image end?",
    Back(cut=lambda dwide, shape, pad: dwide[:, :, pad : shape[2], pad : shape[3]]),
)
_wrong(
    "border cut off with the height for the width",
    0.5,
    "Height and width of an image can differ: is each used for its own axis?",
    Back(cut=lambda dwide, shape, pad: dwide[:, :, pad : pad + shape[2], pad : pad + shape[2]]),
)
_wrong(UNSET[0], 0.5, UNSET[1], Back(border=unset_without_border))
_wrong(BESIDE[0], 0.5, BESIDE[1], Back(border_in_dw=filled_beside_border))
_wrong("for a border of one alone", 0.5, BORDER, Back(cut=_filled(_cut_by_one)))
_wrong("border of one", 0.5, BORDER, Back(border=lambda x, pad: padded(x, 1)))
_wrong("border of one in dw", 0.5, BORDER, Back(border_in_dw=lambda x, pad: padded(x, 1)))
_wrong("border of one put on and cut off", 0.5, BORDER, Back(border=lambda x, pad: padded(x, 1), cut=_cut_by_one))
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
_wrong(
    "dx left at zero",
    0.25,
    "dx is zero everywhere: is the array that you fill the one that you return?",
    Back(cut=lambda dwide, shape, pad: np.zeros(shape)),
)


def _of_last_filter(dout: Array, w: Array) -> Array:
    return through_filters(dout[:, -1:], w[-1:])


_wrong(
    "overlapping windows overwritten",
    0.25,
    "A pixel lies in several windows, and each of them adds to its gradient: = or += ?",
    Back(laid=overwrite),
)
_wrong(
    "dx of the last filter",
    0.25,
    "Each filter adds to the gradient of a pixel: = or += ?",
    Back(returned=_of_last_filter),
)
_wrong(
    "windows and filters overwritten",
    0.25,
    "A pixel lies in several windows, and each window and each filter adds to its gradient: = or += ?",
    Back(returned=_of_last_filter, laid=overwrite),
)
_wrong(
    "filters turned round",
    0.25,
    "The gradient of each window goes back through the filter as it is: is it flipped somewhere?",
    Back(returned=lambda dout, w: through_filters(dout, w[:, :, ::-1, ::-1])),
)


def _of_all_images(dout: Array, w: Array) -> Array:
    return np.broadcast_to(through_filters(dout, w).sum(axis=0), (len(dout), *w.shape[1:]))


_wrong(
    "dx of all images summed",
    0.25,
    "Each image has a gradient of its own: is the index of the image used on both sides?",
    Back(returned=_of_all_images),
)


def _of_last_image(dout: Array, w: Array) -> Array:
    last = np.zeros_like(dout)
    last[-1] = dout[-1]
    return through_filters(last, w)


_wrong(
    "dx of the last image",
    0.25,
    "Each image has a gradient of its own: is dx filled inside the loop over the images, or behind it?",
    Back(returned=_of_last_image),
)
_wrong(SQUARE[0], 0.5, SQUARE[1], Back(size=as_wide_as_high))

_STRIDE = "The backward pass has to visit the same windows as the forward pass: how far apart do they begin?"
_wrong("stride ignored", 0.25, _STRIDE, Back(apart=one_apart, apart_in_dw=one_apart))
_wrong("stride ignored in dx", 0.5, _STRIDE, Back(apart=one_apart))
_wrong("stride ignored in dw", 0.5, _STRIDE, Back(apart_in_dw=one_apart))


@misconception(
    right_conv_backward,
    "stride inside the windows",
    hint="Windows begin `stride` apart, but the numbers of one window lie side by side.",
    credit=0.5,
)
def _strided_inside(dout: Array, cache: Cache) -> Three:
    """The last number of the last window would lie outside of the image."""
    if cache[3]["stride"] > 1:
        raise IndexError("a place beyond the image")
    return right_conv_backward(dout, cache)


_wrong(
    "dw of the last window",
    0.25,
    "Every window of every image adds to the gradient of w: = or += ?",
    Back(dw=lambda each: each[-1, -1]),
)
_wrong(
    "dw of the last place",
    0.25,
    "Every window of an image adds to the gradient of w: = or += ?",
    Back(dw=lambda each: each[-1].sum(axis=0)),
)
_wrong(
    "dw of the last image",
    0.25,
    "Every image adds to the gradient of w: = or += ?",
    Back(dw=lambda each: each[:, -1].sum(axis=0)),
)
_wrong(
    "dw of one image",
    0.25,
    "Each image adds to the gradient of w with its own windows: is the index of the image used?",
    Back(seen=lambda window: np.broadcast_to(window[:1], window.shape)),
)
_wrong(
    "dw of all filters summed",
    0.25,
    "Each filter has a gradient of its own: is the index of the filter used on both sides?",
    Back(dw=lambda each: np.broadcast_to(each.sum(axis=(0, 1, 2)), each.shape[2:])),
)
_wrong(
    "dw turned round",
    0.5,
    "The gradient of a filter lies as the filter does: is it flipped somewhere?",
    Back(dw=lambda each: each.sum(axis=(0, 1))[:, :, ::-1, ::-1]),
)
_wrong(
    "bias gradient by place",
    0.5,
    "One bias serves all images and all places: db has one number for each filter.",
    Back(db=lambda dout: dout.sum(axis=0)),
)
_wrong(
    "db of all filters summed",
    0.5,
    "Each filter has a bias of its own: over which axes goes the sum?",
    Back(db=lambda dout: np.full(dout.shape[1], dout.sum())),
)
_wrong(
    "db of the last image",
    0.5,
    "Every image adds to the gradient of b: = or += ?",
    Back(db=lambda dout: dout[-1].sum(axis=(1, 2))),
)
_wrong(
    "db of the last place",
    0.5,
    "Every place of every image adds to the gradient of b: = or += ?",
    Back(db=lambda dout: dout[-1, :, -1, -1]),
)


def _mean_dw(each: Array) -> Array:
    mean: Array = each.sum(axis=(0, 1)) / each.shape[1]
    return mean


def _mean_db(dout: Array) -> Array:
    mean: Array = dout.sum(axis=(0, 2, 3)) / len(dout)
    return mean


_SUM = "Every image of the batch adds to the gradients of w and b: sum, do not average."
_wrong("gradients averaged", 0.5, _SUM, Back(dw=_mean_dw, db=_mean_db))
_wrong("dw averaged", 0.5, _SUM, Back(dw=_mean_dw))
_wrong("db averaged", 0.5, _SUM, Back(db=_mean_db))

_wrong("as many windows as pixels", 0.5, PIXELS, Back(visited=pixels))
for _name, (_hint, _count) in COUNTS.items():
    _wrong(_name, 0.25, _hint, Back(visited=_count))
