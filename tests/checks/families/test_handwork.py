"""Checks that read the code: done by hand, with a library, without a product."""

import types
from pathlib import Path

import pytest

from grader.checks.families import handwork
from grader.model import CheckResult
from grader.sandbox.protocol import Sandbox
from tests.checks.submitted import results

NO_REFERENCE = types.ModuleType("no_reference")
BY_HAND = """\
import torch

def gradient(net, X, y):
    return torch.autograd.grad(net(X).sum(), list(net.parameters()))

def one_pass(net, X, y):
    for w, g in zip(net.parameters(), gradient(net, X, y)):
        w.data -= 0.1 * g
"""
STEPPED = "import torch\ndef one_pass(net, X, y):\n    net(X).sum().backward()\n    optimizer.step()\n"
OPTIMIZER = """\
from torch import optim

def make(net):
    return optim.SGD(net.parameters(), lr=0.1)

def one_pass(net, X, y):
    net(X).sum().backward()
    make(net).step()
"""
PRODUCT = "class Net:\n    def forward(self, x):\n        return x[:, 0] * x[:, 1]\n"


def points(sandbox: Sandbox, folder: Path, source: str) -> dict[str, float]:
    checks = [
        handwork.by_hand(
            "by_hand", question="1", points=1, sentence="By hand.", code=lambda source: source.function("one_pass")
        ),
        handwork.with_library(
            "with_sgd",
            question="1",
            points=1,
            sentence="With SGD.",
            code=lambda source: source.function("one_pass"),
            library="torch.optim.SGD",
        ),
        handwork.without_product("no_product", question="1", points=1, function="Net.forward"),
    ]
    found: dict[str, CheckResult] = results(sandbox, folder, NO_REFERENCE, checks, source)
    return {name: check.points for name, check in found.items()}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (BY_HAND, [1, 0, 0]),
        (OPTIMIZER, [0, 1, 0]),
        (STEPPED, [0, 0, 0]),
        ("def one_pass(net, X, y):\n    pass\n", [0, 0, 0]),
        (PRODUCT, [0, 0, 0]),
        (PRODUCT.replace("x[:, 0] * x[:, 1]", "self.layers(x)"), [0, 0, 1]),
        ("", [0, 0, 0]),
    ],
    ids=["by hand", "with an optimizer", "stepped", "a stub", "a product", "layers", "nothing"],
)
def test_points(source: str, expected: list[float], sandbox: Sandbox, tmp_path: Path) -> None:
    assert list(points(sandbox, tmp_path, source).values()) == expected


@pytest.mark.parametrize(("about", "verdict"), [(("one_pass", "param_dict"), "passed"), (("param_dict",), "missing")])
def test_training_of_something_else_counts_for_nothing(
    about: tuple[str, ...], verdict: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    checks = [
        handwork.by_hand(
            "by_hand", question="1", points=1, sentence="By hand.", code=lambda source: source, about=about
        )
    ]
    assert results(sandbox, tmp_path, NO_REFERENCE, checks, BY_HAND)["by_hand"].verdict == verdict
