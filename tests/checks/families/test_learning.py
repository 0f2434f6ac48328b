"""Curves wherever a notebook keeps them, and nets that can or cannot learn."""

import types
from pathlib import Path

import pytest
import torch

from grader.checks import Assignment, Check
from grader.checks.families.learning import Batch, Shape, curve, overfits, printed_curves, reaches
from grader.checks.seeds import Seeds
from grader.model import CheckResult, Engine, Handin, Verdict
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox
from tests.cli.command import notebook

LOSSES = curve(
    "losses_fall",
    question="1",
    points=1,
    sentence="The loss falls over 20 epochs.",
    words="loss",
    shape=Shape(at_least=20, falls=True, ends_below=0.5),
)
ACCURACY = curve(
    "accuracy_rises",
    question="1",
    points=1,
    sentence="The accuracy rises above 80 %.",
    words="acc",
    shape=Shape(at_least=5, falls=False, ends_above=0.8),
)
LEARNS = overfits(
    "learns",
    question="2",
    points=1,
    sentence="The net can learn a minibatch by heart.",
    build=lambda t: t.student.Net.hold(),
    batch=lambda t: Batch(t.gen.normal((8, 6)), torch.arange(8) % 3),
)
IMPORTS = "import torch\nfrom torch import nn\nimport matplotlib.pyplot as plt"
LISTS = "train_losses = [1 / (i + 1) for i in range(20)]\naccs = [50, 60, 70, 80, 90, 91]"
PRINTED = "for i in range(20):\n    print(f'Epoch {i + 1}/20 | Loss: {1 / (i + 1):.4f} | val acc = {60 + 2 * i:.1f}%')"
PLOTTED = """
plt.plot([1 / (i + 1) for i in range(20)])
plt.ylabel('Training loss')
plt.figure()
plt.plot([0.5, 0.6, 0.7, 0.8, 0.9, 0.92], label='accuracy')
plt.legend()
plt.show()
"""
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Linear(6, 32), nn.Linear(32, 3)
    def forward(self, x):
        return self.two(torch.relu(self.one(x)))
"""


def graded(
    sandbox: Sandbox, folder: Path, checks: list[Check], *cells: str, engine: Engine = "shell"
) -> dict[str, CheckResult]:
    hw = Assignment("hw", title="Homework", reference=types.ModuleType("nothing"))
    hw.use(checks)
    path = folder / "ada.ipynb"
    path.write_text(notebook(*cells))
    handin = Handin(student="ada", slug="ada", path=path)
    report = grade(hw, handin, sandbox, Seeds(b"tests", "hw"), Options(engine=engine)).report
    return {check.id.partition("/")[2]: check for check in report.checks}


@pytest.mark.parametrize("engine", ["shell", "kernel"])
@pytest.mark.parametrize("kept", [LISTS, PRINTED, PLOTTED], ids=["lists", "printed", "plotted"])
def test_a_curve_counts_wherever_it_is_kept(sandbox: Sandbox, tmp_path: Path, kept: str, engine: Engine) -> None:
    found = graded(sandbox, tmp_path, [LOSSES, ACCURACY], IMPORTS, kept, engine=engine)
    assert {name: check.message for name, check in found.items() if check.verdict is not Verdict.PASSED} == {}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("losses = [1.0] * 20", "does not fall"),
        ("losses = [3 - i / 10 for i in range(20)]", "not below 0.5"),
        ("losses = [1.0, 0.1]", "it has 2 values, not 20"),
        ("values = [1.0, 0.1]", "anything like 'loss'"),
        ("plt.plot([0.1] * 19 + [5], label='loss')", "does not fall"),
    ],
)
def test_what_is_wrong_with_a_curve_is_said(sandbox: Sandbox, tmp_path: Path, cell: str, said: str) -> None:
    check = graded(sandbox, tmp_path, [LOSSES], IMPORTS, cell)["losses_fall"]
    assert check.points == 0
    assert said in check.expectations[0].differences[0].message


@pytest.mark.parametrize(
    ("text", "curves"),
    [
        ("Epoch 1, loss 0.5\nEpoch 2, loss 0.25", {"epoch": [1, 2], "loss": [0.5, 0.25]}),
        ("[1, 2000] loss: 2.185\n[1, 4000] loss: 1.8e-1", {"loss": [2.185, 0.18]}),
        ("loss = 3", {}),
        ("Iteration 0, loss = 2.3\nGot 119 / 1000 correct (11.90)\nIteration 100, loss = 2.1", {"loss": [2.3, 2.1]}),
    ],
)
def test_printed_lines_are_read_word_by_word(text: str, curves: dict[str, list[float]]) -> None:
    found = printed_curves(text)
    assert {word: found.get(word) for word in curves} == curves


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (("", ""), Verdict.PASSED),
        (("return self.two", "return self.two.eval()"), Verdict.PASSED),
        (("torch.relu(self.one(x))", "torch.relu(self.one(x)).detach() * 0"), Verdict.FAILED),
        (("return self.two(", "return 1e-6 * self.two("), Verdict.FAILED),
        (("(32, 3)", "(32, 2)"), Verdict.REFUSED),
    ],
    ids=["right", "in eval mode", "dead layer", "squashed", "too few scores"],
)
def test_nets_that_can_learn_and_nets_that_cannot(
    sandbox: Sandbox, tmp_path: Path, change: tuple[str, str], verdict: Verdict
) -> None:
    check = graded(sandbox, tmp_path, [LEARNS], IMPORTS, NET.replace(*change))["learns"]
    assert check.verdict is verdict, check.message


@pytest.mark.parametrize(("steps", "verdict"), [(60, Verdict.PASSED), (0, Verdict.FAILED)])
def test_a_trained_net_is_asked_for_the_graders_examples(
    sandbox: Sandbox, tmp_path: Path, steps: int, verdict: Verdict
) -> None:
    accurate = reaches(
        "accurate",
        question="3",
        points=1,
        sentence="The net tells the largest of three numbers.",
        net=lambda t: t.student.hold("model"),
        data=lambda t: Batch(x := t.gen.normal((200, 3)), x.argmax(dim=1)),
        at_least=0.85,
    )
    training = f"""
model = nn.Sequential(nn.Linear(3, 3))
nn.init.zeros_(model[0].weight)
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for epoch in range({steps}):
    x = torch.randn(64, 3)
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), x.argmax(1)).backward()
    optimizer.step()
"""
    assert graded(sandbox, tmp_path, [accurate], IMPORTS, training)["accurate"].verdict is verdict
