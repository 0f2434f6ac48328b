"""Wrong variants of max-pooling's backward pass."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import max_pool_backward_naive as right_backward
from reference.cs_a3.wrong.conv_steps import ROWS, Shape, Sides, by_stride, divided_by_rows, one_apart, overwrite, place
from reference.cs_a3.wrong.pool_steps import (
    COUNTS,
    EACH,
    OVER,
    OWN,
    SIZES,
    TILES,
    Back,
    Weight,
    is_largest,
    over,
    window_size,
)


def _wrong(name: str, credit: float, hint: str, back: Back) -> None:
    misconception(right_backward, name, hint=hint, credit=credit)(back.run)


def _maxima_overwritten(part: Array, dwindow: Array) -> None:
    """Only the place of the largest element is written, so that a later window overwrites it."""
    np.copyto(part, dwindow, where=dwindow != 0)


_OVERLAP = "Where windows overlap, one element can be the largest of several, and gets a gradient from each: = or += ?"
_wrong("windows overwritten", 0.5, _OVERLAP, Back(laid=overwrite))
_wrong("maxima overwritten", 0.5, _OVERLAP, Back(laid=_maxima_overwritten))

_SLICE = "A slice of x is x itself: what is written into it stands there when the next window is looked at."


def _gradient(weight: Array, dwindow: Array) -> Array:
    return dwindow


_wrong("x itself overwritten", 0.5, _SLICE, Back(in_x=_gradient))
_wrong("x itself overwritten with the mask", 0.5, _SLICE, Back(in_x=lambda weight, dwindow: weight))
_wrong(
    "x itself overwritten, but for zeros",
    0.5,
    _SLICE,
    Back(in_x=_gradient, weight=lambda window: is_largest(window) * (window != 0)),
)


@misconception(
    right_backward,
    "equal elements of the whole image",
    hint="The largest element of a window is looked for in the whole image: where else may the same number stand?",
    credit=0.5,
)
def _anywhere(dout: Array, cache: Cache) -> Array:
    x, pool_param = cache
    dx = np.zeros(x.shape)
    for at in np.ndindex(dout.shape[2:]):
        window = x[place(at, by_stride(pool_param), window_size(pool_param))]
        equal = x == window.max(axis=(2, 3), keepdims=True)
        dx += equal * dout[(..., *at)][..., None, None]
    return dx


_ONE = "Only the element that was passed on can change the output: who gets the gradient?"
_wrong(
    "spread over the window",
    0.0,
    _ONE,
    Back(weight=lambda window: np.full(window.shape, 1 / (window.shape[2] * window.shape[3]))),
)
_wrong("given to the whole window", 0.0, _ONE, Back(weight=np.ones_like))
_wrong(
    "without dout",
    0.25,
    "The places are right; the chain rule needs one more factor.",
    Back(given=lambda dout, window: np.ones_like(dout)),
)
_wrong(
    "largest element times dout",
    0.0,
    "The gradient at the largest element is that of the output: is something multiplied that should not be?",
    Back(given=lambda dout, window: dout * window.max(axis=(2, 3))),
)


def _is_largest_over(axes: tuple[int, ...]) -> Weight:
    return lambda window: (window == over(axes)(window)[:, :, None, None]).astype(np.float64)


for _name, _axes in OVER.items():
    _wrong(f"largest of all {_name}", 0.0, EACH, Back(weight=_is_largest_over(_axes)))


def _tiles(images: Shape, pool_param: Param) -> Sides:
    """How many windows lie side by side, those that reach over the edge included."""
    height, width = window_size(pool_param)
    return -(-images[2] // height), -(-images[3] // width)


def _corner(pool_param: Param) -> Sides:
    return 0, 0


_STRIDE = "The backward pass has to visit the same windows as the forward pass: how far apart do they begin?"
_wrong("stride ignored", 0.25, _STRIDE, Back(apart=one_apart))
_wrong("windows a window apart", 0.25, _STRIDE, Back(apart=window_size))
_wrong("stride ignored in dx", 0.25, _STRIDE, Back(written=one_apart))
_wrong(
    "places counted from the corner of the image",
    0.25,
    "The place of the largest element is counted from the corner of its window: where in the image is that?",
    Back(written=_corner),
)
for _name, (_hint, _size) in SIZES.items():
    _wrong(_name, 0.25, _hint, Back(size=_size))
for _name, (_hint, _count) in COUNTS.items():
    _wrong(_name, 0.25, _hint, Back(count=_count))
_wrong(TILES[0], 0.25, TILES[1], Back(apart=window_size, count=_tiles))
_wrong(ROWS[0], 0.25, ROWS[1], Back(spot=divided_by_rows))
_wrong(OWN[0], 0.25, OWN[1], Back(count=lambda images, pool_param: window_size(pool_param)))


_SPLIT = "The place of the largest element is counted along the rows of its window: by what is it divided?"


def _wrong_split(name: str, *, times: float, inside: bool) -> None:
    """Declare a flat place in a window that is divided by the window's height, where it should be its width.

    What is there already is kept so many `times`: 1 for +=, 0 for =. It fails for a place beyond the image. With
    `inside` the height stands for the width throughout, and it fails for a place beyond the window.
    """

    @misconception(right_backward, name, hint=_SPLIT, credit=0.25)
    def variant(dout: Array, cache: Cache) -> Array:
        x, pool_param = cache
        dx, (height, width) = np.zeros(x.shape), window_size(pool_param)
        for at in np.ndindex(dout.shape):
            row, column = (n * pool_param["stride"] for n in at[2:])
            window = np.s_[at[0], at[1], row : row + height, column : column + width]
            flat = int(x[window].argmax())
            part = dx[window if inside else np.s_[at[0], at[1], row:, column:]]
            spot = flat // height, flat % (height if inside else width)
            part[spot] = times * part[spot] + dout[at]
        return dx


_wrong_split("place in the window divided by its height", times=1, inside=False)
_wrong_split("place in the window divided by its height, overwritten", times=0, inside=False)
_wrong_split("place in the window split by its height", times=1, inside=True)


@misconception(
    right_backward,
    "for windows side by side alone",
    hint="Windows may overlap: see `stride`. How many are there then, and which of them hold an element?",
    credit=0.25,
)
def _side_by_side(dout: Array, cache: Cache) -> Array:
    """Fails where windows overlap: they are counted, or cut out of the images, as if they did not."""
    if max(window_size(cache[1])) > cache[1]["stride"]:
        raise ValueError("the windows overlap")
    return right_backward(dout, cache)
