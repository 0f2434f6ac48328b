"""What the handout's own notebook tells."""

import types
from pathlib import Path

from grader.checks import Assignment, numbered
from grader.checks.assignment import Sought
from grader.model import Cell, CellKind, Notebook
from grader.pipeline.handout import sections, sought
from tests.cli.command import notebook

STARTER = (
    "# Question 1\ndef double(x):\n    pass",
    "# Question 2\nclass Net(nn.Module):\n    def __init__(self, width): ...\nclass Pairs(Dataset):\n    pass",
)


def homework(folder: Path) -> Assignment:
    path = folder / "starter.ipynb"
    path.write_text(notebook(*STARTER))
    reference = types.ModuleType("reference_of_test")
    hw = Assignment("hw", title="Homework", reference=reference, starter=path, named=("Net", "Pairs"))
    for number in ("1", "2"):
        hw.question(number, f"Question {number}", place=numbered(number))
    return hw


def test_names_that_only_the_handout_has_are_known_by_their_form(tmp_path: Path) -> None:
    assert sought(homework(tmp_path)) == {
        "Net": Sought(("width",), frozenset({"forward"})),
        "Pairs": Sought((), frozenset({"__getitem__"})),
    }


def test_a_name_is_looked_for_under_the_question_of_the_handout(tmp_path: Path) -> None:
    sources = ("import torch", "# Q1", "x = 1", "# Question 2: a net", "# Question 3")
    cells = (Cell(index=index, kind=CellKind.CODE, source=source) for index, source in enumerate(sources))
    found = sections(homework(tmp_path), Notebook(path="a.ipynb", cells=tuple(cells)))
    assert found == {"double": (1, 2), "Net": (3,), "Pairs": (3,)}


def test_without_a_notebook_of_the_handout_nothing_is_known() -> None:
    hw = Assignment("hw", title="Homework", reference=types.ModuleType("reference_of_test"), named=("Net",))
    assert (sought(hw), sections(hw, Notebook(path="a.ipynb", cells=()))) == ({}, {})
