"""Modules on the worker's side: state, assignment, traces; and what a check has made there."""

from typing import Any

import torch

from grader.wire import Opaque
from tests.worker.conftest import Worker

NET = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.unused = nn.Linear(1, 1)
        self.last = nn.Linear(2, 1)
        self.scale = nn.Parameter(torch.ones(2))
        self.norm = nn.BatchNorm1d(2, affine=False)
        self.layers = nn.Sequential(nn.ReLU(), nn.Dropout(0.0))
    def forward(self, x):
        return self.last(self.layers(self.norm(x * self.scale)))
net = Net()
"""


def trace(worker: Worker, **fields: object) -> dict[str, Any]:
    argument = {"name": "x", "value": torch.ones(3, 2), "by": "position"}
    usual = {"target": {"name": "net"}, "arguments": [argument], "seed": 0, "activations": False}
    return worker.ask("trace", **{**usual, **fields})


def test_state(shell: Worker) -> None:
    shell.cell(NET)
    state = shell.ask("state", target={"name": "net"})
    assert set(state["parameters"]) == {"scale", "unused.weight", "unused.bias", "last.weight", "last.bias"}
    assert set(state["buffers"]) == {"norm.running_mean", "norm.running_var", "norm.num_batches_tracked"}
    assert state["training"] is True
    assert state["children"]["layers"] == "Sequential"
    assert state["children"]["layers.0"] == "ReLU"
    shell.cell("net.eval()")
    assert shell.ask("state", target={"name": "net"})["training"] is False


def test_assign_writes_in_place_without_a_graph(shell: Worker) -> None:
    shell.cell(NET + "same = net.last.weight")
    values = {"last.weight": torch.tensor([[5.0, 6.0]]), "norm.running_mean": torch.tensor([1.0, 2.0])}
    assert shell.ask("assign", target={"name": "net"}, values=values)["status"] == "ok"
    assert shell.get("same").tolist() == [[5, 6]]
    assert shell.ask("state", target={"name": "net"})["buffers"]["norm.running_mean"].tolist() == [1, 2]


def test_assign_is_all_or_nothing(shell: Worker) -> None:
    shell.cell(NET)
    before = shell.get("net.last.bias").tolist()
    good = {"last.bias": torch.tensor([9.0])}
    for bad, reason in (
        ({"nothing": torch.zeros(1)}, "no parameter or buffer 'nothing'"),
        ({"scale": torch.zeros(3)}, "scale has shape (2,), the value (3,)"),
        ({"scale": "text"}, "is a str"),
    ):
        reply = shell.ask("assign", target={"name": "net"}, values={**good, **bad})
        assert reply["status"] == "refused"
        assert reason in reply["reason"]
    assert shell.get("net.last.bias").tolist() == before


def test_trace_lists_layers_in_the_order_of_execution(shell: Worker) -> None:
    shell.cell(NET)
    reply = trace(shell)
    layers = reply["layers"]
    assert [layer["name"] for layer in layers] == ["norm", "layers.0", "layers.1", "last", ""]
    assert [layer["type"] for layer in layers] == ["BatchNorm1d", "ReLU", "Dropout", "Linear", "Net"]
    assert layers[3]["parameters"]["weight"] == {"name": "last.weight", "shape": [1, 2], "requires_grad": True}
    assert layers[4]["parameters"]["scale"]["name"] == "scale"
    assert (layers[3]["input"], layers[3]["output"], layers[3]["activation"]) == ([[3, 2]], [3, 1], None)
    assert reply["unused"] == ["unused.weight", "unused.bias"]
    assert reply["value"].shape == (3, 1)


def test_trace_can_keep_activations_and_leaves_no_hooks(shell: Worker) -> None:
    shell.cell(NET)
    layers = trace(shell, activations=True)["layers"]
    assert layers[1]["activation"].shape == (3, 2)
    shell.cell("hooks = sum(len(module._forward_hooks) for module in net.modules())")
    assert shell.get("hooks") == 0


def test_a_forward_pass_that_fails_is_told(shell: Worker) -> None:
    shell.cell(NET)
    argument = {"name": "x", "value": torch.ones(3, 5), "by": "position"}
    assert trace(shell, arguments=[argument])["error"]["type"] == "RuntimeError"


def test_what_is_no_module_is_refused(shell: Worker) -> None:
    shell.cell("net = 3")
    for op in ("state", "assign"):
        reply = shell.ask(op, target={"name": "net"}, values={})
        assert reply["reason"] == "expected an nn.Module, got int"
    assert trace(shell)["status"] == "refused"
    assert shell.ask("state", target={"name": "nett"})["status"] == "missing"


def make(worker: Worker, kind: str, **options: object) -> Opaque:
    reply = worker.ask("make", kind=kind, options=options, seed=3)
    assert reply["status"] == "ok", reply
    value = reply["value"]
    assert isinstance(value, Opaque)
    return value


def test_make_loader(shell: Worker) -> None:
    shell.cell("def read(loader): return [x.tolist() for x, y in loader]")
    tensors = [torch.arange(5), torch.zeros(5)]
    loader = make(shell, "loader", tensors=tensors, batch_size=2, shuffle=False)
    assert shell.call("read", loader)["value"] == [[0, 1], [2, 3], [4]]
    shuffled = [make(shell, "loader", tensors=tensors, batch_size=5, shuffle=True) for _ in range(2)]
    first, second = (shell.call("read", one, seed=seed)["value"] for one, seed in zip(shuffled, (1, 2), strict=True))
    assert first == second != [[0, 1, 2, 3, 4]]


def test_make_optimizer_over_a_module_and_over_tensors(shell: Worker) -> None:
    shell.cell(
        NET + "def step(optimizer, p):\n    p.grad = torch.ones_like(p)\n    optimizer.step()\n    return p.detach()"
    )
    net = shell.ask("get", target={"name": "net"}, hold=True)["value"]
    scale = shell.ask("get", target={"name": "net.scale"}, hold=True)["value"]
    for parameters in (net, [scale]):
        optimizer = make(shell, "optimizer", name="SGD", parameters=parameters, options={"lr": 0.5})
        before = shell.get("net.scale")
        assert shell.call("step", optimizer, scale)["value"].tolist() == (before - 0.5).tolist()


def test_make_module_and_parameter(shell: Worker) -> None:
    first, second = (make(shell, "module", name="Linear", arguments=[2, 1], options={"bias": False}) for _ in range(2))
    weights = [
        shell.ask("state", target={"handle": one.handle})["parameters"]["weight"].tolist() for one in (first, second)
    ]
    assert weights[0] == weights[1]
    parameter = make(shell, "parameter", value=torch.ones(2))
    assert parameter.type_name == "Parameter"
    assert shell.ask("get", target={"handle": parameter.handle, "path": ["is_leaf"]}, hold=False)["value"] is True


def test_make_a_type_of_numbers(shell: Worker) -> None:
    shell.cell("import numpy as np\ndef cast(dtype): return [dtype(3) / 2, np.arange(2).astype(dtype)]")
    number, array = shell.call("cast", make(shell, "dtype", name="float64"))["value"]
    assert (number, array.dtype.name) == (1.5, "float64")
    assert shell.ask("make", kind="dtype", options={"name": "float65"}, seed=0)["status"] == "raised"


def test_what_cannot_be_made_is_refused(shell: Worker) -> None:
    for kind, options in (
        ("window", {}),
        ("module", {"name": "NoLayer"}),
        ("optimizer", {"name": "x", "parameters": []}),
    ):
        assert shell.ask("make", kind=kind, options=options, seed=0)["status"] == "refused"
