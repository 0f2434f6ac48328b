"""What the cells of a submission printed and plotted when they ran, as `t.student.recorded()` gives it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grader.checks.asking.answers import Answer

_LONGEST_INDEX = 6


@dataclass(frozen=True)
class PlottedLine:
    """A line in a figure that a cell showed."""

    cell: int
    words: tuple[str, ...]
    """Its label, the names of the axes, and the title; those that there are."""
    x: list[float]
    y: list[float]


@dataclass(frozen=True)
class Recorded:
    """What the cells put out, as far as it was kept."""

    printed: dict[int, str]
    """By index of the cell."""
    lines: list[PlottedLine]


def recorded(answer: Answer) -> Recorded:
    """The worker's reply, read field by field."""
    return Recorded(_printed(answer.mapping("printed")), [_line(raw) for raw in answer.items("lines")])


def _printed(texts: Mapping[str, object]) -> dict[int, str]:
    return {
        int(cell): text
        for cell, text in texts.items()
        if isinstance(text, str) and cell.isdecimal() and len(cell) <= _LONGEST_INDEX
    }


def _line(raw: object) -> PlottedLine:
    answer = Answer(raw if isinstance(raw, dict) else {}, {})
    words = (answer.text(name) for name in ("label", "y_label", "x_label", "title"))
    x, y = (_numbers(answer.fields.get(name)) for name in ("x", "y"))
    return PlottedLine(int(answer.number("cell")), tuple(word for word in words if word), x, y)


def _numbers(value: object) -> list[float]:
    plain = isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "f"
    return [float(item) for item in value] if isinstance(value, np.ndarray) and plain else []
