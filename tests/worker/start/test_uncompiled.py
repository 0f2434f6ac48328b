"""The compiler of torch stays away until something asks for it."""

import torch

from tests.worker.conftest import Worker

_STEP = """
import sys
import torch
import torchvision
torch.use_deterministic_algorithms(True, warn_only=True)
net = torch.nn.Linear(2, 2)
optimizer = torch.optim.Adam(net.parameters())
def step(x):
    optimizer.zero_grad()
    net(x).sum().backward()
    optimizer.step()
    return "torch._dynamo.config" in sys.modules
assert torch.are_deterministic_algorithms_enabled()
step(torch.ones(3, 2))
"""


def test_training_and_calls_do_without_the_compiler(notebook: Worker) -> None:
    assert notebook.cell(_STEP)["error"] is None
    reply = notebook.fork().call("step", torch.ones(3, 2))
    assert (reply["status"], reply["value"]) == ("ok", False)


def test_who_asks_for_it_gets_it(notebook: Worker) -> None:
    source = "import torch\nimport torch._dynamo.config\nassert torch._dynamo.config.suppress_errors is False"
    assert notebook.cell(source)["error"] is None
    assert notebook.cell("assert torch._dynamo.is_dynamo_supported() is not None")["error"] is None
