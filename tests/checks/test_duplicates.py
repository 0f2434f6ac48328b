"""Names that are defined twice."""

import pytest

from grader.checks import numbered
from grader.checks.duplicates import BeforeRedefinition
from grader.model import Cell, CellKind, Notebook


def notebook(*sources: str) -> Notebook:
    cells = (Cell(index=index, kind=CellKind.CODE, source=source) for index, source in enumerate(sources))
    return Notebook(path="hw.ipynb", cells=tuple(cells))


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["# Question 1\ndef f(): pass", "# Question 2\ndef f(): pass"], (0,)),
        (["# Question 1\nclass Net: pass", "x = 1", "# Question 2\nclass Net: pass"], (0, 1)),
        (["# Question 1\ndef f(): pass", "# Question 2\ndef g(): pass"], (1,)),
        (["# Question 1\nx = 1", "# Question 2\nx = 2"], (1,)),
        (["def f(): pass", "def f(): pass"], (1,)),
        ([], ()),
    ],
)
def test_the_section_counts_where_something_is_defined_again(sources: list[str], found: tuple[int, ...]) -> None:
    assert BeforeRedefinition(numbered("1")).cells(notebook(*sources)) == found
