"""Loops that end early while cells run, and only then."""

import ast
from collections.abc import Callable

import pytest

from grader.worker.loops import LoopRule, Loops
from grader.worker.notes import Notes
from tests.worker.conftest import Worker

Open = Callable[..., Worker]
EPOCHS = {"variable": "epoch", "rounds": 2, "longer_than": 0, "trains": False}
STEPS = {"variable": "^(t|it|step)$", "rounds": 3, "longer_than": 100, "trains": False}
TRAINING = {"variable": "", "rounds": 5, "longer_than": 50, "trains": True}


def rounds(source: str, body: str = "pass") -> int:
    """How often a loop runs that appends to `seen`, with the three rules."""
    space: dict[str, object] = {"seen": [], "tqdm": lambda items, **_: items, "trange": range}
    loops = Loops([LoopRule(**rule) for rule in (EPOCHS, STEPS, TRAINING)], Notes(), whole=lambda: False)  # type: ignore[arg-type]
    tree = loops.visit(ast.parse(f"{source}:\n    seen.append(1)\n    {body}"))
    exec(compile(tree, "loop", "exec"), space)
    seen = space["seen"]
    assert isinstance(seen, list)
    return len(seen)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("for epoch in range(20)", 2),
        ("for num_epochs in range(1, 20, 3)", 2),
        ("for epoch in range(1)", 1),
        ("for epoch in tqdm(range(20), desc='x')", 2),
        ("for epoch in trange(20)", 2),
        ("for i, epoch in enumerate(range(20))", 2),
        ("for epoch in [1, 2, 3]", 3),
        ("for i in range(20)", 20),
        ("for t in range(100)", 100),
        ("for t in range(101)", 3),
        ("for step in reversed(range(1000))", 3),
        ("for item in range(1000)", 1000),
        ("for epoch in list(range(20))", 2),
        ("range = lambda n: [0] * n\nfor epoch in range(20)", 20),
    ],
)
def test_which_loops_are_cut(source: str, expected: int) -> None:
    assert rounds(source) == expected


@pytest.mark.parametrize(
    ("length", "body", "expected"),
    [
        (51, "lambda loss: loss.backward()", 5),
        (50, "lambda loss: loss.backward()", 50),
        (51, "lambda optimizer: optimizer.step()", 51),
    ],
)
def test_loops_that_train_have_a_rule_of_their_own(length: int, body: str, expected: int) -> None:
    assert rounds(f"for item in range({length})", body) == expected
    assert rounds(f"for item, epoch in enumerate(range({length}))", body) == 2


@pytest.mark.parametrize(("body", "expected"), [("lambda loss: loss.backward()", 50), ("pass", 60)])
def test_while_loops_that_train_are_counted(body: str, expected: int) -> None:
    assert rounds("while len(seen) < 60", body) == expected
    assert rounds("while len(seen) < 40", body) == 40


CELL = """
def count(n):
    epochs = 0
    for epoch in range(n):
        epochs += 1
    return epochs
here = count(20)
squares = [epoch ** 2 for epoch in range(20)]
"""


@pytest.mark.parametrize("engine", ["shell", "kernel"])
@pytest.mark.parametrize("source", [CELL, "from work import *"], ids=["cell", "module"])
def test_cells_and_what_they_import_is_cut_and_calls_are_not(open_worker: Open, engine: str, source: str) -> None:
    worker = open_worker(engine=engine, loops=[EPOCHS], files={"work.py": CELL.encode()})
    assert worker.cell(source)["notes"] == ["the loop over `epoch` ended after 2 of 20 rounds."]
    copy = worker.fork()
    assert copy.get("here") == 2
    assert copy.get("squares") == [epoch**2 for epoch in range(20)]
    assert copy.call("count", 20)["value"] == 20


def test_a_module_that_is_handed_in_is_cut(open_worker: Open) -> None:
    worker = open_worker(engine="module", module="work.py", loops=[EPOCHS], files={"work.py": CELL.encode()})
    assert worker.cell("")["notes"] == ["the loop over `epoch` ended after 2 of 20 rounds."]
    assert worker.fork().call("count", 20)["value"] == 20
