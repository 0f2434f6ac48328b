"""Wrong variants of convolution's forward pass."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import conv_forward_naive as right_conv_forward
from reference.cs_a3.conv import convolved

Forward = tuple[Array, Cache]


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
    return right_conv_forward(x, w[:, :, ::-1, ::-1], b, conv_param)[0], (x, w, b, conv_param)


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


@misconception(
    right_conv_forward,
    "last channel alone",
    hint="Each filter sees all channels of the image, and sums over them: = or += ?",
)
def _last_channel(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return right_conv_forward(x[:, -1:], w[:, -1:], b, conv_param)


@misconception(
    right_conv_forward,
    "bias added for every number of a filter",
    hint="Once for each output, or once for each number of the filter: how often is the bias added?",
    credit=0.25,
)
def _bias_in_sum(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return right_conv_forward(x, w, b * w[0].size, conv_param)


@misconception(
    right_conv_forward,
    "padding counted once",
    hint="The border of zeros is on both sides: by how much does it make an image wider and higher?",
    credit=0.25,
)
def _half_border(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    out, cache = right_conv_forward(x, w, b, conv_param)
    sides = [1 + (x.shape[axis] + conv_param["pad"] - w.shape[axis]) // conv_param["stride"] for axis in (2, 3)]
    return out[:, :, : sides[0], : sides[1]], cache


def _with_border(x: Array, w: Array, b: Array, conv_param: Param, widths: tuple[int, int], mode: str) -> Forward:
    """The convolution of images with another border; `widths` in units of `pad`, before and after."""
    border = (widths[0] * conv_param["pad"], widths[1] * conv_param["pad"])
    wide = np.pad(x, ((0, 0), (0, 0), border, border), mode=mode)  # type: ignore[call-overload]  # a mode of numpy's
    return right_conv_forward(wide, w, b, {**conv_param, "pad": 0})[0], (x, w, b, conv_param)


@misconception(right_conv_forward, "border on one side", hint="The border of zeros lies all around.", credit=0.25)
def _one_side(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return _with_border(x, w, b, conv_param, (0, 2), "constant")


@misconception(
    right_conv_forward, "border not of zeros", hint="The border holds zeros: see the mode of `np.pad`.", credit=0.5
)
def _edges(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    return _with_border(x, w, b, conv_param, (1, 1), "edge")


BORDER = "How wide the border is, is told by `pad`: it need not be 1."


@misconception(right_conv_forward, "border of one", hint=BORDER, credit=0.5)
def _border_of_one(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    """As many windows as there should be; what lies beyond the border is zero too."""
    out, cache = right_conv_forward(x, w, b, conv_param)
    after = 1 + 2 * conv_param["pad"]
    wide = np.pad(x, ((0, 0), (0, 0), (1, after), (1, after)))
    return right_conv_forward(wide, w, b, {**conv_param, "pad": 0})[0][:, :, : out.shape[2], : out.shape[3]], cache


@misconception(right_conv_forward, "images laid into a border of one", hint=BORDER, credit=0.5)
def _into_border_of_one(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    """Fails where the border is of another width."""
    pad, (height, width) = conv_param["pad"], x.shape[2:]
    wide = np.zeros((*x.shape[:2], height + 2 * pad, width + 2 * pad))
    wide[:, :, 1 : height + pad, 1 : width + pad] = x
    return right_conv_forward(wide, w, b, {**conv_param, "pad": 0})[0], (x, w, b, conv_param)


@misconception(
    right_conv_forward,
    "stride along one axis",
    hint="The windows are `stride` apart in both directions: is it used for each?",
    credit=0.25,
)
def _stride_of_rows(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    out, cache = right_conv_forward(x, w, b, conv_param)
    dense, _ = right_conv_forward(x, w, b, {**conv_param, "stride": 1})
    return dense[:, :, :: conv_param["stride"], : out.shape[3]], cache


@misconception(
    right_conv_forward,
    "height for the width of the images",
    hint="Height and width of an image can differ: is each used for its own side of the output?",
    credit=0.25,
)
def _height_for_width(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    out, cache = right_conv_forward(x, w, b, conv_param)
    columns = 1 + (x.shape[2] + 2 * conv_param["pad"] - w.shape[3]) // conv_param["stride"]
    return out[..., :columns], cache


def as_many_as_pixels(shape: tuple[int, ...], sides: tuple[int, int], stride: int) -> tuple[int, int]:
    """How many windows of images of this shape begin at a pixel. Raises where the output has not so large `sides`."""
    rows, columns = (len(range(0, side, stride)) for side in shape[2:])
    if rows > sides[0] or columns > sides[1]:
        raise IndexError(f"{rows} x {columns} windows for an output of {sides[0]} x {sides[1]}")
    return rows, columns


PIXELS = "The windows begin all over the image. How many there are depends on its border and on the filters' size too."


@misconception(right_conv_forward, "as many windows as pixels", hint=PIXELS, credit=0.5)
def _all_pixels(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    out, cache = right_conv_forward(x, w, b, conv_param)
    rows, columns = as_many_as_pixels(x.shape, out.shape[2:], conv_param["stride"])
    seen = np.zeros_like(out)
    seen[:, :, :rows, :columns] = out[:, :, :rows, :columns]
    return seen, cache


@misconception(right_conv_forward, "windows from pixels alone", hint=PIXELS, credit=0.5)
def _no_more_than_pixels(x: Array, w: Array, b: Array, conv_param: Param) -> Forward:
    """Where there is no window, there is the bias."""
    out, cache = right_conv_forward(x, w, b, conv_param)
    rows, columns = (len(range(0, side, conv_param["stride"])) for side in x.shape[2:])
    seen = np.zeros_like(out) + b[:, None, None]
    seen[:, :, :rows, :columns] = out[:, :, :rows, :columns]
    return seen, cache
