"""What the cells put out, for checks to ask for: printed text by cell, and the curves in figures as numbers.

Figures are read when they are shown, before the inline backend closes them.
"""

# mypy: allow-untyped-calls

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from matplotlib_inline import backend_inline

MOST_TEXT = 1 << 20
"""Characters of printed text kept of all cells together."""
MOST_LINES = 200
MOST_POINTS = 50_000
"""Points of a line; longer ones are left out."""

Line = dict[str, object]

_array, _floating = np.asarray, np.float64


class Record:
    """Printed text and plotted lines, in order."""

    def __init__(self) -> None:
        self.printed: dict[str, str] = {}
        """By index of the cell, as text."""
        self.lines: list[Line] = []
        self.cell = 0
        """The cell that runs."""
        self._room = MOST_TEXT

    def note(self, cell: int, text: str) -> None:
        """Take what a cell printed."""
        self.printed[str(cell)] = text[: self._room]
        self._room -= len(self.printed[str(cell)])

    def watch_figures(self) -> None:
        """Read every figure that the inline backend shows from now on."""
        backend: Any = backend_inline
        show: Callable[..., object] = backend.display

        def display(figure: Any, *args: object, **options: object) -> object:
            for line in _lines(figure):
                if len(self.lines) < MOST_LINES:
                    self.lines.append({"cell": self.cell, **line})
            return show(figure, *args, **options)

        backend.display = display


def _lines(figure: Any) -> Iterator[Line]:
    """The lines in a figure's axes; what cannot be read as numbers is left out."""
    for axes in getattr(figure, "axes", ()):
        words = {"title": axes.get_title(), "x_label": axes.get_xlabel(), "y_label": axes.get_ylabel()}
        for line in axes.get_lines():
            try:
                x, y = (_array(values, dtype=_floating).ravel() for values in line.get_data())
            except (TypeError, ValueError):
                continue
            if y.size <= MOST_POINTS:
                label = str(line.get_label())
                yield {**words, "label": "" if label.startswith("_") else label, "x": x, "y": y}
