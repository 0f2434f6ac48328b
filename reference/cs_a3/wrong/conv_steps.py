"""Convolution in steps, window by window, as loops go about it: a wrong variant replaces some of them.

A window that reaches over the edge is cut off there, as a slice is. Then NumPy repeats its one row or column for all of
the filter, or fails: both happen here as they do in a submission.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import padded

Sides = tuple[int, int]
"""Of rows and of columns."""
Shape = tuple[int, ...]
Border = Callable[[Array, int], Array]
Cut = Callable[[Array, Shape, int], Array]
"""The gradient of the images, of some shape, from that of the padded ones and `pad`."""
Count = Callable[[Shape, Shape, Param], Sides]
"""A number of windows, from the shapes of images and filters."""
Three = tuple[Array, Array, Array]


def counted(images: Shape, filters: Shape, conv_param: Param) -> Sides:
    """How many windows fit into the padded images."""
    pad, stride = conv_param["pad"], conv_param["stride"]
    rows, columns = (int(1 + (images[axis] + 2 * pad - filters[axis]) // stride) for axis in (2, 3))
    return rows, columns


def by_stride(param: Param) -> Sides:
    """How far apart the windows begin."""
    return param["stride"], param["stride"]


def one_apart(param: Param) -> Sides:
    """The same with every pixel's window."""
    return 1, 1


def place(at: Shape, steps: Sides, size: Shape) -> tuple[slice, ...]:
    """Where a window lies in all images and channels."""
    rows, columns = (slice(n * step, n * step + side) for n, step, side in zip(at, steps, size, strict=True))
    return slice(None), slice(None), rows, columns


def filtered(window: Array, w: Array) -> Array:
    """A window (N, C, HH, WW) and all filters to (N, F)."""
    sums: Array = (window[:, None] * w).sum(axis=(2, 3, 4))
    return sums


def as_wide_as_high(sides: Shape) -> Sides:
    """Sides of which both are the first."""
    return sides[0], sides[0]


def turned(sides: Shape) -> Sides:
    """The two sides in the other order."""
    return sides[1], sides[0]


def _number(at: Sides, sides: Shape) -> int:
    return at[0] * sides[1] + at[1]


def divided_by_rows(at: Sides, sides: Shape) -> Sides:
    """The place of a window from its number, which is divided by the count of rows and not of columns."""
    number = _number(at, sides)
    return number // sides[0], number % sides[1]


def counted_in_rows(at: Sides, sides: Shape) -> Sides:
    """The same where the remainder is taken by the count of rows, too."""
    return divmod(_number(at, sides), sides[0])


HIGH = "output as wide as high", "Height and width of the output can differ: is each used in its own place?"
"""The name of that, and a hint."""
TURNED = "height and width of the output swapped", HIGH[1]
_NUMBER = "The windows are counted one after the other: by what is the count divided to find a window's row?"
ROWS = "number of the window divided by the rows", _NUMBER
IN_ROWS = "number of the window counted in rows alone", _NUMBER
SQUARE = "height for the width of a window", "Height and width of a filter can differ: is each used for its own axis?"


@dataclass(frozen=True)
class Forward:
    """The steps of `conv_forward_naive`."""

    border: Border = padded
    count: Count = counted
    visited: Callable[[Shape, Sides, Param], Sides] = lambda images, sides, conv_param: sides
    """How many of the windows are visited."""
    room: Callable[[Sides], Sides] = lambda sides: sides
    """The sides of the array for the output, from the number of windows."""
    apart: Callable[[Param], Sides] = by_stride
    seen: Callable[[Shape], Shape] = lambda sides: sides
    """Height and width of the window that is laid beside a filter with these."""
    products: Callable[[Array, Array], Array] = filtered
    bias: Callable[[Array, Array], Array] = lambda b, w: b
    spot: Callable[[Sides, Shape], Sides] = lambda at, sides: at
    """Where in the output a window's goes, given its row and column and the sides of the output."""
    elsewhere: Callable[[Array], Array] = np.zeros_like
    """What an output has whose window is not visited, given the bias."""

    def run(self, x: Array, w: Array, b: Array, conv_param: Param) -> tuple[Array, Cache]:
        """The output and the template's cache, with the signature of `conv_forward_naive`."""
        wide, sides = self.border(x, conv_param["pad"]), self.count(x.shape, w.shape, conv_param)
        out = np.zeros((len(x), len(w), *self.room(sides))) + self.elsewhere(b)[:, None, None]
        for at in np.ndindex(self.visited(x.shape, sides, conv_param)):
            window = wide[place(at, self.apart(conv_param), self.seen(w.shape[2:]))]
            out[(..., *self.spot(at, sides))] = self.products(window, w) + self.bias(b, w)
        return out, (x, w, b, conv_param)


def through_filters(dout: Array, w: Array) -> Array:
    """The gradients dout (N, F) of one window's outputs to that of the window, (N, C, HH, WW)."""
    dwindow: Array = np.einsum("nf,fchw->nchw", dout, w)
    return dwindow


