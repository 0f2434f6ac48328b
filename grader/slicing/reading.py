"""The code cells of a notebook, read: their steps, and what could not be read."""

import ast
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
MOST_STATEMENTS = 20_000
"""Statements, the inner ones counted too, beyond which they are not."""
_TOO_MUCH = "comes after very much code"


@dataclass(slots=True)
class Reading:
    """What the code cells hold."""

    steps: list[Step] = field(default_factory=list)
    """The statements of all cells, in order."""
    room: int = MOST_STATEMENTS
    """How many more statements are read."""
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
        yield cell, read_source(cell.source) if left >= 0 else Source(None, _TOO_MUCH)


@contextmanager
def no_warnings() -> Iterator[None]:
    """What Python warns of in the code that it parses is the student's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _enter(reading: Reading, index: int, source: Source) -> None:
    if source.fails:
        reading.problems[index] = source.problem
    elif source.tree is None:
        _leave(reading, index, source.problem)
    elif reading.room <= 0:
        _leave(reading, index, _TOO_MUCH)
    else:
        _add_steps(reading, index, source.tree)


def _add_steps(reading: Reading, index: int, tree: ast.Module) -> None:
    try:
        steps = steps_of(index, tree)
    except RecursionError:
        _leave(reading, index, "is nested too deeply to be read")
        return
    reading.steps += steps
    reading.room -= sum(len(step.acts) for step in steps)


def _leave(reading: Reading, index: int, problem: str) -> None:
    """A cell that is not read, though Python may run it: it may read and bind any name."""
    reading.problems[index] = problem
    reading.steps.append(Step(index, [Act(Found(loads={ANY}, unsure=frozenset({ANY})))], reads={ANY}))
