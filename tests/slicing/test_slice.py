"""Which cells are chosen in small notebooks, and the reasons that are given."""

import time

import pytest

from grader.model import Cell, CellKind, Notebook
from grader.slicing import Mutations, needed
from tests.slicing.programs import notebook

HEAVY = "for epoch in range(20):\n    loss = step(loader)\n    print(loss)"


def chosen(
    cells: list[str],
    *names: str,
    mutations: Mutations = "all",
    after: dict[int, list[str]] | None = None,
    failing: tuple[int, ...] = (),
) -> list[int]:
    return list(needed(notebook(*cells), names, anchors=after or {}, mutations=mutations, failing=failing).run)


@pytest.mark.parametrize(
    ("cells", "run"),
    [
        pytest.param(["x = 1", "f = 2"], [1], id="assignment"),
        pytest.param(["f = 1", "f = 2"], [1], id="the last counts"),
        pytest.param(["f = 1", "if c:\n    f = 2"], [0, 1], id="a conditional one keeps the one before"),
        pytest.param(["f = 1", "if c:\n    f = 2\nelse:\n    f = 3"], [1], id="both branches"),
        pytest.param(["f = 1", "if c:\n    f = 2\nelse:\n    raise ValueError"], [1], id="the other branch raises"),
        pytest.param(["f = 1", "for f in xs:\n    pass"], [0, 1], id="a loop may not run"),
        pytest.param(["f = 1", "for f in range(3):\n    pass"], [1], id="a loop that surely runs"),
        pytest.param(["f = 1", "while c:\n    f = 2"], [0, 1], id="while"),
        pytest.param(["f = 1", "while True:\n    f = 2\n    break"], [0, 1], id="a loop that is left early"),
        pytest.param(["f = 1", "with open('x') as f:\n    pass"], [1], id="with"),
        pytest.param(["f = 1", "with suppress(E):\n    f = 2"], [0, 1], id="with that swallows"),
        pytest.param(["f = 1", "try:\n    f = 2\nexcept E:\n    pass"], [0, 1], id="try"),
        pytest.param(["f = 1", "try:\n    import f\nexcept ImportError:\n    f = None"], [1], id="try import"),
        pytest.param(["f = 1", "if __name__ == '__main__':\n    f = 2"], [1], id="main"),
        pytest.param(["f = 1", "match x:\n    case [f]:\n        pass"], [0, 1], id="match"),
        pytest.param(
            ["f = 1", "match x:\n    case {'a': y}:\n        f = y\n    case _:\n        f = 2"], [1], id="match all"
        ),
        pytest.param(["f = 1", "print(f := 2)"], [0, 1], id="walrus"),
        pytest.param(["f = 1", "f += 1"], [0, 1], id="augmented"),
        pytest.param(["f = 1", "f: int"], [0], id="annotation alone"),
        pytest.param(["f = 1", "f: int = 2"], [1], id="annotation"),
        pytest.param(["f = 1", "del f"], [0, 1], id="del"),
        pytest.param(["f = 1", "[f for f in xs]"], [0], id="comprehensions have a scope"),
        pytest.param(["f = 1", "def g(f):\n    f = 2"], [0], id="functions have a scope"),
        pytest.param(["f = 1", "async def f(): pass"], [1], id="async"),
        pytest.param(["f = 1", "f, (g, *h) = x"], [1], id="unpacking"),
        pytest.param(["import f.a", "import f.b", "import f"], [0, 1, 2], id="modules of a package add up"),
        pytest.param(["f = 1", "from m import *"], [0, 1], id="a star may bind it"),
        pytest.param(["from m import *", "f = 1"], [1], id="a star before does not"),
        pytest.param(["f = 1", "exec('f = 2')", "exec('g = 2')"], [0, 1], id="exec of a constant"),
        pytest.param(["f = 1", "x = 2", "exec(code)"], [0, 1, 2], id="exec of who knows what"),
        pytest.param(["f = 1", "globals()['f'] = 2"], [0, 1], id="globals by name"),
        pytest.param(["f = 1", "globals()[n] = 2"], [0, 1], id="globals by who knows what name"),
        pytest.param(["f = 1", "if 'g' in globals(): pass"], [0], id="asking globals"),
        pytest.param(["f = 1", "%run other.py"], [0, 1], id="run"),
        pytest.param(["f = 1", "%%time\nf = 2", "%%bash\nf = 3"], [1, 2], id="cell magics"),
        pytest.param(["f = 1", "%time f = 2"], [1], id="line magics"),
        pytest.param(["f = 1", "get_ipython().run_line_magic('time', 'f = 2')"], [0, 1], id="exported magics"),
        pytest.param(["f = 1", "f = !ls"], [1], id="what the shell prints"),
    ],
)
def test_bindings(cells: list[str], run: list[int]) -> None:
    assert chosen(cells, "f") == run


