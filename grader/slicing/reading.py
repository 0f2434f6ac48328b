"""The code cells of a notebook, read: their steps, and what could not be read."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.model import Cell
from grader.slicing.acts import Act
from grader.slicing.found import Found
from grader.slicing.knowledge import ANY
from grader.slicing.source import read_source
from grader.slicing.steps import Step, steps_of

LONGEST_NOTEBOOK = 400_000
"""Characters of code beyond which cells are not read any more."""


@dataclass(slots=True)
class Reading:
    """What the code cells hold."""

    steps: list[Step] = field(default_factory=list)
    """The statements of all cells, in order."""
    problems: dict[int, str] = field(default_factory=dict)
    """What is wrong with cells that could not be read, as the end of "the cell …"."""


def read_cells(cells: Iterable[Cell]) -> Reading:
    """Read code cells, in order. Never raises; what Python warns of in the code is the student's business."""
    reading, left = Reading(), LONGEST_NOTEBOOK
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in cells:
            left -= len(cell.source)
            if left < 0:
                _leave(reading, cell.index, "comes after more code than is read")
            else:
                _read(reading, cell)
    return reading


def _read(reading: Reading, cell: Cell) -> None:
    source = read_source(cell.source)
    if source.tree is not None:
        try:
            reading.steps += steps_of(cell.index, source.tree)
        except RecursionError:
            _leave(reading, cell.index, "is nested too deeply to be read")
    elif source.fails:
        reading.problems[cell.index] = source.problem
    else:
        _leave(reading, cell.index, source.problem)


def _leave(reading: Reading, index: int, problem: str) -> None:
    """A cell that is not read, though Python may run it: it may read and bind any name."""
    reading.problems[index] = problem
    reading.steps.append(Step(index, [Act(Found(loads={ANY}, unsure={ANY}))], reads={ANY}))
