"""Answers that are not where their name leads."""

import pytest

from grader.checks.assignment import Sought
from grader.model import Cell, CellKind, Notebook
from grader.pipeline.recovery import recover

WANTED = {
    "scale": Sought(("x", "factor")),
    "double": Sought(("x",)),
    "Net": Sought(("width", "depth"), frozenset({"forward"})),
    "Scaler": Sought(("size",), frozenset()),
}
SCALE = "def scale(x, factor):\n    return x * factor"
STUBS = [
    "def scale(x, factor):\n    pass",
    'def scale(x, factor):\n    """Scale x."""\n    raise NotImplementedError("yours")',
    "def scale(x, factor):\n    out, cache = None, None\n    # your code\n    return out, cache",
    "def scale(x, factor):\n    ...\n    return",
    "def scale(x, factor):\n    out = ...\n    return out",
]


def notebook(*sources: str) -> Notebook:
    cells = [Cell(index=index, kind=CellKind.CODE, source=source) for index, source in enumerate(sources)]
    return Notebook(path="hw.ipynb", cells=tuple(cells))


def added(*sources: str, sections: dict[str, set[int]] | None = None) -> list[str]:
    """What is added to a notebook, without the comments; run, to see that it is Python."""
    found, notes = recover(notebook(*sources), WANTED, lambda: sections or {})
    extra = sorted((cell for cell in found.cells if cell.index >= len(sources)), key=lambda cell: cell.index)
    assert [cell.index for cell in extra] == list(range(len(sources), len(found.cells)))
    assert [cell.source.split("\n")[0] for cell in extra] == [f"# Added by the grader. {note}" for note in notes]
    names: dict[str, object] = {}
    for cell in found.cells:
        exec("\n".join(line for line in cell.source.split("\n") if line[:1] not in "%!"), names)
    return ["\n".join(cell.source.split("\n")[1:]) for cell in extra]


@pytest.mark.parametrize(
    "sources",
    [
        [SCALE],
        [STUBS[0], SCALE],
        [SCALE, "def scale(x, factor):\n    return x"],
        ["scale = lambda x, factor: x"],
        ["def other(a, b):\n    return a"],
        ["def one(x, factor): return x", "def two(x, factor): return x"],
        ["class Tools:\n    def scale(self, x, factor):\n        return x"],
        [],
    ],
)
def test_what_is_found_by_name_or_not_at_all_is_left_alone(sources: list[str]) -> None:
    assert added(*sources) == []


@pytest.mark.parametrize("stub", STUBS)
def test_an_empty_copy_further_down_does_not_count(stub: str) -> None:
    assert added("%time\n" + SCALE, "y = 1", stub) == [SCALE]


def test_code_inside_of_other_code_is_taken_out() -> None:
    inside = (
        "import functools\ndef outer():\n    @functools.cache\n    def scale(x, factor):\n\n        return x * factor"
    )
    assert added(inside) == ["@functools.cache\ndef scale(x, factor):\n\n    return x * factor"]
    assert added("class Lab:\n    size = 3\n    def double(x): return 2 * x") == ["def double(x): return 2 * x"]


def test_a_renamed_function_is_found_by_its_parameters() -> None:
    assert added("def my_own(x, factor):\n    return x") == ["scale = my_own"]
    assert added("def Double(value):\n    return value") == ["double = Double"]
    assert added("def dbl(x):\n    return x") == ["double = dbl"]
    assert added("def dbl(value):\n    return value") == []
    assert added("class MyNet:\n    def __init__(self, width, depth):\n        pass") == ["Net = MyNet"]
    notes = recover(notebook("def my_own(x, factor):\n    return x"), WANTED)[1]
    assert notes == ("`my_own` was taken for `scale`, which is not defined: it has the same parameters.",)


NETWORK = "class Any:\n    def __init__(self): pass\n    def forward(self, x): return x"


def test_what_alone_can_be_it_in_the_section_is_taken() -> None:
    section = {"Net": {0}, "double": {0}, "Scaler": {0}}
    assert added(f"{NETWORK}\ndef run(): pass\nclass Data: pass", sections=section) == ["Net = Any"]
    assert added("def times(a): return 2 * a\ndef other(a, b): pass", sections=section) == ["double = times"]
    assert added("x = 1", NETWORK, sections=section) == []
    assert added(NETWORK, f"{NETWORK.replace('Any', 'Other')}", sections={"Net": {0, 1}}) == []
    assert added("def one(a): pass\ndef two(a): pass", sections=section) == []
    assert added("def twice(x): pass\ndef two(dataloader): pass", sections=section) == ["double = twice"]


def test_what_is_more_alike_is_taken_first() -> None:
    assert added(
        "def doubled(x): pass\ndef double_it(x): pass\nclass Net_:\n    def __init__(self, width, depth): pass"
    ) == ["Net = Net_"]
    found, _ = recover(notebook("def scaler(size): pass"), {"Rescaler": Sought(("a",)), "Scaler": Sought(("b",))})
    assert [cell.source.split("\n")[-1] for cell in found.cells[1:]] == ["Scaler = scaler"]


def test_nothing_is_taken_twice() -> None:
    both = {"scale": {0}, "Net": {0}, "double": {0}}
    assert added("def scaled_by(x, y): pass\ndef double_it(x): pass", sections=both) == [
        "scale = scaled_by",
        "double = double_it",
    ]


def test_a_cell_that_is_no_python_is_no_obstacle() -> None:
    found, _ = recover(notebook("def scale(", "def f(x, factor): return x"), WANTED)
    assert [cell.source.split("\n")[-1] for cell in found.cells[2:]] == ["scale = f"]


def test_what_is_added_runs_behind_the_cell_concerned() -> None:
    found, _ = recover(notebook("def dbl(x): return x", "y = dbl(3)"), WANTED)
    assert [cell.index for cell in found.cells] == [0, 2, 1]


def test_what_is_added_is_noted() -> None:
    _, notes = recover(notebook("def scale(", "def f(x, factor): return x"), WANTED)
    assert len(notes) == 1
