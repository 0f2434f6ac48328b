"""What the handout's own notebook tells: which names it gives, in which form, and under which question."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from grader.checks import Assignment
from grader.checks.assignment import PROTOCOL, Sought
from grader.intake import Bounds
from grader.intake.notebook import read_notebook
from grader.model import Notebook
from grader.slicing import Definition, definitions

_BY_BASE = {"Module": "forward", "Dataset": "__getitem__"}
"""What a class is called by that the handout leaves empty, by the end of its base's name."""


@lru_cache(maxsize=8)
def starter_of(path: Path | None) -> Notebook | None:
    """The notebook that students begin with; None where there is none."""
    return read_notebook(path.name, path.read_bytes(), Bounds()) if path else None


def sought(assignment: Assignment) -> dict[str, Sought]:
    """Functions and classes that answers define: those of the reference, and those that the assignment names.

    They are called as the handout shows it, or else as the reference does.
    """
    known = assignment.asked_for
    names = {*known, *assignment.named}
    given = {name: _form(assignment, one) for name, one in _defined(assignment).items() if name in names}
    return {**known, **given}


def sections(assignment: Assignment, notebook: Notebook) -> dict[str, tuple[int, ...]]:
    """The cells of a hand-in under the question under which the handout has a name, by the name."""
    starter = starter_of(assignment.starter)
    if starter is None:
        return {}
    places = [(place.cells(starter), place) for one in assignment.questions.values() if (place := one.place)]
    return {
        name: place.cells(notebook)
        for name, defined in _defined(assignment).items()
        for cells, place in places
        if defined.cell in cells
    }


def _defined(assignment: Assignment) -> Mapping[str, Definition]:
    starter = starter_of(assignment.starter)
    found = definitions(starter) if starter else ()
    return {one.path: one for one in found if one.kind in ("function", "class") and "." not in one.path}


def _form(assignment: Assignment, one: Definition) -> Sought:
    if one.kind == "function":
        return Sought(one.parameters)
    starter = starter_of(assignment.starter)
    inside = {each.path: each for each in definitions(starter)} if starter else {}
    made = inside.get(f"{one.path}.__init__")
    by_base = {method for base in one.bases for end, method in _BY_BASE.items() if base.endswith(end)}
    return Sought(made.parameters[1:] if made else (), frozenset(by_base) | (PROTOCOL & {*one.methods}))
