"""Answers found by the labels of a course."""

import pytest

from grader.checks import Labelled
from grader.model import Cell, CellKind, Notebook


def cell(index: int, source: str = "", **fields: object) -> Cell:
    return Cell.model_validate({"index": index, "kind": CellKind.CODE, "source": source, **fields})


NOTEBOOK = Notebook(
    path="hw.ipynb",
    cells=(
        cell(0, tags=("setup",)),
        cell(1, metadata={"otter": {"question": "batchnorm-forward"}}),
        cell(2, metadata={"otter": {"tests": ["q1_1"]}}),
        cell(3, id="a1b2"),
        cell(4, "x = 1"),
        cell(5, "y = x"),
        cell(6, 'grader.check("q2")'),
        cell(7, "z = 1"),
        cell(8, "import torch; grader.check('q3')  # yours"),
        cell(9, metadata={"otter": {"tests": "none"}, "nbgrader": {"grade_id": "net-1"}}),
        cell(10, "Because it is.", kind=CellKind.MARKDOWN, metadata={"nbgrader": {"grade_id": "why"}}),
    ),
)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("setup", (0,)),
        ("batchnorm-*", (1,)),
        ("q1_?", (2,)),
        ("a1b2", (3,)),
        ("q2", (0, 1, 2, 3, 4, 5)),
        ("q3", (7,)),
        ("q4", ()),
        ("Setup", ()),
        ("net-?", (9,)),
        ("why", ()),
    ],
)
def test_labels(label: str, found: tuple[int, ...]) -> None:
    assert Labelled(label).cells(NOTEBOOK) == found


def test_the_last_code_cell_may_stand_for_what_is_not_found() -> None:
    assert [Labelled(label, or_end=True).cells(NOTEBOOK) for label in ("net-1", "gone")] == [(9,), (9,)]
    assert Labelled("q3", or_end=True).cells(NOTEBOOK) == (7,)


def test_a_labelled_text_is_an_answer() -> None:
    assert Labelled("why").text(NOTEBOOK) == "Because it is."
