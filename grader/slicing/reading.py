"""The code cells of a notebook, read: their steps, and what could not be read."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from grader.model import Cell
from grader.slicing.acts import Act
from grader.slicing.found import Found
from grader.slicing.knowledge import ANY
from grader.slicing.source import Source, read_source
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
    """Read code cells, in order. Never raises."""
    reading = Reading()
    with no_warnings():
        for cell, source in sources(cells):
            _enter(reading, cell.index, source)
    return reading


def sources(cells: Iterable[Cell]) -> Iterator[tuple[Cell, Source]]:
    """The cells with their trees, one after the other."""
    left = LONGEST_NOTEBOOK
    for cell in cells:
        left -= len(cell.source)
        yield cell, read_source(cell.source) if left >= 0 else Source(None, "comes after very much code", fails=False)


@contextmanager
def no_warnings() -> Iterator[None]:
    """What Python warns of in the code that it parses is the student's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _enter(reading: Reading, index: int, source: Source) -> None:
    if source.tree is not None:
        try:
            reading.steps += steps_of(index, source.tree)
        except RecursionError:
            _leave(reading, index, "is nested too deeply to be read")
    elif source.fails:
        reading.problems[index] = source.problem
    else:
        _leave(reading, index, source.problem)


def _leave(reading: Reading, index: int, problem: str) -> None:
    """A cell that is not read, though Python may run it: it may read and bind any name."""
    reading.problems[index] = problem
    reading.steps.append(Step(index, [Act(Found(loads={ANY}, unsure={ANY}))], reads={ANY}))
