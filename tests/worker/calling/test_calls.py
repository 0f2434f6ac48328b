"""Calls: what goes in, what comes back, and the state they run in."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.wire import Opaque
from tests.worker.conftest import Open, Worker


def test_value_arguments_prints_warnings_and_times(shell: Worker) -> None:
    shell.cell(
        "import warnings, sys\ndef f(x, stats):\n    print('hello')\n    print('err', file=sys.stderr)\n"
        "    warnings.warn('careful', RuntimeWarning)\n    x += 1\n    stats['mean'] = x.mean()\n    return x * 2"
    )
    reply = shell.call("f", torch.zeros(2), {"mean": 0.0}, signature=["x", "stats"])
    assert reply["status"] == "ok"
    assert reply["value"].tolist() == [2, 2]
    assert reply["arguments"]["x"].tolist() == [1, 1]
    assert reply["arguments"]["stats"]["mean"].item() == 1
    assert reply["printed"] == "hello\nerr\n"
    assert reply["warnings"] == ["RuntimeWarning: careful"]
    assert reply["seconds"] > 0
    assert reply["taps"] == []


def test_each_call_gets_the_arguments_as_sent(shell: Worker) -> None:
    shell.cell("def f(x):\n    x += 1\n    return x")
    assert shell.call("f", np.zeros(2))["value"].tolist() == [1, 1]
    assert shell.call("f", np.zeros(2))["value"].tolist() == [1, 1]


def test_aliasing_between_value_and_arguments_is_seen(shell: Worker) -> None:
    shell.cell("def f(x, y):\n    return x")
    arguments = [{"name": name, "value": torch.zeros(2), "by": "position"} for name in ("x", "y")]
    usual = {"signature": ["x", "y"], "seed": 0, "hold": False, "cotangent": None, "taps": []}
    shell.send("call", target={"name": "f"}, arguments=arguments, **usual)
    infos = shell.receive().tensors
    assert infos["value",].storage == infos["arguments", "x"].storage
    assert infos["value",].storage != infos["arguments", "y"].storage


def test_seeds_are_set_before_each_call(shell: Worker) -> None:
    shell.cell(
        "import torch, random, numpy as np\ndef f():\n"
        "    return [torch.rand(1).item(), random.random(), np.random.rand()]"
    )
    first, again, other = (shell.call("f", seed=seed)["value"] for seed in (1, 1, 2**40))
    assert first == again
    assert first != other


def test_an_exception_is_told_with_line_and_cell(shell: Worker) -> None:
    shell.cell("def f():\n    print('before')\n    raise ValueError('bad')", index=3)
    reply = shell.call("f")
    assert reply["status"] == "raised"
    assert (reply["error"]["type"], reply["error"]["line"], reply["error"]["cell"]) == ("ValueError", 3, 3)
    assert reply["printed"] == "before\n"
    assert "value" not in reply


@pytest.mark.parametrize("raised", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_nothing_that_is_raised_ends_the_worker(shell: Worker, raised: str) -> None:
    shell.cell(f"def f():\n    raise {raised}")
    assert shell.call("f")["error"]["type"] == raised
    assert shell.call("f")["status"] == "raised"


def test_wrong_arguments_raise_as_in_python(shell: Worker) -> None:
    shell.cell("def f(x): return x")
    reply = shell.call("f", 1, signature=["x", "eps"], keywords={"eps": 1e-3})
    assert reply["error"]["type"] == "TypeError"
    assert "unexpected keyword argument 'eps'" in reply["error"]["message"]


def test_renamed_parameters_keep_their_declared_names_in_the_reply(shell: Worker) -> None:
    shell.cell("def f(features, mode=True): return mode")
    reply = shell.call("f", 1, signature=["inputs", "train"], keywords={"train": False})
    assert (reply["value"], reply["arguments"]) == (False, {"inputs": 1, "train": False})


def test_a_missing_name_lists_near_ones(shell: Worker) -> None:
    shell.cell("def batch_norm(x): pass\ndef other(): pass")
    reply = shell.call("batchnorm", 1)
    assert (reply["status"], reply["near"]) == ("missing", ["batch_norm"])
    assert shell.call("batch_norm.nothing")["status"] == "missing"


def test_objects_stay_behind_handles(shell: Worker) -> None:
    shell.cell(
        "from torch import nn\nimport torch\nclass Net(nn.Module):\n    def __init__(self, n):\n"
        "        super().__init__()\n"
        "        self.fc = nn.Linear(n, 1)\n    def forward(self, x, scale=1):\n        return self.fc(x) * scale\n"
        "def twice(net, x): return net(x) * 2\nnet = Net(2)"
    )
    held = shell.call("Net", 2, hold=True)["value"]
    assert held == Opaque("Net", held.handle)
    value = shell.call({"handle": held.handle}, torch.ones(1, 2), keywords={"scale": 0})["value"]
    assert value.tolist() == [[0]]
    doubled = shell.call("twice", held, torch.ones(1, 2))
    assert doubled["value"].tolist() == (shell.call({"handle": held.handle}, torch.ones(1, 2))["value"] * 2).tolist()
    assert doubled["arguments"]["0"] == held
    assert (
        shell.call({"handle": held.handle, "path": ["fc", "extra_repr"]})["value"]
        == "in_features=2, out_features=1, bias=True"
    )
    assert shell.call("net.eval", hold=True)["value"].handle != held.handle
    assert shell.call({"handle": 99})["status"] == "refused"


def test_a_result_that_cannot_cross_comes_as_a_handle_or_is_refused(shell: Worker) -> None:
    shell.cell(
        "def gen(): yield 1\ndef deep():\n    x = []\n    x.append(x)\n    return x\n"
        "import torch\ndef huge(): return torch.zeros(1).expand(10**11)"
    )
    assert shell.call("gen")["value"].type_name == "generator"
    reply = shell.call("deep")
    assert (reply["status"], "contains itself" in reply["reason"]) == ("refused", True)
    assert "bytes" in shell.call("huge")["value"].reason
    assert shell.call("gen")["status"] == "ok"


def test_a_value_that_misbehaves_when_it_is_read_is_refused(shell: Worker) -> None:
    shell.cell("class Bad(dict):\n    @property\n    def __class__(self): raise ValueError\ndef f(): return Bad()")
    assert shell.call("f")["status"] in ("refused", "ok")
    assert shell.call("abs")["status"] == "missing"


def test_printed_text_of_a_call_is_bounded(open_worker: Open) -> None:
    worker = open_worker(engine="shell", output_bytes=100)
    worker.cell("def f():\n    for i in range(10000): print(i)")
    assert len(worker.call("f")["printed"]) < 200


def test_figures_made_in_calls_are_dropped(shell: Worker) -> None:
    shell.cell(
        "import matplotlib.pyplot as plt\ndef f():\n    plt.plot([1])\n    plt.show()\n"
        "    plt.figure()\n    return len(plt.get_fignums())"
    )
    assert shell.call("f")["value"] == 1
    assert shell.call("f")["value"] == 1


def test_a_call_is_interrupted(notebook: Worker, tmp_path: Path) -> None:
    fifo = tmp_path / "started"
    os.mkfifo(fifo)
    notebook.cell(f"def f():\n    open({str(fifo)!r}, 'w').close()\n    while True: pass\ndef g(): return 1")
    branch = notebook.fork()
    for worker in (notebook, branch):
        worker.call("g")
        nonce = worker.send(
            "call", target={"name": "f"}, arguments=[], signature=[], seed=0, hold=False, cotangent=None, taps=[]
        )
        fifo.read_bytes()
        worker.interrupt()
        assert worker.reply(nonce)["status"] == "interrupted"
        assert worker.call("g")["value"] == 1


@pytest.mark.parametrize(
    "switch",
    [
        "torch.set_grad_enabled(False)",
        "torch.set_default_dtype(torch.float64)",
        "torch.set_default_device('meta')",
        "np.seterr(all='raise')",
        "np.set_printoptions(precision=1)",
        "warnings.simplefilter('error')",
        "os.chdir('/')",
        "sys.setrecursionlimit(200)",
        "torch.set_printoptions(precision=1)",
        "torch.autograd.set_detect_anomaly(True)",
        "torch.set_float32_matmul_precision('medium')",
        "gc.disable()",
        "torch.set_autocast_enabled('cpu', True)",
    ],
)
def test_what_one_call_switched_is_put_back_before_the_next(shell: Worker, switch: str) -> None:
    shell.cell(
        "import os, sys, gc, warnings, torch, numpy as np\n"
        "def state():\n"
        "    return [torch.is_grad_enabled(), str(torch.get_default_dtype()), str(torch.zeros(1).device),\n"
        "        np.geterr(), np.get_printoptions()['precision'], os.getcwd(), sys.getrecursionlimit(),\n"
        "        gc.isenabled(),\n"
        "        repr(torch.tensor(1/3)), torch.is_anomaly_enabled(), torch.get_float32_matmul_precision(),\n"
        "        len(warnings.filters), torch.is_autocast_enabled('cpu')]\n"
        f"def switch(): {switch}"
    )
    before = shell.call("state")["value"]
    assert shell.call("switch")["status"] == "ok"
    assert shell.call("state")["value"] == before
    shell.cell("switch()")
    assert shell.call("state")["value"] == before
