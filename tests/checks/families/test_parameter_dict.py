"""Checks of plain tensors in a dictionary: what is fair, and what each fault costs."""

import types
from pathlib import Path

import pytest

from grader.checks import Context
from grader.checks.families import parameter_dict
from grader.checks.families.initialization import Constant, Distribution, Uniform
from grader.model import CheckResult, Verdict
from grader.sandbox.protocol import Sandbox
from tests.checks.submitted import results

SHAPES = {"W0": (40, 30), "b0": (30,), "gamma0": (30,)}
SIGNATURES = types.ModuleType("signatures")
SIGNATURES.__dict__["initialize_nn"] = lambda param_dict: None

START = """
import torch

param_dict = {
    "W0": (torch.rand(40, 30) * 2 - 1).requires_grad_(),
    "b0": (torch.rand(30) * 2 - 1).requires_grad_(),
    "gamma0": torch.ones(30, requires_grad=True),
}

"""
REDRAW = """
def initialize_nn(param_dict):
    for name, p in param_dict.items():
        p.data = torch.ones(p.shape) if name == "gamma0" else torch.rand(p.shape) * 2 - 1
"""


def drawn(t: Context) -> list[object]:
    return [{name: t.gen.normal(shape, requires_grad=True) for name, shape in SHAPES.items()}]


def grade_dict(sandbox: Sandbox, folder: Path, source: str) -> dict[str, CheckResult]:
    expected: dict[str, Distribution] = {"W0": Uniform(-1, 1), "b0": Uniform(-1, 1), "gamma0": Constant(1)}
    checks = [
        *parameter_dict.parameters("1", points=2, shapes=SHAPES),
        *parameter_dict.initialization("1", points=3, arguments=drawn, expected=expected),
    ]
    return results(sandbox, folder, SIGNATURES, checks, source)


def points(found: dict[str, CheckResult]) -> list[float]:
    return [check.points for check in found.values()]


@pytest.mark.parametrize(
    "source",
    [
        START + REDRAW,
        START.replace("torch.rand(40, 30)", "torch.rand(30, 40)").replace("torch.rand(30)", "torch.rand(1, 30)")
        + REDRAW,
        START
        + """
def initialize_nn(p):
    with torch.no_grad():
        p["W0"].uniform_(-1, 1)
        p["b0"] = p["b0"].clone().uniform_(-1, 1).requires_grad_()
        p["gamma0"].fill_(1)
""",
    ],
    ids=["new data", "out by in", "in place and bound anew"],
)
def test_fair_forms_pass(source: str, sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_dict(sandbox, tmp_path, source)
    assert {name: check.message for name, check in found.items() if check.verdict is not Verdict.PASSED} == {}
    assert points(found) == [1, 1, 2, 1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (START.replace("torch.ones(30, requires_grad=True)", "torch.ones(30)") + REDRAW, [1, 0.6667, 2, 1]),
        (START.replace("torch.rand(40, 30)", "torch.rand(40, 31)") + REDRAW, [0.6667, 1, 2, 1]),
        (START + REDRAW.replace(" * 2 - 1", ""), [1, 1, 0.6667, 1]),
        (START + REDRAW.replace("p.data = ", "param_dict[name] = "), [1, 1, 2, 0.5]),
        (START + REDRAW.replace("p.data = ", "param_dict[name] = p * 0 + "), [1, 1, 2, 0.5]),
        (START + "def initialize_nn(param_dict): param_dict.clear()", [1, 1, 0, 0]),
        (START + "def initialize_nn(param_dict): pass", [1, 1, 0, 0]),
        (REDRAW, [0, 0, 0, 0]),
        ("param_dict = [1, 2]\ndef initialize_nn(p): p['W0'] = 'weights'", [0, 0, 0, 0.6667]),
    ],
    ids=[
        "gamma not trained",
        "wrong shape",
        "only positive",
        "without gradient",
        "not a leaf",
        "emptied",
        "nothing done",
        "no dictionary",
        "odd values",
    ],
)
def test_faults_cost_their_part(source: str, expected: list[float], sandbox: Sandbox, tmp_path: Path) -> None:
    found = grade_dict(sandbox, tmp_path, source)
    assert points(found) == expected, {name: check.message for name, check in found.items()}
    assert Verdict.GRADER_ERROR not in {check.verdict for check in found.values()}
