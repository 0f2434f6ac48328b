"""Reading a submission's code: what it uses and calls."""

import pytest

from grader.checks import Section
from grader.checks.asking.source import Source
from grader.checks.errors import Missing
from grader.checks.families.training_cells import Trains, TrainsIn, last_line_by_hand
from grader.model import Cell, CellKind, Notebook


def notebook(*sources: str) -> Notebook:
    """Code cells, and headings where a source begins with `#`."""
    kinds = [CellKind.MARKDOWN if source.startswith("# ") else CellKind.CODE for source in sources]
    cells = (
        Cell(index=index, kind=kind, source=source)
        for index, (kind, source) in enumerate(zip(kinds, sources, strict=True))
    )
    return Notebook(path="x.ipynb", cells=tuple(cells))


@pytest.mark.parametrize(
    "code",
    [
        "import torch\nopt = torch.optim.SGD(p, lr=1)",
        "import torch.optim as optim\nopt = optim.SGD(p, lr=1)",
        "from torch import optim as o\no.SGD(p, lr=1)",
        "from torch.optim import SGD\nSGD(p, lr=1)",
        "import torch as t\n%matplotlib inline\nt.optim.SGD(p, lr=1)",
    ],
)
def test_a_library_is_known_under_every_name(code: str) -> None:
    source = Source(notebook(code))
    assert source.uses("torch.optim")
    assert source.uses("torch.optim.SGD")
    assert not source.uses("torch.optim.Adam")


@pytest.mark.parametrize(
    "code",
    [
        "import torch.optim as optim",
        "from torch.optim import SGD",
        "import torch\n# torch.optim.SGD(p)\nprint('torch.optim')",
        "optim = 3\noptim.SGD",
        "import torch\ntorch.optimal.SGD",
    ],
)
def test_an_import_alone_is_no_use(code: str) -> None:
    assert not Source(notebook(code)).uses("torch.optim")


def test_a_function_is_read_as_defined_last_with_what_it_calls() -> None:
    cells = (
        "import torch",
        "def f():\n    return 1",
        "def g():\n    return torch.optim.SGD([])",
        "def f():\n    return g()",
    )
    source = Source(notebook(*cells)).function("f")
    assert not source.uses("torch.optim")
    assert source.with_helpers().uses("torch.optim")
    assert source.with_helpers().calls("SGD", "Adam")


def test_methods_are_found_in_their_class_and_missing_names_are_said() -> None:
    source = Source(notebook("class A:\n    def go(self): pass\nclass B:\n    def go(self): stop()"))
    assert source.function("B.go").calls("stop")
    assert source.function("A.go").idle
    with pytest.raises(Missing, match="C is not defined"):
        source.function("C")


def test_a_place_knows_nothing_of_what_follows_it() -> None:
    cells = ("# ## One", "def go(): plain()\ngo()", "# ## Two", "def go(): other()\ngo()")
    source = Source(notebook(*cells))
    assert source.at(Section("one")).with_helpers().calls("plain")
    assert not source.at(Section("one")).with_helpers().calls("other")
    assert source.at(Section("two")).with_helpers().calls("other")
    assert source.at(Section("three")).idle


def test_cells_that_do_not_parse_are_left_out() -> None:
    source = Source(notebook("def broken(:", "go()"))
    assert source.calls("go")
    assert source.names_of("torch") == set()


FLAGGED = """
import torch
def train(epochs, use_torch=False, optimizer=None, mode="sgd"):
    if use_torch or optimizer is not None:
        opt = torch.optim.SGD(w)
    elif not mode == "sgd":
        adam()
    else:
        by_hand() if not use_torch else fast()
def train_all(flag):
    train(3, flag)
"""


@pytest.mark.parametrize(
    ("call", "comes_to"),
    [
        ("train(3)", {"by_hand"}),
        ("train(3, False, mode='adam')", {"adam"}),
        ("train(3, use_torch=True)", {"SGD"}),
        ("train(3, use_torch=other)", {"SGD", "by_hand", "fast"}),
        ("train_all(True)", {"SGD"}),
        ("train_all(False)", {"by_hand"}),
        ("train(*arguments)", {"SGD", "by_hand", "fast", "adam"}),
        ("fit(train)", {"SGD", "by_hand", "fast", "adam"}),
        ("train(3); train(3, True)", {"SGD", "by_hand"}),
    ],
)
def test_branches_that_a_call_rules_out_are_not_read(call: str, comes_to: set[str]) -> None:
    book = notebook(FLAGGED, call)
    run = Source(book).of(book.cells[-1:]).as_run()
    assert {name for name in ("SGD", "by_hand", "fast", "adam") if run.calls(name)} == comes_to