@pytest.mark.parametrize(
    ("cells", "run"),
    [
        pytest.param(["h = 1", "def f(): return h", "h = 2", HEAVY], [1, 2], id="globals are read at the end"),
        pytest.param(["h = 1", "def f(x=h): pass", "h = 2"], [0, 1], id="defaults at once"),
        pytest.param(["h = 1", "def f(x: h): pass", "h = 2"], [0, 1], id="annotations at once"),
        pytest.param(["h = 1", "@h\ndef f(): pass", "h = 2"], [0, 1], id="decorators at once"),
        pytest.param(["h = 1", "class f(h): pass", "h = 2"], [0, 1], id="bases at once"),
        pytest.param(["h = 1", "class f:\n    x = h", "h = 2"], [0, 1], id="class bodies at once"),
        pytest.param(["h = 1", "class f:\n    def m(self): return h", "h = 2"], [1, 2], id="methods late"),
        pytest.param(["h = 1", "f = lambda: h", "h = 2"], [1, 2], id="lambdas late"),
        pytest.param(
            ["def h(): pass", "def g(): return h()", "def f(): return g()"], [0, 1, 2], id="through functions"
        ),
        pytest.param(["def f():\n    def g(): return h\n    return g", "h = 2"], [0, 1], id="nested functions"),
        pytest.param(["def f(h):\n    def g(): return h\n    return g", "h = 2"], [0], id="closures"),
        pytest.param(["class h: pass", "f = h()", "class h:\n    y = 2"], [0, 1], id="instances keep their class"),
        pytest.param(["class h: pass", "f = h()", "h.m = 2"], [0, 1, 2], id="and see it patched"),
        pytest.param(["def g():\n    global f\n    f = 1", "g()", "x = 1"], [0, 1], id="global in a function"),
        pytest.param(["def g(): h()", "def h():\n    global f\n    f = 1", "g()"], [0, 1, 2], id="global further in"),
        pytest.param(["def g():\n    global f\n    f = 1", "g", "f = 2"], [2], id="global never called"),
        pytest.param(["def f(x):\n    return eval(x)", "y = 1"], [0, 1], id="a function that evaluates"),
        pytest.param(["import torch as t", "import numpy", "def f(x): return t.relu(x)"], [0, 2], id="imports"),
    ],
)
def test_functions(cells: list[str], run: list[int]) -> None:
    assert chosen(cells, "f") == run


@pytest.mark.parametrize(
    ("change", "mutations", "counts"),
    [
        ("net.fc = 1", "stated", True),
        ("net['W'] = 1", "stated", True),
        ("net['W'][0] += 1", "stated", True),
        ("net += [1]", "stated", True),
        ("net.append(1)", "stated", True),
        ("net.load_state_dict(d)", "stated", True),
        ("net.W.requires_grad_()", "stated", True),
        ("for p in net.parameters():\n    p.requires_grad = True", "stated", True),
        ("for k, p in net.items():\n    p.fill_(0)", "stated", True),
        ("W = net['W']\nW[0] = 1", "stated", True),
        ("setattr(net, 'fc', 1)", "stated", True),
        ("del net['W']", "stated", True),
        ("net.W.grad = None", "stated", False),
        ("train(net)", "stated", False),
        ("net.train()", "stated", False),
        ("opt = SGD(net)\nopt.step()", "stated", False),
        ("for x in xs:\n    net(x).backward()\n    net['W'] -= net['W'].grad", "stated", False),
        ("for x in xs:\n    net(x).backward()\n    net['W'] -= net['W'].grad", "all", True),
        ("train(net)", "all", True),
        ("net.train()", "all", True),
        ("opt = SGD(net)\nopt.step()", "all", True),
        ("net.W.grad = None", "all", True),
        ("print(net, len(net), net.shape)", "all", False),
        ("import torch\ntorch.relu(net)", "all", False),
        ("import torch\ntorch.nn.init.zeros_(net)", "stated", True),
        ("import random\nrandom.shuffle(net)", "all", True),
        ("import torch\ny = net.mean() + torch.exp(net)", "all", False),
        ("[x for x in net]", "all", False),
        ("[x.append(1) for x in net]", "stated", True),
        ("net2 = 3\ntrain(net2)", "all", False),
    ],
)
def test_changes_of_what_a_function_reads(change: str, mutations: Mutations, counts: bool) -> None:
    cells = ["net = make()", "def f(x): return net(x)", change]
    assert (2 in chosen(cells, "f", mutations=mutations)) is counts
    assert chosen(cells, "f", mutations=mutations)[:2] == [0, 1]


