"""A notebook as the grader reads it: cells in order, whatever format version it came in."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from grader.model.base import Model


class CellKind(StrEnum):
    """The kinds of cell that nbformat knows."""

    CODE = "code"
    MARKDOWN = "markdown"
    RAW = "raw"


class Cell(Model):
    """One cell of a notebook, or the whole of a plain module."""

    index: int
    """Position in the notebook, from 0, counting cells of every kind."""
    kind: CellKind
    source: str
    id: str = ""
    """The cell's own id where the file has a usable one."""
    tags: tuple[str, ...] = ()
    metadata: dict[str, Any] = Field(default_factory=dict)
    """The cell's metadata as it stands in the file (nbgrader's `grade_id` lives here)."""


class Notebook(Model):
    """The cells of one submitted file, and what had to be mended to read it."""

    path: str
    """Path inside the submission, with forward slashes."""
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    """What was odd about the file, in sentences for the student."""

    @property
    def code_cells(self) -> tuple[Cell, ...]:
        """The code cells, in order."""
        return tuple(cell for cell in self.cells if cell.kind is CellKind.CODE)
