"""Max-pooling in steps, window by window, as loops go about it: a wrong variant replaces some of them.

A window that reaches over the edge is cut off there, as a slice is; one that lies outside has no largest element.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.wrong.conv_steps import Shape, Sides, add, as_wide_as_high, by_stride, place, turned

Count = Callable[[Shape, Param], Sides]
"""A number of windows, from the shape of images."""
Weight = Callable[[Array], Array]
"""How much of a window's gradient each of its elements gets."""


def window_size(pool_param: Param) -> Sides:
    """Height and width of a window."""
    return pool_param["pool_height"], pool_param["pool_width"]


def counted(images: Shape, pool_param: Param) -> Sides:
    """How many windows fit into the images."""
    rows, columns = (
        1 + (side - length) // pool_param["stride"]
        for side, length in zip(images[2:], window_size(pool_param), strict=True)
    )
    return rows, columns


@dataclass(frozen=True)
class Forward:
    """The steps of `max_pool_forward_naive`."""

    count: Count = counted
    visited: Callable[[Shape, Sides, Param], Sides] = lambda images, sides, pool_param: sides
    """How many of the windows are visited."""
    room: Callable[[Sides], Sides] = lambda sides: sides
    """The sides of the array for the output, from the number of windows."""
    size: Callable[[Param], Sides] = window_size
    apart: Callable[[Param], Sides] = by_stride
    kept: Callable[[Array], Array] = lambda window: window.max(axis=(2, 3))
    """What is kept of a window (N, C, height, width), (N, C)."""
    spot: Callable[[Sides, Shape], Sides] = lambda at, sides: at
    """Where in the output that goes, given the window's row and column and the sides of the output."""

    def run(self, x: Array, pool_param: Param) -> tuple[Array, Cache]:
        """The output and the template's cache, with the signature of `max_pool_forward_naive`."""
        sides = self.count(x.shape, pool_param)
        out = np.zeros((*x.shape[:2], *self.room(sides)))
        for at in np.ndindex(self.visited(x.shape, sides, pool_param)):
            out[(..., *self.spot(at, sides))] = self.kept(x[place(at, self.apart(pool_param), self.size(pool_param))])
        return out, (x, pool_param)


def is_largest(window: Array) -> Array:
    """1 at the largest element, else 0."""
    largest: Array = (window == window.max(axis=(2, 3), keepdims=True)).astype(np.float64)
    return largest


@dataclass(frozen=True)
class Back:
    """The steps of `max_pool_backward_naive`."""

    count: Count | None = None
    """How many windows are visited; all unless set."""
    size: Callable[[Param], Sides] = window_size
    apart: Callable[[Param], Sides] = by_stride
    written: Callable[[Param], Sides] | None = None
    """How far apart the windows' gradients are laid; as far as the windows unless set."""
    weight: Weight = is_largest
    given: Callable[[Array, Array], Array] = lambda dout, window: dout
    """The gradient of a window, (N, C)."""
    spot: Callable[[Sides, Shape], Sides] = lambda at, sides: at
    """Where in dout it is found, given the window's row and column and the sides of dout."""
    laid: Callable[[Array, Array], None] = add
    in_x: Callable[[Array, Array], Array] | None = None
    """What is written into x before the next window is looked at, from the window's weight and its gradient."""

    def run(self, dout: Array, cache: Cache) -> Array:
        """The gradient of x, with the signature of `max_pool_backward_naive`."""
        x, pool_param = cache
        x, dx, apart, size = x.copy(), np.zeros(x.shape), self.apart(pool_param), self.size(pool_param)
        written = self.written(pool_param) if self.written else apart
        for at in np.ndindex(self.count(x.shape, pool_param) if self.count else dout.shape[2:]):
            window = x[place(at, apart, size)]
            given = self.given(dout[(..., *self.spot(at, dout.shape[2:]))], window)[..., None, None]
            weight = self.weight(window)
            dwindow = weight * given
            self.laid(dx[place(at, written, size)], dwindow)
            if self.in_x:
                window[:] = self.in_x(weight, dwindow)
        return dx


