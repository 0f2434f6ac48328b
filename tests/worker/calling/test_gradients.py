"""Gradients of sum(output * cotangent), for arguments, modules and parameters."""

import torch

from tests.worker.conftest import Worker


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)


def test_arguments_nested_in_containers(shell: Worker) -> None:
    shell.cell("def f(x, params, plain):\n    return params['W'] * x * 2 + params['list'][0] + plain")
    params = {"W": leaf(3, 4), "list": [leaf(1, 1), "text"], "count": 3}
    reply = shell.call(
        "f", leaf(1, 2), params, torch.ones(2), cotangent=torch.tensor([1.0, 10.0]), signature=["x", "params"]
    )
    grads = reply["grads"]["arguments"]
    assert grads["x"].tolist() == [6, 80]
    assert grads["params"]["W"].tolist() == [2, 40]
    assert grads["params"]["list"][0].tolist() == [1, 10]
    assert (grads["params"]["list"][1], grads["params"]["count"], grads["2"]) == (None, None, None)
    assert reply["grads_reason"] == ""


def test_an_argument_that_takes_no_part_has_no_gradient(shell: Worker) -> None:
    shell.cell("def f(x, y): return x * 2")
    grads = shell.call("f", leaf(1), leaf(1), cotangent=torch.ones(1))["grads"]["arguments"]
    assert (grads["0"].tolist(), grads["1"]) == ([2], None)


def test_a_scalar_and_a_tuple_of_outputs(shell: Worker) -> None:
    shell.cell("def f(x): return (x * 3).sum(), {'twice': x * 2}")
    reply = shell.call("f", leaf(1, 1), cotangent=[1.0, {"twice": torch.tensor([1.0, 0.0])}])
    assert reply["grads"]["arguments"]["0"].tolist() == [5, 3]


def test_parameters_of_a_module_and_of_the_module_behind_a_method(shell: Worker) -> None:
    shell.cell(
        "from torch import nn\nimport torch\nnet = nn.Linear(2, 1)\nnet.weight.data.fill_(1.)\n"
        "def loss(net, x): return net(x).sum()"
    )
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    for target in ("net", "net.forward"):
        grads = shell.call(target, x, cotangent=torch.ones(1, 1))["grads"]
        assert grads["target"]["weight"].tolist() == [[1, 2]]
        assert grads["arguments"]["0"].tolist() == [[1, 1]]
    held = shell.ask("get", target={"name": "net"}, hold=True)["value"]
    assert shell.call("loss", held, x, cotangent=1.0)["grads"]["arguments"]["0"]["bias"].tolist() == [1]


def test_rebinding_an_argument_does_not_hide_it(shell: Worker) -> None:
    shell.cell("def f(d):\n    out = d['x'] * 2\n    d['x'] = None\n    return out")
    assert shell.call("f", {"x": leaf(1)}, cotangent=torch.ones(1))["grads"]["arguments"]["0"]["x"].tolist() == [2]


def test_an_output_without_a_graph_gives_none(shell: Worker) -> None:
    shell.cell("import torch\ndef f(x):\n    with torch.no_grad():\n        return x * 2")
    assert shell.call("f", leaf(1), cotangent=torch.ones(1))["grads"]["arguments"] == {"0": None}


def test_a_wrong_shape_is_told(shell: Worker) -> None:
    shell.cell("def f(x): return x.sum()")
    reply = shell.call("f", leaf(1, 2), cotangent=torch.ones(2))
    assert reply["status"] == "ok"
    assert reply["grads"] is None
    assert reply["grads_reason"] == "the output has shape (), expected (2,)"


def test_a_wrong_structure_is_told(shell: Worker) -> None:
    shell.cell("def f(x): return [x]")
    assert "is a list" in shell.call("f", leaf(1), cotangent={"a": torch.ones(1)})["grads_reason"]


def test_a_backward_pass_that_fails_is_told(shell: Worker) -> None:
    shell.cell("def f(x):\n    y = x.exp()\n    z = y * 1\n    y.add_(1)\n    return z * y\n")
    reply = shell.call("f", leaf(1), cotangent=torch.ones(1))
    assert "inplace operation" in reply["grads_reason"]
    assert reply["value"].shape == (1,)
