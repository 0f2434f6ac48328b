"""Names that are defined twice: which of the two a check sees."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from grader.checks.assignment import Assignment, Check
from grader.checks.places.locate import Place, parsed
from grader.model import Cell, Notebook

_Defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class BeforeRedefinition:
    """The cells of a place that define something which later cells define again; otherwise the last code cell."""

    place: Place

    def cells(self, notebook: Notebook) -> tuple[int, ...]:
        """See `Place`."""
        inside = self.place.cells(notebook)
        own = _defined(cell for cell in notebook.code_cells if cell.index in inside)
        later = _defined(cell for cell in notebook.code_cells if inside and cell.index > inside[-1])
        return inside if own & later else tuple(cell.index for cell in notebook.code_cells[-1:])

    @property
    def sought(self) -> str:
        """See `Place`."""
        return self.place.sought


def seen_after(assignment: Assignment, check: Check) -> Place | None:
    """The cells after which a check sees the state; None for the end of the notebook."""
    place = assignment.questions[check.question].place
    if check.after is None and place is not None and assignment.policy.duplicates == "section":
        return BeforeRedefinition(place)
    return check.after


def _defined(cells: Iterable[Cell]) -> set[str]:
    """Functions and classes at the top level of cells."""
    trees = [tree for cell in cells if (tree := parsed(cell.source))]
    return {node.name for tree in trees for node in tree.body if isinstance(node, _Defining)}