def over(axes: tuple[int, ...]) -> Callable[[Array], Array]:
    """The largest element over these axes of a window (N, C, height, width), for each image and channel."""
    return lambda window: np.broadcast_to(window.max(axis=axes, keepdims=True), (*window.shape[:2], 1, 1))[..., 0, 0]


EACH = "Each channel of each image is pooled by itself: over which axes is the maximum?"
OVER = {"channels": (1, 2, 3), "images": (0, 2, 3), "images and channels": (0, 1, 2, 3)}
"""Axes over which there should be no maximum."""


def _with(change: Callable[[Shape, Param], tuple[Shape, Param]]) -> Count:
    """The count from other shapes or settings."""
    return lambda images, pool_param: counted(*change(images, pool_param))


def _both(side: str) -> Callable[[Param], Sides]:
    """Windows whose sides are both of one length."""
    return lambda pool_param: (pool_param[side], pool_param[side])


def _as_rows(images: Shape, pool_param: Param) -> Sides:
    return as_wide_as_high(counted(images, pool_param))


def _turned(images: Shape, pool_param: Param) -> Sides:
    return turned(counted(images, pool_param))


def _side_by_side(images: Shape, pool_param: Param) -> Sides:
    return images[2] // pool_param["pool_height"], images[3] // pool_param["pool_width"]


def _steps(images: Shape, pool_param: Param) -> Sides:
    return images[2] // pool_param["stride"], images[3] // pool_param["stride"]


def _fewer(images: Shape, pool_param: Param) -> Sides:
    rows, columns = counted(images, pool_param)
    return rows - 1, columns - 1


all_begin = _with(lambda x, param: (x, {**param, "stride": 1}))
"""As if they began one pixel apart."""


OWN = "loops over a window's rows and columns", "Do the loops run over the windows, or over the places in one of them?"
TILES = "images cut into tiles", "Windows may overlap, and need not cover the image evenly: see `stride`."
"""Names and hints of what both passes can get wrong."""
_SIDES = "Height and width of an image can differ: is each used for its own side of the output?"
_WINDOW = "Height and width of a window can differ: is each used for its own side of the output?"
COUNTS: dict[str, tuple[str, Count]] = {
    "height for the width of the images": (_SIDES, _with(lambda x, param: ((*x[:3], x[2]), param))),
    "width for the height of the images": (_SIDES, _with(lambda x, param: ((*x[:2], x[3], x[3]), param))),
    "as many columns of windows as rows": (_SIDES, _as_rows),
    "rows and columns of windows swapped": (_SIDES, _turned),
    "windows counted by their height": (
        _WINDOW,
        _with(lambda x, param: (x, {**param, "pool_width": param["pool_height"]})),
    ),
    "windows counted by their width": (
        _WINDOW,
        _with(lambda x, param: (x, {**param, "pool_height": param["pool_width"]})),
    ),
    "windows counted side by side": (
        "How many windows fit is counted as if they lay side by side. They may overlap: see `stride`.",
        _side_by_side,
    ),
    "windows counted by the stride alone": (
        "How many windows fit depends on their size too: does the last one lie inside the image?",
        _steps,
    ),
    "one window too few": ("How many windows fit into an image that is just as large as a window?", _fewer),
}
"""What goes wrong with the number of windows, in the forward and in the backward pass: a hint, and the wrong count."""

_AXIS = "Height and width of a window can differ: is each used for its own axis?"
SIZES: dict[str, tuple[str, Callable[[Param], Sides]]] = {
    "height for the width of a window": (_AXIS, _both("pool_height")),
    "width for the height of a window": (_AXIS, _both("pool_width")),
    "height and width of a window swapped": (_AXIS, lambda param: (param["pool_width"], param["pool_height"])),
    "windows as large as the stride": (
        "`stride` says how far apart the windows begin. Where does it say how large they are?",
        _both("stride"),
    ),
}
"""What goes wrong with the size of the windows, in the same way."""
