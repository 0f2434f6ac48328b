"""Training in cells, run again on the grader's minibatches: every way to write it is fair."""

from pathlib import Path

import pytest

from grader.course import Course
from grader.model import CheckResult, Verdict
from grader.sandbox.protocol import Sandbox
from tests.checks.submitted import notebook_results
from tests.cli.command import ROOT

ASSIGNMENT = Course(ROOT).load("lab3_sgd")
CHECKS = [check for check in ASSIGNMENT.checks if check.id in ("3/steps", "3/recorded")]
SETUP = """\
import numpy as np
from collections import defaultdict
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

param_dict = fresh()
data_set = TensorDataset(torch.rand(40, 1, 28, 28), torch.arange(40) % 10)
{name} = DataLoader(data_set, batch_size=16, shuffle=True)
test_dataloader = DataLoader(data_set, batch_size=16)
"""
NAMED = SETUP.format(name="train_dataloader")
LOOP = """\
initialize_nn(param_dict)
losses, accuracies = [], []
for epoch in range(20):
    for images, labels in train_dataloader:
        scores = my_nn(images, param_dict)
        loss = F.cross_entropy(scores, labels)
        loss.backward()
        with torch.no_grad():
            for p in param_dict.values():
                p -= 0.01 * p.grad
                p.grad.zero_()
        losses.append(loss.item())
        accuracies.append((scores.argmax(1) == labels).float().mean().item())
    print(epoch, losses[-1])
"""
IN_FUNCTIONS = """\
def step(images, labels, lr):
    scores = my_nn(images, param_dict)
    loss = F.cross_entropy(scores, labels)
    grads = torch.autograd.grad(loss, list(param_dict.values()))
    for name, grad in zip(list(param_dict), grads):
        param_dict[name] = (param_dict[name] - lr * grad).detach().requires_grad_()
    return loss.detach(), (scores.argmax(1) == labels).float().mean() * 100
"""
CALLED = """\
%%time
history = defaultdict(list)
for epoch in range(20):
    for batch in train_dataloader:
        loss, accuracy = step(*batch, lr=0.01)
        history['loss'].append(loss)
        history['accuracy'].append(accuracy)
"""
CLEARED_FIRST = LOOP.replace(
    "        scores = my_nn",
    "        for p in param_dict.values():\n            p.grad.zero_()\n        scores = my_nn",
    1,
).replace("                p.grad.zero_()\n        losses", "        losses")
IN_A_CLASS = """\
class Trainer:
    def __init__(self):
        self.losses, self.history = [], []

    def train(self, epochs):
        for epoch in range(epochs):
            for images, labels in train_dataloader:
                loss, accuracy = step(images, labels, 0.01)
                self.losses.append(loss)
                self.history.append((epoch, accuracy))

initialize_nn(param_dict)
trainer = Trainer()
trainer.train(20)
"""
ONE_FOR_BOTH = LOOP.replace("initialize_nn(param_dict)\n", "").replace("\n", "\n    ")
ONE_FOR_BOTH = f"""\
def train_SGD(use_torch=False):
    initialize_nn(param_dict)
    if use_torch:
        optimizer = torch.optim.SGD(param_dict.values(), lr=0.01)
    {ONE_FOR_BOTH}
    return losses, accuracies

results = train_SGD()
"""
IN_A_PARAMETER_DICT = "param_dict = torch.nn.ParameterDict(param_dict)\n"
GRADIENTS = "my_nn(torch.rand(2, 784), param_dict).sum().backward()\n"
OWN_DICTIONARY = (
    LOOP.replace(
        "initialize_nn(param_dict)",
        "weights = {name: value.detach().clone().requires_grad_() for name, value in param_dict.items()}",
    )
    .replace("my_nn(images, param_dict)", "my_nn(images, weights)")
    .replace("in param_dict.values()", "in weights.values()")
)
GPU_WANTED = 'assert torch.cuda.is_available(), "no GPU"\n' + LOOP
COUNTED = (
    LOOP.replace("for epoch in range(20):", "step = 0\nwhile step < 40:")
    .replace("        losses.append", "        step += 1\n        losses.append")
    .replace("    print(epoch, losses[-1])\n", "")
)
ANEW = "train_dataloader = DataLoader(data_set, batch_size=8, shuffle=True)\n" + LOOP


def graded(sandbox: Sandbox, folder: Path, cells: list[str]) -> dict[str, CheckResult]:
    return notebook_results(sandbox, folder, ASSIGNMENT, CHECKS, cells)