def add(part: Array, dwindow: Array) -> None:
    """Lay a window's gradient on its part of the images."""
    part += dwindow


def overwrite(part: Array, dwindow: Array) -> None:
    """The same with = for +=."""
    part[:] = dwindow


def inside(dwide: Array, shape: Shape, pad: int) -> Array:
    """The part of the padded images that is not border."""
    return dwide[:, :, pad : pad + shape[2], pad : pad + shape[3]]


@dataclass(frozen=True)
class Back:
    """The steps of `conv_backward_naive`."""

    border: Border = padded
    border_in_dw: Border | None = None
    """The border of the images that dw is made with; the same unless set."""
    visited: Count | None = None
    """How many windows are visited; all unless set."""
    apart: Callable[[Param], Sides] = by_stride
    """How far apart the windows begin that dx is made with."""
    apart_in_dw: Callable[[Param], Sides] = by_stride
    size: Callable[[Shape], Shape] = lambda sides: sides
    """Height and width of the window that belongs to a filter with these."""
    returned: Callable[[Array, Array], Array] = through_filters
    laid: Callable[[Array, Array], None] = add
    cut: Cut = inside
    seen: Callable[[Array], Array] = lambda window: window
    """The window that dw is made with."""
    dw: Callable[[Array], Array] = lambda each: each.sum(axis=(0, 1))
    """From what each window of each image gives, (H' * W', N, F, C, HH, WW)."""
    db: Callable[[Array], Array] = lambda dout: dout.sum(axis=(0, 2, 3))

    def run(self, dout: Array, cache: Cache) -> Three:
        """All gradients, with the signature of `conv_backward_naive`."""
        x, w, _, conv_param = cache
        dwide, each = np.zeros_like(self.border(x, conv_param["pad"])), []
        wide = (self.border_in_dw or self.border)(x, conv_param["pad"])
        size = self.size(w.shape[2:])
        for at in np.ndindex(self.visited(x.shape, w.shape, conv_param) if self.visited else dout.shape[2:]):
            given = dout[(..., *at)]
            window = self.seen(wide[place(at, self.apart_in_dw(conv_param), size)])
            each.append(np.broadcast_to(given[:, :, None, None, None] * window[:, None], (len(x), *w.shape)))
            self.laid(dwide[place(at, self.apart(conv_param), size)], self.returned(given, w))
        return self.cut(dwide, x.shape, conv_param["pad"]), self.dw(np.array(each)), self.db(dout)


def pixels(images: Shape, _: Shape, param: Param) -> Sides:
    """How many windows begin at a pixel that is not border, whatever the filters or the counts of the others are."""
    rows, columns = (len(range(0, side, param["stride"])) for side in images[2:])
    return rows, columns


def _with(change: Callable[[Shape, Shape, float], tuple[Shape, Shape, float]]) -> Count:
    """The count from other shapes or another border."""

    def count(images: Shape, filters: Shape, conv_param: Param) -> Sides:
        images, filters, pad = change(images, filters, conv_param["pad"])
        return counted(images, filters, {**conv_param, "pad": pad})

    return count


def _fewer(images: Shape, filters: Shape, conv_param: Param) -> Sides:
    rows, columns = counted(images, filters, conv_param)
    return rows - 1, columns - 1


def _as_rows(images: Shape, filters: Shape, conv_param: Param) -> Sides:
    return as_wide_as_high(counted(images, filters, conv_param))


def _turned(images: Shape, filters: Shape, conv_param: Param) -> Sides:
    return turned(counted(images, filters, conv_param))


_SIDES = "Height and width of an image can differ: is each used for its own side of the output?"
_FILTER = "Height and width of a filter can differ: is each used for its own side of the output?"
_BORDER = "The border of zeros is on both sides: by how much does it make an image wider and higher?"
COUNTS: dict[str, tuple[str, Count]] = {
    "height for the width of the images": (_SIDES, _with(lambda x, w, pad: ((*x[:3], x[2]), w, pad))),
    "width for the height of the images": (_SIDES, _with(lambda x, w, pad: ((*x[:2], x[3], x[3]), w, pad))),
    "height for the width of the filters": (_FILTER, _with(lambda x, w, pad: (x, (*w[:3], w[2]), pad))),
    "as many columns of windows as rows": (_SIDES, _as_rows),
    "rows and columns of windows swapped": (_SIDES, _turned),
    "number of filters for their size": (
        "Which of the filters' axes is their number, and which are their height and width?",
        _with(lambda x, w, pad: (x, (*w[:2], w[0], w[0]), pad)),
    ),
    "padding not counted": (_BORDER, _with(lambda x, w, pad: (x, w, 0))),
    "padding counted once": (_BORDER, _with(lambda x, w, pad: (x, w, pad / 2))),
    "one window too few": ("How many windows fit into an image that is just as large as a filter?", _fewer),
}
"""What goes wrong with the number of windows, in the forward and in the backward pass: a hint, and the wrong count."""
