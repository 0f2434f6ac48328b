"""Both engines give the same verdicts, marks, outputs and notes, whatever a notebook holds and in whatever order."""

import types
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks import Assignment, Context, Limits, RunPolicy
from grader.checks.seeds import Seeds
from grader.model import Cells, Engine, GradeReport, Handin
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox
from tests.cli.command import notebook

reference = types.ModuleType("reference_of_test")


def double(x: torch.Tensor) -> torch.Tensor:
    return x * 2


def scaled(x: torch.Tensor, factor: float = 3.0) -> torch.Tensor:
    return x * factor


vars(reference).update(double=double, scaled=scaled)

ANSWERS = (
    "def double(x):\n    return x * 2",
    "def double(x):\n    return x + x",
    "def double(x):\n    print('doubling')\n    return 2 * x + 1",
    "def double(x):\n    return x * two",
    "two = 2",
    "two = torch.tensor(2.0)",
    "import torch\nfrom torch import nn",
    "def scaled(x, factor=3.0):\n    x *= factor\n    return x",
    "def scaled(x, factor=3.0):\n    return x.undefined(factor)",
    "class scaled:\n    def __new__(cls, x, factor=3.0):\n        return double(x) * factor / 2",
    "curve = []\nfor epoch in range(5):\n    curve.append(1 / (epoch + 1))\n    print(f'Epoch {epoch}', end='\\r')",
    "curve = [1, 2]\nassert len(curve) > 3, 'short'\ncurve = None",
)
FAULTS = (
    "undefined_name",
    "double(3",
    "  indented = 1",
    "return 3",
    "1 / 0\ntwo = 7",
    "raise SystemExit(3)",
    "raise KeyboardInterrupt('mine')",
    "exit()",
    "import os\nos._exit(1)",
    "while True: pass",
    "def deep(n): return deep(n + 1)\ndeep(0)",
    "del double",
    "import nowhere_to_be_found",
    "input('name? ')",
    "import builtins\nbuiltins.len = None\nbuiltins.print = None",
    "class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad",
    "import sys\nsys.stdout = None\nprint('lost')",
    "print('x' * 200_000)",
)
MAGICS = (
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "%load_ext autoreload\n%autoreload 2",
    "%%time\ntwo = 2\nprint('timed')",
    "%%capture out\nprint('captured')\ntwo = 2",
    "%%writefile helper.py\ndef double(x):\n    return x * 2",
    "from helper import *",
    "%run helper.py",
    "%cd somewhere\n!ls\nfiles = !ls\nlen(files)",
    "!pip install torchinfo\nfrom google.colab import drive\ndrive.mount('/content/drive')",
    "%%bash\necho hello",
    "%no_such_magic 3",
    "%%no_such_magic\ndef double(x): pass",
    "double?",
    "get_ipython().run_line_magic('precision', '3')",
    "%config InlineBackend.figure_format = 'retina'",
    "from IPython.display import display, HTML, clear_output\ndisplay(HTML('<b>x</b>'))\nclear_output()\n3",
    "import asyncio\nasync def f(): return 7\nawait f()",
    "import warnings, sys\nwarnings.warn('careful')\nprint('err', file=sys.stderr)",
    "_ = 3\nOut\n__name__",
    "import torch\ntorch.set_default_dtype(torch.float64)\ntorch.manual_seed(0)\ntorch.rand(2)",
)
ORDINARY = (ANSWERS[6], FAULTS[4], MAGICS[2], ANSWERS[3], MAGICS[7], ANSWERS[7], FAULTS[0], ANSWERS[10])
DEADLY = (ANSWERS[6], ANSWERS[0], FAULTS[8], MAGICS[4], MAGICS[5], FAULTS[1], ANSWERS[8], MAGICS[15])


def homework(cells: Cells) -> Assignment:
    policy = RunPolicy(cells=cells, limits=Limits(cell_seconds=3.0, call_seconds=20.0))
    hw = Assignment("hw", title="Homework", reference=reference, policy=policy)

    @hw.check("1", points=1)
    def doubles(t: Context) -> None:
        """Doubles."""
        x = t.gen.normal(3)
        t.expect.close("output", t.student.double(x), t.reference.double(x).value)

    @hw.check("2", points=2)
    def scales(t: Context) -> None:
        """Scales, and leaves its input alone."""
        x = t.gen.normal(3)
        got = t.student.scaled(x, 2.5)
        t.expect.close("output", got, t.reference.scaled(x, 2.5).value)
        t.expect.same("input", got.args.x, x)

    @hw.check("3", points=1)
    def falls(t: Context) -> None:
        """The curve falls."""
        curve = t.student.get("curve").value
        t.expect.true("falls", isinstance(curve, list) and curve[-1] < curve[0], got=curve)

    return hw


def found(sandbox: Sandbox, path: Path, cells: Cells, engine: Engine) -> GradeReport:
    handin = Handin(student="ada", slug="ada", path=path)
    return grade(homework(cells), handin, sandbox, Seeds(b"tests", "hw"), Options(engine=engine)).report


def without_times(report: GradeReport) -> dict[str, object]:
    """All of a report that may not depend on the engine."""
    checks = [check.model_dump(exclude={"seconds": True, "calls": {"__all__": {"seconds"}}}) for check in report.checks]
    cells = [cell.model_dump(exclude={"seconds"}) for cell in report.cells]
    return {"points": report.points, "checks": checks, "cells": cells, "notes": report.notes}


def agree(sandbox: Sandbox, folder: Path, sources: tuple[str, ...] | list[str], cells: Cells) -> None:
    path = folder / "ada.ipynb"
    path.write_text(notebook(*sources), encoding="utf-8")
    shell, kernel = (without_times(found(sandbox, path, cells, engine)) for engine in ("shell", "kernel"))
    assert shell == kernel


@pytest.mark.parametrize("sources", [ORDINARY, DEADLY], ids=["ordinary", "deadly"])
def test_engines_agree(sandbox: Sandbox, tmp_path: Path, sources: tuple[str, ...]) -> None:
    agree(sandbox, tmp_path, sources, "all")


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    sources=st.lists(st.one_of(*map(st.sampled_from, (ANSWERS, ANSWERS, FAULTS, MAGICS))), max_size=9),
    cells=st.sampled_from(("all", "needed")),
)
def test_engines_agree_on_any_notebook(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory, sources: list[str], cells: Cells
) -> None:
    agree(sandbox, tmp_path_factory.mktemp("notebook"), sources, cells)
