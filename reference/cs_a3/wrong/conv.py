"""Wrong variants of convolution's forward pass."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.conv import conv_forward_naive as right_conv_forward
from reference.cs_a3.conv import padded
from reference.cs_a3.wrong.conv_steps import (
    COUNTS,
    HIGH,
    IN_ROWS,
    ROWS,
    SQUARE,
    TURNED,
    Border,
    Forward,
    Shape,
    Sides,
    as_wide_as_high,
    counted,
    counted_in_rows,
    divided_by_rows,
    filtered,
    one_apart,
    pixels,
    turned,
)


def _wrong(name: str, credit: float, hint: str, steps: Forward) -> None:
    misconception(right_conv_forward, name, hint=hint, credit=credit)(steps.run)


def _unpadded(x: Array, pad: int) -> Array:
    return x


_ZEROS = "The images need a border of zeros first: see `pad`."
_wrong("no padding", 0.0, _ZEROS, Forward(border=_unpadded, count=COUNTS["padding not counted"][1]))


def _all_begin(images: Shape, filters: Shape, conv_param: Param) -> Sides:
    return counted(images, filters, {**conv_param, "stride": 1})


_STRIDE = "How far apart do the windows begin?"
_wrong("stride ignored", 0.0, _STRIDE, Forward(apart=one_apart, count=_all_begin))
_wrong("windows side by side", 0.25, _STRIDE, Forward(apart=one_apart))
_wrong(
    "windows counted without the stride",
    0.25,
    "How many windows are there when they begin `stride` apart?",
    Forward(count=_all_begin),
)
_AXES = "The windows are `stride` apart in both directions: is it used for each?"
_wrong("stride along one axis", 0.25, _AXES, Forward(apart=lambda conv_param: (conv_param["stride"], 1)))
_wrong("stride along the width alone", 0.25, _AXES, Forward(apart=lambda conv_param: (1, conv_param["stride"])))

_wrong(
    "bias left out", 0.5, "What is added to each filter's sum of products?", Forward(bias=lambda b, w: np.zeros_like(b))
)
_wrong(
    "bias added for every channel",
    0.25,
    "Once for each output, or once for each channel of the input: how often is the bias added?",
    Forward(bias=lambda b, w: b * w.shape[1]),
)
_wrong(
    "bias added for every number of a filter",
    0.25,
    "Once for each output, or once for each number of the filter: how often is the bias added?",
    Forward(bias=lambda b, w: b * w[0].size),
)

_wrong(
    "kernel flipped",
    0.25,
    "The filters are laid on the image as they are; in deep learning a convolution does not turn them round.",
    Forward(products=lambda window, w: filtered(window, w[:, :, ::-1, ::-1])),
)
_wrong(
    "one channel",
    0.0,
    "Each filter sees all channels of the image, and sums over them.",
    Forward(products=lambda window, w: filtered(window[:, :1], w[:, :1])),
)
_wrong(
    "last channel alone",
    0.0,
    "Each filter sees all channels of the image, and sums over them: = or += ?",
    Forward(products=lambda window, w: filtered(window[:, -1:], w[:, -1:])),
)
_wrong(
    "windows of width by height",
    0.5,
    "Filters may have another height than width. Which of the two runs along which axis of the image?",
    Forward(seen=turned),
)
_wrong(SQUARE[0], 0.5, SQUARE[1], Forward(seen=as_wide_as_high))


def _of_all_images(window: Array, w: Array) -> Array:
    return np.broadcast_to(filtered(window, w).sum(axis=0), (len(window), len(w)))


_wrong(
    "all images summed",
    0.25,
    "Each image has an output of its own: over which axes does the sum go, and is the image chosen?",
    Forward(products=_of_all_images),
)


def _with_border(widths: Sides, mode: str) -> Border:
    """Another border; `widths` in units of `pad`, before and after."""

    def border(x: Array, pad: int) -> Array:
        width = (widths[0] * pad, widths[1] * pad)
        wide: Array = np.pad(x, ((0, 0), (0, 0), width, width), mode=mode)  # type: ignore[call-overload]  # a mode of numpy's
        return wide

    return border


_wrong(
    "border on one side", 0.25, "The border of zeros lies all around.", Forward(border=_with_border((0, 2), "constant"))
)
_wrong(
    "border not of zeros",
    0.5,
    "The border holds zeros: see the mode of `np.pad`.",
    Forward(border=_with_border((1, 1), "edge")),
)


def _cut_again(x: Array, pad: int) -> Array:
    return np.pad(x, pad)[pad:-pad, pad:-pad]


_wrong(
    "border of all axes cut off with minus pad",
    0.5,
    "A slice that ends at -pad is empty when pad is 0. `np.pad` takes a width for each axis.",
    Forward(border=_cut_again),
)
BORDER = "How wide the border is, is told by `pad`: it need not be 1."
_wrong("border of one", 0.5, BORDER, Forward(border=lambda x, pad: padded(x, 1)))


def _as_rows(window: Array, w: Array) -> Array:
    """Fails for a window that is cut off at the edge."""
    rows: Array = window.reshape(len(window), -1) @ w.reshape(len(w), -1).T
    return rows


_wrong("border of one, where windows fit", 0.5, BORDER, Forward(border=lambda x, pad: padded(x, 1), products=_as_rows))


def _into_border_of_one(x: Array, pad: int) -> Array:
    """Fails where the border is of another width."""
    height, width = x.shape[2:]
    wide = np.zeros((*x.shape[:2], height + 2 * pad, width + 2 * pad))
    wide[:, :, 1 : height + pad, 1 : width + pad] = x
    return wide


_wrong("images laid into a border of one", 0.5, BORDER, Forward(border=_into_border_of_one))


def unset_without_border(x: Array, pad: int) -> Array:
    """Fails where the border has no width: its name is bound only where it has one."""
    if not pad:
        raise UnboundLocalError("cannot access local variable 'wide' where it is not associated with a value")
    return padded(x, pad)


def filled_beside_border(x: Array, pad: int) -> Array:
    """Zeros alone where the border has no width."""
    return padded(x, pad) if pad else np.zeros_like(x)


BESIDE = (
    "images left out where there is no border",
    "`pad` may be 0: are the images laid into the array that the windows are cut from then, too?",
)
UNSET = "images with a border only where there is one", "`pad` may be 0: what are the windows cut from then?"
_wrong(UNSET[0], 0.5, UNSET[1], Forward(border=unset_without_border))
_wrong(BESIDE[0], 0.5, BESIDE[1], Forward(border=filled_beside_border))

PIXELS = "The windows begin all over the image. How many there are depends on its border and on the filters' size too."


def _no_more_than_pixels(images: Shape, sides: Sides, conv_param: Param) -> Sides:
    rows, columns = pixels(images, sides, conv_param)
    return min(rows, sides[0]), min(columns, sides[1])


_wrong(
    "as many windows as pixels",
    0.5,
    PIXELS,
    Forward(visited=pixels),
)
_wrong("windows from pixels alone", 0.5, PIXELS, Forward(visited=_no_more_than_pixels, elsewhere=lambda b: b))
_wrong(
    "last windows not visited",
    0.5,
    "Is the last window of a row and of a column visited? See where `range` ends.",
    Forward(visited=lambda images, sides, conv_param: (sides[0] - 1, sides[1] - 1)),
)

_wrong(
    "as many columns visited as rows",
    0.25,
    "Height and width of the output can differ: how often does each loop run?",
    Forward(visited=lambda images, sides, conv_param: as_wide_as_high(sides)),
)
_wrong(
    "rows and columns visited swapped",
    0.25,
    "Height and width of the output can differ: how often does each loop run?",
    Forward(visited=lambda images, sides, conv_param: turned(sides)),
)
_wrong(HIGH[0], 0.25, HIGH[1], Forward(room=as_wide_as_high))
_wrong(TURNED[0], 0.25, TURNED[1], Forward(room=turned))
_wrong(ROWS[0], 0.25, ROWS[1], Forward(spot=divided_by_rows))
_wrong(IN_ROWS[0], 0.25, IN_ROWS[1], Forward(spot=counted_in_rows))
for _name, (_hint, _count) in COUNTS.items():
    _wrong(_name, 0.25, _hint, Forward(count=_count))