def test_what_only_trains_a_value_is_not_needed_for_a_function() -> None:
    cells = ["def net(x): return x", "def f(x): return net(x)", "w = make()", "for e in range(9):\n    train(w, net)"]
    assert chosen(cells, "f") == [0, 1]


def test_a_value_that_is_asked_for_is_followed_wherever_it_is_passed_only_with_all() -> None:
    cells = ["net = make()", "solver = Solver(net)", "solver.train()", "best = net", "other = make()", "other.train()"]
    assert chosen(cells, "best") == [0, 1, 2, 3]
    assert chosen(cells, "best", mutations="stated") == [0, 3]


def test_nets_that_share_a_loader_are_not_told_apart() -> None:
    cells = ["loader = make()", "a = make()", "b = make()", "train(a, loader)", "train(b, loader)"]
    assert chosen(cells, "b", mutations="stated") == [2]
    assert chosen(cells, "b", mutations="all") == [0, 1, 2, 3, 4]


def test_names_used_again_belong_to_their_own_part() -> None:
    part = "model = make()\noptimizer = SGD(model)\ntrain(model, optimizer)"
    assert chosen([part, part, part], "model") == [2]


def test_an_anchor_runs_with_what_the_names_are_there() -> None:
    cells = ["k = 1", "x = k", "k = 2", "y = 3", "z = y"]
    assert chosen(cells, "k") == [2]
    assert chosen(cells, after={1: ["k"]}) == [0, 1]
    assert chosen(cells, "k", after={1: ["k"]}) == [0, 1, 2]
    assert chosen(cells, after={4: []}) == [3, 4]
    assert chosen([*cells, "# only words"], after={5: ["k"]}) == [2, 5]


def test_a_cell_that_fails_leaves_what_was_there_before() -> None:
    cells = ["k = 1", "print(torch.cuda.get_device_name())\nk = 2"]
    assert chosen(cells, "k") == [1]
    assert chosen(cells, "k", failing=(1,)) == [0, 1]


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        ("torch.set_default_dtype(torch.float64)", True),
        ("nn.Linear.reset_parameters = init", True),
        ("sys.path.append('..')", True),
        ("os.chdir('data')", True),
        ("os.environ['A'] = 'b'", True),
        ("from __future__ import annotations", True),
        ("%cd data", True),
        ("%%writefile layers.py\nx = 1", True),
        ("x = (", True),
        ("print 'Python 2'", True),
        ("<<<<<<< HEAD\nx = 1", True),
        ("torch.manual_seed(0)", True),
        ("np.random.seed(seed)", True),
        ("plt.rcParams['figure.figsize'] = (10, 8)", True),
        ("%matplotlib inline", True),
        ("!pip install gdown", True),
        ("torch.manual_seed(0)\nfor x in range(9):\n    pass", False),
        ("torch.manual_seed(0)\ntrain()", False),
        ("torch.backends.cudnn.deterministic = True\nrun(net)", False),
        ("import json", False),
        ("with torch.no_grad():\n    y = torch.ones(2)", False),
        ("with torch.set_grad_enabled(False):\n    y = torch.ones(2)", False),
        ("plt.plot([1])\nplt.show()", False),
        ("", False),
        ("# words", False),
        ("'''words'''", False),
    ],
)
def test_what_runs_in_any_case(cell: str, runs: bool) -> None:
    imports = "import os, sys, torch\nimport numpy as np\nfrom torch import nn\nimport matplotlib.pyplot as plt"
    assert (1 in chosen([imports, cell, "def f(): return 1"], "f")) is runs


