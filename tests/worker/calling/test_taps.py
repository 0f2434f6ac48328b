"""Taps record what an inner function was given and gave."""

import numpy as np
import torch

from tests.worker.conftest import Open, Worker


def test_inputs_before_and_after_and_outputs(shell: Worker) -> None:
    shell.cell(
        "def inner(x, scale=1):\n    out = x * scale\n    x += 100\n    return out\n"
        "def outer(x):\n    return inner(inner(x), scale=3)"
    )
    reply = shell.call("outer", torch.ones(1), taps=["inner"])
    first, second = reply["taps"]
    assert reply["value"].tolist() == [3]
    assert (first["name"], first["arguments"][0].tolist(), first["keywords"]) == ("inner", [1], {})
    assert first["after"][0].tolist() == [101]
    assert first["value"].tolist() == [1]
    assert second["keywords"] == {"scale": 3}
    assert second["value"].tolist() == [3]


def test_taps_are_gone_after_the_call(shell: Worker) -> None:
    shell.cell(
        "def inner(): return 1\n"
        "def outer(): return inner.__wrapped__() if hasattr(inner, '__wrapped__') else inner()\n"
        "mine = inner"
    )
    assert len(shell.call("outer", taps=["inner"])["taps"]) == 0
    assert shell.call("outer", taps=[])["taps"] == []
    shell.cell("same = mine is inner")
    assert shell.get("same") is True


def test_a_class_is_tapped_by_its_forward_pass(shell: Worker) -> None:
    shell.cell(
        "from torch import nn\nclass Twice(nn.Module):\n    def forward(self, x): return x * 2\n"
        "net = nn.Sequential(Twice(), Twice())"
    )
    taps = shell.call("net", torch.ones(1), taps=["Twice"])["taps"]
    assert [(tap["arguments"][0].type_name, tap["value"].tolist()) for tap in taps] == [("Twice", [2]), ("Twice", [4])]
    assert shell.call("net", torch.ones(1), taps=["Twice.forward"])["taps"][1]["value"].tolist() == [4]


def test_gradients_flow_through_a_tapped_function(shell: Worker) -> None:
    shell.cell("def inner(x): return x * 3\ndef outer(x): return inner(x)")
    reply = shell.call("outer", torch.ones(1, requires_grad=True), taps=["inner"], cotangent=torch.ones(1))
    assert reply["grads"]["arguments"]["0"].tolist() == [3]


def test_an_exception_inside_goes_through(shell: Worker) -> None:
    shell.cell("def inner(x): raise ValueError\ndef outer(x): return inner(x)")
    assert shell.call("outer", 1, taps=["inner"])["error"]["type"] == "ValueError"


def test_a_tap_on_a_missing_name_is_missing(shell: Worker) -> None:
    shell.cell("def outer(): return 1")
    assert shell.call("outer", taps=["inner"])["status"] == "missing"


def test_taps_reach_every_module_of_a_package(open_worker: Open) -> None:
    files = {
        "course/layers.py": b"def affine(x):\n    return x * 2\n",
        "course/net.py": b"from .layers import affine\nclass Net:\n    def loss(self, x):\n        return affine(x)\n",
    }
    worker = open_worker(engine="module", files=files, module="course")
    assert worker.cell("")["status"] == "ok"
    net = worker.call("Net", hold=True)["value"]
    taps = worker.call({"handle": net.handle, "path": ["loss"]}, np.ones(1), taps=["affine"])["taps"]
    assert [tap["value"].tolist() for tap in taps] == [[2]]


def test_too_many_calls_are_counted(shell: Worker) -> None:
    shell.cell("def inner(x): return x\ndef outer():\n    for i in range(600): inner(i)")
    reply = shell.call("outer", taps=["inner"])
    assert (len(reply["taps"]), reply["taps_left_out"]) == (500, 100)
