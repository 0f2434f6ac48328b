"""Wrong variants of max-pooling's forward pass."""

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import max_pool_forward_naive as right_pool_forward
from reference.cs_a3.conv import pooled

Forward = tuple[Array, Cache]


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


_SIDES = "Height and width of a window can differ: is each used for its own axis?"


@misconception(right_pool_forward, "square windows", hint=_SIDES)
def _square(x: Array, pool_param: Param) -> Forward:
    return right_pool_forward(x, {**pool_param, "pool_width": pool_param["pool_height"]})


@misconception(right_pool_forward, "smallest", hint="Of each window, the largest element stays.")
def _smallest(x: Array, pool_param: Param) -> Forward:
    return pooled(x, pool_param).min(axis=(4, 5)), (x, pool_param)


@misconception(
    right_pool_forward, "over all channels", hint="Each channel is pooled by itself: over which axes is the maximum?"
)
def _over_channels(x: Array, pool_param: Param) -> Forward:
    out = right_pool_forward(x, pool_param)[0]
    return np.broadcast_to(out.max(axis=1, keepdims=True), out.shape), (x, pool_param)


def _square_windows(name: str, side: str, hint: str = _SIDES) -> None:
    """Declare windows whose sides are both of one length, but as many as there should be."""

    @misconception(right_pool_forward, name, hint=hint, credit=0.25)
    def variant(x: Array, pool_param: Param) -> Forward:
        rows, columns = right_pool_forward(x, pool_param)[0].shape[2:]
        square = {**pool_param, "pool_height": pool_param[side], "pool_width": pool_param[side]}
        wide = np.pad(x, ((0, 0), (0, 0), (0, pool_param[side]), (0, pool_param[side])), constant_values=-np.inf)
        return right_pool_forward(wide, square)[0][:, :, :rows, :columns], (x, pool_param)


_square_windows("height for the width of a window", "pool_height")
_square_windows("width for the height of a window", "pool_width")
_square_windows(
    "windows as large as the stride",
    "stride",
    "`stride` says how far apart the windows begin. Where does it say how large they are?",
)


COUNT = "How many windows fit is counted as if they lay side by side. They may overlap: see `stride`."


def side_by_side(x: Array, pool_param: Param) -> tuple[int, int]:
    """How many windows lie side by side."""
    return x.shape[2] // pool_param["pool_height"], x.shape[3] // pool_param["pool_width"]


@misconception(right_pool_forward, "windows counted side by side", hint=COUNT, credit=0.25)
def _few_windows(x: Array, pool_param: Param) -> Forward:
    rows, columns = side_by_side(x, pool_param)
    return right_pool_forward(x, pool_param)[0][:, :, :rows, :columns], (x, pool_param)


STEPS = "How many windows fit depends on their size too: does the last one lie inside the image?"


def steps(x: Array, pool_param: Param) -> tuple[int, int]:
    """How many steps of the stride are in an image."""
    return x.shape[2] // pool_param["stride"], x.shape[3] // pool_param["stride"]


@misconception(right_pool_forward, "windows counted by the stride alone", hint=STEPS, credit=0.25)
def _many_windows(x: Array, pool_param: Param) -> Forward:
    """As many windows as steps; those that reach over the edge hold what there is."""
    rows, columns = steps(x, pool_param)
    size = pool_param["pool_height"], pool_param["pool_width"]
    wide = np.pad(x, ((0, 0), (0, 0), (0, size[0]), (0, size[1])), constant_values=-np.inf)
    return right_pool_forward(wide, pool_param)[0][:, :, :rows, :columns], (x, pool_param)
