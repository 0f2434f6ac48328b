"""Which functions and classes are known to leave no trace when they are called."""

import pytest

from grader.slicing import aloof
from tests.slicing.programs import notebook

IMPORTS = "import torch\nimport torch.nn as nn\nEPS = 1e-5\ncache = {}\nnet = nn.Linear(2, 2)"


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return (x - x.mean()) / torch.sqrt(x.var() + EPS)",
        "def f(x, stats):\n    stats['mean'] = x.mean()\n    return x",
        "def g(x):\n    return x + 1\ndef f(x):\n    return g(x)",
        "def f(x: list) -> dict:\n    found = []\n    found.append(x)\n    return {0: found}",
        "class f(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.seen = []\n"
        "    def forward(self, x):\n        self.seen.append(x)\n        return torch.relu(x)",
        "def f(loss):\n    loss.backward()\n    return loss.item()",
        "Stats = dict\ndef f(x, stats: Stats):\n    return stats",
        "f = lambda x: x * EPS",
    ],
)
def test_what_reaches_nothing_that_lasts_is_aloof(source: str) -> None:
    assert "f" in aloof(notebook(IMPORTS, source))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x):\n    cache[0] = x", id="an item of a global"),
        pytest.param("def f(x):\n    return cache.get(x)", id="reads what another may change"),
        pytest.param("def f(x):\n    return net(x)", id="a global network has a mode and parameters"),
        pytest.param("def f(x):\n    global EPS\n    EPS = x", id="binds a global"),
        pytest.param("def f(x, seen=[]):\n    seen.append(x)", id="a default that lasts"),
        pytest.param("def f(x):\n    f.calls = x", id="an attribute of itself"),
        pytest.param(
            "class f:\n    seen = []\n    def m(self, x):\n        self.seen.append(x)", id="shared by instances"
        ),
        pytest.param("class f:\n    n = 0\n    def m(self):\n        f.n += 1", id="counts in the class"),
        pytest.param("def g(x):\n    cache[0] = x\ndef f(x):\n    return g(x)", id="by way of another"),
        pytest.param("def f(x):\n    return exec(x)", id="code that only the run knows"),
        pytest.param("def f(x):\n    torch.set_default_dtype(x)", id="sets what all code works with"),
        pytest.param("def f(x):\n    torch.flag = x", id="an attribute of a library"),
        pytest.param("@remember\ndef f(x):\n    return x", id="a decorator that may keep things"),
        pytest.param("def f(x):\n    return x\nf.calls = []\ndef g(x):\n    f.calls.append(x)", id="has state"),
        pytest.param(
            "def make():\n    seen = []\n    def f(x):\n        seen.append(x)\n    return f\nf = make()", id="closure"
        ),
        pytest.param("from helpers import *\ndef f(x):\n    return x", id="names that only the run knows"),
        pytest.param("if cache:\n    def f(x):\n        return x\nelse:\n    f = cache.get", id="one of two"),
    ],
)
def test_what_may_leave_a_trace_is_not(source: str) -> None:
    assert "f" not in aloof(notebook(IMPORTS, source))


def test_a_name_that_is_bound_elsewhere_too_is_not() -> None:
    assert aloof(notebook("def f(x):\n    return x", "f = open('x')")) == frozenset()


def test_what_cannot_be_read_makes_nothing_aloof() -> None:
    assert aloof(notebook("def f(x):\n    return x", "%run other.py")) == frozenset()