def test_a_function_that_is_not_called_where_it_stands_is_read_whole() -> None:
    given = "def go(flag): stop() if flag else move()\n"
    for code, comes_to in ((given, ["stop", "move"]), (f"{given}go(True)", ["stop"])):
        book = notebook(code)
        assert [name for name in ("stop", "move") if Source(book).of(book.cells).as_run().calls(name)] == comes_to


def test_without_helpers_only_what_stands_there_is_read() -> None:
    book = notebook(FLAGGED, "def go(flag): stop() if flag else move()\ngo(True)\ntrain(3)")
    alone = Source(book).of(book.cells[-1:]).as_run(helpers=False)
    assert [alone.calls(name) for name in ("stop", "move", "by_hand")] == [True, False, False]


BY_HAND = "for x, y in loader:\n    loss(x, y).backward()\n    w.data -= 0.1 * w.grad"
WITH_OPTIMIZER = (
    "import torch\nopt = torch.optim.SGD([w], lr=0.1)\nfor x, y in loader:\n    loss(x, y).backward()\n    opt.step()"
)
MOMENTUM = BY_HAND.replace("w.data", "velocity = 0.9 * velocity + w.grad\n    w.data")


def test_training_is_found_without_headings() -> None:
    cells = notebook(
        "loader = []", BY_HAND, WITH_OPTIMIZER, MOMENTUM, WITH_OPTIMIZER.replace("lr=0.1", "lr=0.1, momentum=0.9")
    )
    found = {
        (optimizer, momentum): Trains(optimizer=optimizer, momentum=momentum).cells(cells)
        for optimizer in (False, True)
        for momentum in (False, True)
    }
    assert found == {(False, False): (1,), (True, False): (2,), (False, True): (3,), (True, True): (4,)}


def test_within_a_place_training_is_parted_at_the_first_optimizer() -> None:
    cells = notebook("# ## Question 5", "velocity = 0", BY_HAND, WITH_OPTIMIZER, "plot()", "# ## Question 6", BY_HAND)
    assert TrainsIn(Section("question 5"), "by hand").cells(cells) == (1, 2)
    assert TrainsIn(Section("question 5"), "optimizer").cells(cells) == (3, 4)
    assert TrainsIn(Section("question 5")).cells(cells) == (1, 2, 3, 4)
    assert TrainsIn(Section("question 7")).cells(cells) == ()


def test_a_cell_that_trains_by_hand_and_then_with_an_optimizer_is_both() -> None:
    defined = f"def again():\n    {WITH_OPTIMIZER.replace(chr(10), chr(10) + '    ')}"
    for both in (f"{BY_HAND}\nstart()\n{WITH_OPTIMIZER}", f"{defined}\n{BY_HAND}\nagain()"):
        cells = notebook("# ## Question 5", both)
        assert TrainsIn(Section("question 5"), "by hand").cells(cells) == (1,)
        assert TrainsIn(Section("question 5"), "optimizer").cells(cells) == (1,)
        line = last_line_by_hand(Source(cells), cells.cells[1])
        assert line is not None
        assert both.splitlines()[line - 1] == BY_HAND.splitlines()[-1]


def test_what_an_optimizers_step_is_given_to_is_trained_with_it() -> None:
    given = "def fit(step):\n    loss.backward()\n    step()\n"
    both = f"{given}fit(my_step)\nopt = torch.optim.SGD(w)\nfit(opt.step)"
    cells = notebook(f"import torch\n{both}", f"import torch\n{given}opt = torch.optim.SGD(w)\nfit(opt.step)")
    assert last_line_by_hand(Source(cells), cells.cells[0]) == both[: both.index("\nopt")].count("\n") + 2
    assert last_line_by_hand(Source(cells), cells.cells[1]) is None


@pytest.mark.parametrize("alone", ["BY_HAND", "WITH_OPTIMIZER"])
def test_a_cell_that_trains_in_one_way_is_not_parted(alone: str) -> None:
    cells = notebook(globals()[alone])
    assert last_line_by_hand(Source(cells), cells.cells[0]) is None


def test_a_place_where_nothing_is_trained_is_none() -> None:
    cells = notebook("# ## 3 things to do", "loader = []", "# ## Question 3", BY_HAND)
    assert TrainsIn(Section(r"3 things")).cells(cells) == ()


def test_another_name_leads_to_a_definition() -> None:
    source = Source(notebook("class Mine:\n    def forward(self, x): return x + 1", "Net = Mine\nother = 3"))
    assert [getattr(node, "name", "") for node in source.function("Net.forward").nodes] == ["forward"]
    with pytest.raises(Missing):
        source.function("other")
