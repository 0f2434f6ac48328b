"""What a comparison looks like: small, bounded numbers from which a report draws."""

from typing import Literal

from grader.model.base import Model


class ErrorMap(Model):
    """Where a tensor is wrong: its error folded onto two of its axes, in at most 16 rows of 32 cells.

    There is one only where it tells something: where parts are right, or the error follows the rows or columns.
    """

    axes: tuple[int, ...]
    """The axes that run down and across, counted from 0; along all others the worst counts."""
    sizes: tuple[int, ...]
    """The lengths of these two axes."""
    rows: tuple[str, ...]
    """A character for each cell: `.` within the tolerance, `1` to `9` the worst error there in ninths of `worst`,
    `x` NaN or infinite on one side only."""
    worst: float
    """The error that `9` stands for."""


class Series(Model):
    """Expected and got side by side, at most 64 pairs of numbers."""

    along: Literal["entry", "step", "sample"]
    """The entries of a list or vector, the steps of a training, or elements drawn evenly from a larger value."""
    place: str = ""
    """Of steps: which number is followed, such as `['parameters']['w'][2, 3]`."""
    positions: tuple[int, ...]
    """The entry or element (counted from 0 in C order) or the step that each pair belongs to."""
    expected: tuple[float, ...]
    """The expected numbers; NaN where there is none."""
    got: tuple[float, ...]
    """The numbers that came; NaN where none came."""


class Part(Model):
    """One part of a compared structure, such as a layer's shape or a parameter."""

    path: str
    """Where it is, such as `['outputs'][1]`."""
    expected: str
    """What it should be, in a word or two."""
    got: str
    """What came."""
    passed: bool
    """Nothing in it differs."""
