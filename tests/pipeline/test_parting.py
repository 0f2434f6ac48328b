import pytest

from grader.model import Cell, CellKind, Notebook
from grader.pipeline.parting import part, pieces

NAMES = ("kernel_1", "kernel_2")
FIRST = "# Part 1\nkernel_1 = 229\nkernel_2 = kernel_1\nprint(YouNet(kernel_1, kernel_2))"
SECOND = "\n# Part 2\nkernel_1, kernel_2 = 33, 40\nnet = YouNet(kernel_1, kernel_2)"
LOOP = "for size in (257, 264):\n    kernel_1, kernel_2 = 33, 40\n    print(YouNet(kernel_1, kernel_2))"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ([FIRST], [FIRST]),
        ([FIRST, SECOND, FIRST], [FIRST, SECOND, FIRST]),
        ([FIRST, LOOP, SECOND], [FIRST, LOOP, SECOND]),
        (["kernel_1 = 3", "kernel_1 = 4", "kernel_2 = kernel_1", "kernel_1 = 5"], None),
        (["kernel_1 = 3; print(kernel_1); kernel_1 = 4"], None),
        (["size = 3", "print(size)", "size = 4"], None),
        (["kernel_1 = 3", "print(kernel_1", "kernel_1 = 4"], None),
    ],
    ids=["one part", "three", "set in a loop", "tried and not used", "in one line", "another name", "does not parse"],
)
def test_a_cell_is_cut_where_a_name_is_set_anew_that_was_used(cell: list[str], expected: list[str] | None) -> None:
    source = "\n".join(cell)
    assert pieces(source, NAMES) == (expected or [source])


def test_pieces_stand_in_their_cells_place_and_keep_all_numbers() -> None:
    both = f"{FIRST}\n{SECOND}"
    cells = [Cell(index=at, kind=CellKind.CODE, source=source) for at, source in enumerate(("a = 1", both, "b = 2"))]
    notebook, notes = part(Notebook(path="x.ipynb", cells=tuple(cells)), NAMES)
    assert [(cell.index, cell.source) for cell in notebook.cells] == [
        (0, "a = 1"),
        (1, FIRST),
        (3, SECOND),
        (2, "b = 2"),
    ]
    assert notes == ("Cell 1 answers several parts: the later ones were run as cells of their own, 3.",)