def test_a_function_that_sets_something_counts_where_it_is_called() -> None:
    cells = ["import torch", "def setup():\n    torch.set_default_dtype(torch.float64)", "setup()", "x = 1"]
    assert chosen(cells, "f") == [0, 1, 2]
    assert chosen(cells[:2], "f") == []


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        (["def f(): pass"], ["defines `f`, which the checks call"]),
        (["class f: pass"], ["defines `f`, which the checks call"]),
        (["f = 1"], ["sets `f`, which the checks look at"]),
        (["import f"], ["imports `f`, which the checks look at"]),
        (
            ["import torch", "def f(): return torch.ones(1)"],
            ["imports `torch`, used by `f` (cell 1)", "defines `f`, which the checks call"],
        ),
        (["g = 1", "f = g"], ["sets `g`, used in cell 1", "sets `f`, which the checks look at"]),
        (["from m import *"], ["may import `f`, which the checks look at"]),
        (["f = []", "f[0] = 1"], ["sets `f`, which the checks look at", "changes `f`, which the checks look at"]),
        (["f = []", "g(f)"], ["sets `f`, which the checks look at", "may change `f`, which the checks look at"]),
        (["class f: pass", "f.x = 1"], ["defines `f`, which the checks call", "changes `f`, which the checks call"]),
        (["f = ("], ["cannot be parsed, so it is run to be safe"]),
        (
            ["<<<<<<< HEAD\nf = 1\n=======\nf = 2\n>>>>>>> main"],
            ["holds merge-conflict markers, so that it cannot be parsed, so it is run to be safe"],
        ),
        (["exec(x)"], ["may bind any name, so it is run to be safe"]),
        (["%cd data"], ["runs `%cd`, on which all later code may depend"]),
        (["!pip install gdown"], ["runs `!pip install`, and takes no time"]),
        (["loss.backward()\noptimizer.step()\nplt.plot(x)"], ["not needed: only trains and plots"]),
        (["for x in y:\n    print(x)"], ["not needed: only prints"]),
        (["h = 1\nprint(h)"], ["not needed: the checks use nothing that depends on `h`"]),
        (["def g(): pass\nh = 1"], ["not needed: the checks use nothing that depends on `g` and `h`"]),
        (["assert x"], ["not needed: the checks use nothing that depends on it"]),
        (["# words"], ["not needed: it is empty"]),
    ],
)
def test_reasons(cells: list[str], reasons: list[str]) -> None:
    assert [cell.reason for cell in needed(notebook(*cells), ["f"]).cells] == reasons


def test_only_code_cells_are_counted_and_keep_their_index() -> None:
    mixed = Notebook(
        path="hw.ipynb",
        cells=(
            Cell(index=0, kind=CellKind.MARKDOWN, source="f = 1"),
            Cell(index=1, kind=CellKind.CODE, source="x = 1"),
            Cell(index=2, kind=CellKind.RAW, source="f = 2"),
            Cell(index=3, kind=CellKind.CODE, source="f = 3"),
        ),
    )
    assert [(cell.index, cell.run) for cell in needed(mixed, ["f"]).cells] == [(1, False), (3, True)]


def test_what_python_warns_of_in_a_cell_is_not_our_business() -> None:
    assert chosen([r"f = '\d'", "1 is 1", "f == 1 is not ()"], "f") == [0]


def test_an_empty_notebook_has_no_cells() -> None:
    assert needed(notebook(), ["f"]).cells == ()


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["x = 1\n" * 350] * 2000, id="4 million characters"),
        pytest.param(["x = 1\n" * 8000] * 8, id="many statements"),
        pytest.param([f"def f{i}():\n    return f{i + 1}()\nf{i}()" for i in range(2000)], id="a chain of functions"),
        pytest.param(["if c:\n    x = x"] * 2000, id="a chain of conditions"),
        pytest.param(["def f():\n    global x\n    x = f\nf()"] * 2000, id="a chain of globals"),
        pytest.param(["x = " + "-" * 2000 + "1"] * 20, id="deep expressions"),
        pytest.param(["x = " + "lambda: " * 900 + "1"] * 20, id="deep functions"),
        pytest.param(["if a: pass\n" + "elif b: x = 1\n" * 900] * 10, id="deep conditions"),
        pytest.param(["(" * 100_000], id="deep brackets"),
        pytest.param(["!ls \\\n" * 8000] * 8, id="long shell lines"),
        pytest.param(["\n".join(f"a{i} = a{i - 1}[0]\na{i}.x = 1" for i in range(1500))], id="a chain of aliases"),
    ],
)
def test_hostile_sizes_are_read_in_bounded_time(cells: list[str]) -> None:
    began = time.process_time()
    assert len(needed(notebook(*cells), ["x", "f0"]).cells) == len(cells)
    assert time.process_time() - began < 10


def test_what_is_too_large_or_too_deep_is_run() -> None:
    assert chosen(["x = 1", "y = 2\n" * 10_000, "z = 3"], "x") == [0, 1]
    assert chosen(["x = 1", "y = " + "lambda: " * 900 + "1"], "x") == [0, 1]
    [*_, last] = needed(notebook(*["if c:\n    x = x"] * 2000), ["x"]).cells
    assert last.reason == "belongs to a notebook too entangled to tell which cells are needed"
