"""Wrong variants of max-pooling's backward pass: the pass in steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import is_maximum, pooled, scattered
from reference.cs_a3.conv import max_pool_backward_naive as right_backward
from reference.cs_a3.wrong.max_pool import COUNT, STEPS, side_by_side, steps

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Back:
    """The steps of `max_pool_backward_naive`."""

    count: Callable[[Array, Param], tuple[int, int]] | None = None
    """How many windows are visited, of how many rows and columns; all unless set."""
    weight: Callable[[Array, Param], Array] = is_maximum
    """How much of its window's gradient each element gets, (N, C, H', W', height, width)."""
    given: Callable[[Array, Array, Param], Array] = lambda dout, x, pool_param: dout
    """The gradient of each window."""
    laid: Callable[[Array, Shape, int], Array] = scattered
    """The windows' gradients laid back on images of some shape, given the stride."""

    def run(self, dout: Array, cache: Cache) -> Array:
        """The gradient of x, with the signature of `max_pool_backward_naive`."""
        x, pool_param = cache
        rows, columns = self.count(x, pool_param) if self.count else dout.shape[2:]
        if rows > dout.shape[2] or columns > dout.shape[3]:
            raise IndexError(f"{rows} x {columns} windows, but dout has {dout.shape[2]} x {dout.shape[3]}")
        given = self.given(dout, x, pool_param)[..., None, None]
        dwindows = (self.weight(x, pool_param) * given)[:, :, :rows, :columns]
        return self.laid(dwindows, x.shape, pool_param["stride"])


def _wrong(name: str, credit: float, hint: str, back: Back) -> None:
    misconception(right_backward, name, hint=hint, credit=credit)(back.run)


def _windows_overwritten(dwindows: Array, shape: Shape, stride: int) -> Array:
    return scattered(dwindows, shape, stride, assign=True)


def _maxima_overwritten(dwindows: Array, shape: Shape, stride: int) -> Array:
    """Only the place of the largest element is written, so that a later window overwrites it."""
    dx = np.zeros(shape)
    for n, c, i, j, h, w in np.argwhere(dwindows):
        dx[n, c, i * stride + h, j * stride + w] = dwindows[n, c, i, j, h, w]
    return dx


_OVERLAP = "Where windows overlap, one element can be the largest of several, and gets a gradient from each: = or += ?"
_wrong("windows overwritten", 0.5, _OVERLAP, Back(laid=_windows_overwritten))
_wrong("maxima overwritten", 0.5, _OVERLAP, Back(laid=_maxima_overwritten))


def _everywhere(x: Array, pool_param: Param) -> Array:
    return np.ones_like(pooled(x, pool_param))


def _share(x: Array, pool_param: Param) -> Array:
    share: Array = _everywhere(x, pool_param) / (pool_param["pool_height"] * pool_param["pool_width"])
    return share


_ONE = "Only the element that was passed on can change the output: who gets the gradient?"
_wrong("spread over the window", 0.0, _ONE, Back(weight=_share))
_wrong("given to the whole window", 0.0, _ONE, Back(weight=_everywhere))
_wrong(
    "without dout",
    0.25,
    "The places are right; the chain rule needs one more factor.",
    Back(given=lambda dout, x, pool_param: np.ones_like(dout)),
)
_wrong(
    "largest element times dout",
    0.0,
    "The gradient at the largest element is that of the output: is something multiplied that should not be?",
    Back(given=lambda dout, x, pool_param: dout * pooled(x, pool_param).max(axis=(4, 5))),
)
_wrong("windows counted side by side", 0.25, COUNT, Back(count=side_by_side))
_wrong("windows counted by the stride alone", 0.25, STEPS, Back(count=steps))
