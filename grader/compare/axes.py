"""Words for the axes of an array: rows and columns where they have a name, else the number of the axis."""

from collections.abc import Sequence

from grader.compare.words import listed

_NAMES = {(1, 0): "value", (2, 0): "row", (2, 1): "column", (4, 1): "channel", (4, 2): "row", (4, 3): "column"}
"""By number of axes and axis; images are (N, C, H, W)."""


def each(axes: int, axis: int) -> str:
    """One slice of an array with so many axes: `row`, `slice along axis 2`."""
    return _NAMES.get((axes, axis), f"slice along axis {axis}")


def many(axes: int, axis: int) -> str:
    """Several slices: `rows`, `slices along axis 2`."""
    return f"{_NAMES[axes, axis]}s" if (axes, axis) in _NAMES else f"slices along axis {axis}"


def at(axes: int, axis: int, indices: Sequence[int], length: int) -> str:
    """Certain slices: `row 3`, `the last row`, `columns 0 and 7`, `slices 1 and 2 along axis 0`."""
    if len(indices) == 1 and indices[0] in (0, length - 1) and length > 2:
        return f"the {'first' if indices[0] == 0 else 'last'} {each(axes, axis)}"
    noun, _, rest = (each if len(indices) == 1 else many)(axes, axis).partition(" ")
    return f"{noun} {listed([str(index) for index in indices])} {rest}".rstrip()


def named(axes: Sequence[int], total: int) -> str:
    """Axes over which something was taken: `all values`, `axis 0`, `axes 0, 2 and 3`."""
    if len(axes) == total:
        return "all values"
    return f"{'axis' if len(axes) == 1 else 'axes'} {listed([str(axis) for axis in axes])}"
