import pytest

from grader.checks import Assigns, Binding, Calls, FirstOf, Mentions, Place, Section, numbered, text_of
from grader.checks.places.locate import bound_names
from grader.model import Cell, CellKind, Notebook

CODE, TEXT = CellKind.CODE, CellKind.MARKDOWN


def notebook(*cells: tuple[CellKind, str]) -> Notebook:
    return Notebook(
        path="hw.ipynb", cells=tuple(Cell(index=i, kind=kind, source=source) for i, (kind, source) in enumerate(cells))
    )


PARTS = notebook(
    (TEXT, "# Question 4"),
    (CODE, "class YouNet: pass"),
    (TEXT, "## Part 1"),
    (CODE, "kernel_1 = (3, 3)"),
    (TEXT, "## Part 2\nstride of 8"),
    (TEXT, "some words"),
    (CODE, "kernel_1 = (5, 5)"),
    (CODE, "print(kernel_1)"),
    (TEXT, "# Question 5"),
    (CODE, "x = 1"),
)


@pytest.mark.parametrize(
    ("place", "cells"),
    [
        (Section("question 4"), (1, 3, 6, 7)),
        (Section("part 1"), (3,)),
        (Section("part 2"), (6, 7)),
        (Section("part 3"), ()),
        (Section("part 1", until="question 5"), (3, 6, 7)),
        (Assigns("kernel_1"), (3,)),
        (Assigns("kernel_1", nth=2), (6,)),
        (Assigns("kernel_1", nth=3), ()),
        (Binding(Section("part 2"), "kernel_1"), (6,)),
        (Binding(Section("part 2"), "kernel_9"), ()),
        (FirstOf((Section("part 9"), Assigns("kernel_1", nth=2))), (6,)),
        (Mentions(5), (6,)),
        (Mentions(7), ()),
        (Calls("print"), (7,)),
        (Calls("print", nth=2), ()),
        (Calls("print", within=Section("part 1")), ()),
    ],
)
def test_places(place: Place, cells: tuple[int, ...]) -> None:
    assert place.cells(PARTS) == cells


@pytest.mark.parametrize(
    ("place", "cells"),
    [
        (Calls("net"), (1, 2, 4)),
        (Calls("net", nth=2), (2, 4)),
        (Calls("net", nth=3), (2, 4)),
        (Calls("net", nth=4), (4,)),
        (Calls("net", False), (4,)),
        (Calls("net", None), (2,)),
        (Calls("net", True), ()),
        (Calls("net", nth=3, within=Section("later")), (4,)),
    ],
)
def test_calls(place: Calls, cells: tuple[int, ...]) -> None:
    """Neither the definition, nor a method of that name, nor a cell that does not parse is a call."""
    calling = notebook(
        (CODE, "def net(x, train=True):\n    return x.net(False)"),
        (CODE, "y = net(x)"),
        (CODE, "# later\ndef step():\n    return net(net(x), mode=None)"),
        (CODE, "net(x, False"),
        (CODE, "%time\nz = [net(x, train=False) for x in y]"),
    )
    assert place.cells(calling) == cells


def test_a_comment_opens_a_section() -> None:
    commented = notebook(
        (CODE, "import torch"), (CODE, "# Part 2\nk = 1"), (CODE, "k2 = 2"), (TEXT, "# End"), (CODE, "z = 1")
    )
    assert Section("part 2").cells(commented) == (1, 2)


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("## Question 3", "## Question 4"), (1, 2)),
        (("**Q3** by hand", "**Q4**"), (1, 2)),
        (("# 3) by hand", "# 4) with torch"), (1, 2)),
        (("3. of a list", "4. of a list"), ()),
    ],
)
def test_numbered_sections_in_markdown(headings: tuple[str, str], cells: tuple[int, ...]) -> None:
    asked = notebook(
        (TEXT, headings[0]), (CODE, "a = 1"), (CODE, "# 7 of them\nb = 1"), (TEXT, headings[1]), (CODE, "c")
    )
    assert numbered("3").cells(asked) == cells