@pytest.mark.parametrize(
    "cells",
    [
        [NAMED, "# ## Question 3", LOOP],
        [SETUP.format(name="trainloader"), "# ## Q3: SGD", LOOP.replace("train_dataloader", "trainloader")],
        [NAMED, "# ## 3. SGD by hand", IN_FUNCTIONS, "initialize_nn(param_dict)", CALLED],
        [NAMED, "# ## Question 3", ANEW],
        [NAMED + GRADIENTS, "# ## Question 3", CLEARED_FIRST],
        [NAMED, "# ## Question 3", OWN_DICTIONARY],
        [NAMED, "# ## Question 3", GPU_WANTED],
        [NAMED, LOOP],
        [NAMED, "# ## Question 3", IN_FUNCTIONS, IN_A_CLASS],
        [NAMED, "# ## Question 3", ONE_FOR_BOTH],
        [NAMED + IN_A_PARAMETER_DICT, "# ## Question 3", LOOP],
    ],
    ids=[
        *("plain", "other names", "functions", "loader made anew", "cleared first", "own dictionary"),
        *("a GPU is wanted", "no headings"),
        *("attributes, columns", "one function for both", "ParameterDict"),
    ],
)
def test_every_way_to_write_it_is_fair(cells: list[str], sandbox: Sandbox, tmp_path: Path) -> None:
    found = graded(sandbox, tmp_path, cells)
    assert {name: check.message for name, check in found.items() if check.verdict is not Verdict.PASSED} == {}


def test_minibatches_may_be_drawn_one_by_one(sandbox: Sandbox, tmp_path: Path) -> None:
    drawn = LOOP.replace(
        "for images, labels in train_dataloader:",
        "for _ in range(len(train_dataloader)):\n        images, labels = next(iter(train_dataloader))",
    )
    assert graded(sandbox, tmp_path, [NAMED, "# ## Question 3", drawn])["3/steps"].verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("print('later')", Verdict.MISSING),
        ("# nothing yet", Verdict.MISSING),
        (LOOP.replace("in train_dataloader", "in DataLoader(data_set, batch_size=8)"), Verdict.NEEDS_REVIEW),
        (LOOP.replace("loss.backward()", "loss.backward()\n        raise ValueError('no idea')"), Verdict.RAISED),
        ("param_dict = None\n" + LOOP.replace("param_dict", "weights"), Verdict.REFUSED),
    ],
    ids=["no gradient", "empty", "own data", "raises", "no dictionary"],
)
def test_what_does_not_train_says_why(cell: str, verdict: Verdict, sandbox: Sandbox, tmp_path: Path) -> None:
    found = graded(sandbox, tmp_path, [NAMED, "# ## Question 3", cell])
    assert {check.verdict for check in found.values()} == {verdict}, [check.message for check in found.values()]
    assert all(check.points == 0 for check in found.values())


def test_training_of_a_network_that_is_missing_is_for_a_person(sandbox: Sandbox, tmp_path: Path) -> None:
    found = graded(sandbox, tmp_path, [NAMED, "# ## Question 3", "del my_nn\n" + LOOP])
    assert {check.verdict for check in found.values()} == {Verdict.NEEDS_REVIEW}


@pytest.mark.slow
def test_training_that_waits_for_steps_is_for_a_person(sandbox: Sandbox, tmp_path: Path) -> None:
    found = graded(sandbox, tmp_path, [NAMED, "# ## Question 3", COUNTED])
    assert {check.verdict for check in found.values()} == {Verdict.NEEDS_REVIEW}


def test_other_numbers_of_epochs_cost_only_what_is_recorded(sandbox: Sandbox, tmp_path: Path) -> None:
    found = graded(sandbox, tmp_path, [NAMED, "# ## Question 3", LOOP.replace("range(20)", "range(5)")])
    assert found["3/steps"].verdict is Verdict.PASSED
    assert "`losses` with 10" in found["3/recorded"].message


def test_what_training_prints_and_plots_does_not_matter(sandbox: Sandbox, tmp_path: Path) -> None:
    plotted = (
        LOOP + "\nimport matplotlib.pyplot as plt\nplt.plot(losses)\nplt.show()\nraise RuntimeError('afterwards')\n"
    )
    found = graded(sandbox, tmp_path, [NAMED, "# ## Question 3", plotted])
    assert {check.verdict for check in found.values()} == {Verdict.PASSED}


def test_parameters_that_are_not_trained_are_the_mistake_of_another_question(sandbox: Sandbox, tmp_path: Path) -> None:
    trained = LOOP.replace("in param_dict.values()", "in filter(lambda p: p.requires_grad, param_dict.values())")
    frozen = "for name in ('b0', 'b1', 'b2'): param_dict[name].requires_grad_(False)\n"
    found = graded(sandbox, tmp_path, [NAMED + frozen, "# ## Question 3", trained])
    assert {check.verdict for check in found.values()} == {Verdict.PASSED}, [check.message for check in found.values()]
    for name in ("W0", "W1", "W2"):
        frozen += f"param_dict[{name!r}].requires_grad_(False)\n"
    found = graded(sandbox, tmp_path, [NAMED + frozen, "# ## Question 3", trained])
    assert {check.verdict for check in found.values()} == {Verdict.NEEDS_REVIEW}
