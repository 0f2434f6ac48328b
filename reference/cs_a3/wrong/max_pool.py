"""Wrong variants of max-pooling's forward pass."""

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.conv import max_pool_forward_naive as right_pool_forward
from reference.cs_a3.wrong.conv_steps import (
    HIGH,
    IN_ROWS,
    ROWS,
    TURNED,
    Shape,
    Sides,
    as_wide_as_high,
    counted_in_rows,
    divided_by_rows,
    one_apart,
    pixels,
    turned,
)
from reference.cs_a3.wrong.pool_steps import (
    COUNTS,
    EACH,
    OVER,
    OWN,
    SIZES,
    TILES,
    Forward,
    all_begin,
    over,
    window_size,
)


def _wrong(name: str, credit: float, hint: str, steps: Forward) -> None:
    misconception(right_pool_forward, name, hint=hint, credit=credit)(steps.run)


_wrong(
    "average",
    0.0,
    "Of each window, the largest element stays, not the mean.",
    Forward(kept=lambda window: window.mean(axis=(2, 3))),
)
_wrong(
    "smallest", 0.0, "Of each window, the largest element stays.", Forward(kept=lambda window: window.min(axis=(2, 3)))
)
for _name, _axes in OVER.items():
    _wrong(f"over all {_name}", 0.0, EACH, Forward(kept=over(_axes)))


def _height_apart(pool_param: Param) -> Sides:
    return pool_param["pool_height"], pool_param["pool_height"]


def _fit_apart(images: Shape, pool_param: Param) -> Sides:
    """The count of windows that begin a window's height apart."""
    rows, columns = (
        1 + (side - length) // pool_param["pool_height"]
        for side, length in zip(images[2:], window_size(pool_param), strict=True)
    )
    return rows, columns


_STRIDE = "How far apart do the windows begin? It need not be the size of a window, nor 1."
_wrong("stride ignored", 0.25, _STRIDE, Forward(apart=one_apart, count=all_begin))
_wrong("windows one pixel apart", 0.25, _STRIDE, Forward(apart=one_apart))
_wrong(
    "stride of a window's height",
    0.5,
    "`stride` says how far apart the windows begin; they may overlap.",
    Forward(apart=_height_apart, count=_fit_apart),
)
_wrong("windows a window apart", 0.25, _STRIDE, Forward(apart=window_size))
_wrong(
    "square windows",
    0.0,
    SIZES["height for the width of a window"][0],
    Forward(size=_height_apart, count=COUNTS["windows counted by their height"][1]),
)


_wrong(
    "windows begun up to the edge",
    0.5,
    "Windows begin `stride` apart, but not up to the edge: does the last one lie inside the image?",
    Forward(visited=pixels),
)
_wrong(
    "last windows not visited",
    0.5,
    "Is the last window of a row and of a column visited? See where `range` ends.",
    Forward(visited=lambda images, sides, pool_param: (sides[0] - 1, sides[1] - 1)),
)
for _name, (_hint, _size) in SIZES.items():
    _wrong(_name, 0.25, _hint, Forward(size=_size))
_wrong(HIGH[0], 0.25, HIGH[1], Forward(room=as_wide_as_high))
_wrong(TURNED[0], 0.25, TURNED[1], Forward(room=turned))
for _name, (_hint, _count) in COUNTS.items():
    _wrong(_name, 0.25, _hint, Forward(count=_count))


def _as_in_a_window(images: Shape, sides: Sides, pool_param: Param) -> Sides:
    """What is written beyond the output goes nowhere, as with slices."""
    height, width = window_size(pool_param)
    return min(height, sides[0]), min(width, sides[1])


_wrong(ROWS[0], 0.25, ROWS[1], Forward(spot=divided_by_rows))
_wrong(IN_ROWS[0], 0.25, IN_ROWS[1], Forward(spot=counted_in_rows))
_wrong(OWN[0], 0.25, OWN[1], Forward(visited=_as_in_a_window))


@misconception(right_pool_forward, TILES[0], hint=TILES[1], credit=0.25)
def _tiles(x: Array, pool_param: Param) -> tuple[Array, Cache]:
    """Fails where an image cannot be cut into windows without remainder."""
    if any(side % length for side, length in zip(x.shape[2:], window_size(pool_param), strict=True)):
        raise ValueError("the windows do not tile the images")
    return Forward(apart=window_size, count=COUNTS["windows counted side by side"][1]).run(x, pool_param)