@pytest.mark.parametrize(
    ("comments", "number"), [(("# 3. by hand", "# 4. with torch"), "3"), (("# Ex 1.1", "# Ex 1.2"), "1.1")]
)
def test_numbered_sections_in_comments_end_at_the_next_number(comments: tuple[str, str], number: str) -> None:
    asked = notebook(
        (CODE, comments[0]), (CODE, "# 20 epochs\nx = 0.5"), (CODE, f"\n{comments[1]}\ny = 1"), (CODE, "z")
    )
    assert numbered(number).cells(asked) == (0, 1)


def test_text_of_a_section_is_its_markdown_without_the_heading() -> None:
    written = notebook((TEXT, "# Why?"), (TEXT, "Because."), (CODE, "x = 1"), (TEXT, "And so."), (TEXT, "# Next"))
    assert Section("why").text(written) == "Because.\n\nAnd so."
    assert Section("nothing").text(written) == ""


def test_one_cell_may_answer_a_question_and_open_the_next() -> None:
    cells = notebook(
        (CODE, "x = 1"), (TEXT, "**Q1** sums"), (CODE, "x = 2"), (TEXT, "It adds.\n\n## Q2: products\n\nNo.\n\n## Q3")
    )
    first, second, third = numbered("1"), numbered("2"), numbered("3")
    assert [text_of(place, cells) for place in (first, second, third)] == ["It adds.", "No.", ""]
    assert first.cells(cells) == (2,)
    assert text_of(FirstOf((third, Calls("net"), second)), cells) == "No."


def test_a_heading_without_a_number_belongs_to_the_one_above_it() -> None:
    cells = notebook(
        (TEXT, "# Question 3\n# Training by hand"), (CODE, "x = 1"), (TEXT, "# Question 4"), (CODE, "x = 2")
    )
    assert numbered("3").cells(cells) == (1,)


def test_an_answer_may_stand_below_its_heading_in_one_cell() -> None:
    alone = notebook(
        (CellKind.MARKDOWN, "## 3 Why\n\nBecause.\nAnd so."), (CellKind.CODE, "x = 1"), (CellKind.MARKDOWN, " ")
    )
    assert Section("why").text(alone) == "Because.\nAnd so."
    assert Section("x").text(notebook((CellKind.CODE, "# x\nx = 1"))) == ""


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b = 1", {"a", "b"}),
        ("(a, [b, *c]) = x", {"a", "b", "c"}),
        ("a: int = 1\nb += 1", {"a", "b"}),
        ("def f():\n    inner = 1", {"f"}),
        ("class C:\n    field = 1", {"C"}),
        ("import numpy as np, torch.nn\nfrom os import path as p", {"np", "torch", "p"}),
        ("for i in range(3):\n    if i:\n        last = i", {"i", "last"}),
        ("with open('f') as f:\n    pass", {"f"}),
        ("%matplotlib inline\n!ls\nx = 1", {"x"}),
        ("g = lambda y: (z := y)", {"g"}),
        ("x = (", set()),
        ("a.b = 1\nc[0] = 2", set()),
    ],
)
def test_bound_names(source: str, names: set[str]) -> None:
    assert bound_names(source) == names


def test_calls_under_another_name_count() -> None:
    renamed = notebook(
        (CODE, "def forward(x, train): pass"), (CODE, "forward(1, train=False)"), (CODE, "net = forward")
    )
    assert Calls("net", False).cells(renamed) == (1,)


@pytest.mark.parametrize(
    ("place", "sought"),
    [
        (Section("part 1"), "stands under the heading of this part"),
        (FirstOf((Calls("net", False), Assigns("x"))), "calls `net` with False"),
        (Assigns("x", nth=3), "sets `x` for the third time"),
        (Binding(Section("part 1"), "x"), "sets `x`"),
    ],
)
def test_what_is_sought_is_said(place: Place, sought: str) -> None:
    assert place.sought == sought
