"""Both engines leave the same outputs, errors, notes and state, on small notebooks as students write them."""

from typing import Any

import pytest
import torch

from tests.worker.conftest import Open, Worker

TRAINING = [
    "import torch\nfrom torch import nn\nimport matplotlib.pyplot as plt\n%matplotlib inline\ntorch.manual_seed(691)",
    "features = torch.rand(500, 1) * 10 + 50\nprint(f'mean {features.mean():.4f}, var {features.var():.4f}')",
    "net = nn.Linear(1, 1)\noptimizer = torch.optim.SGD(net.parameters(), lr=1e-5)\nlosses = []\n"
    "for step in range(20):\n    loss = (net(features) - 1).pow(2).mean()\n"
    "    optimizer.zero_grad()\n    loss.backward()\n"
    "    optimizer.step()\n    losses.append(loss.item())\n    print(f'\\rstep {step}', end='')\nprint()",
    "plt.plot(losses)\nplt.title('loss')\nplt.show()\nlosses[-1]",
    "net",
]
MISTAKES = [
    "import sys, warnings\nprint('a'); print('b', file=sys.stderr); print('c')",
    "undefined_name",
    "def f(x):\n    return x.shape[5]\nimport torch\nf(torch.ones(2))",
    "x = (1,\n",
    "warnings.warn('careful')\n'after'",
    "!ls\n%cd x\nfrom google.colab import drive\ndrive.mount('/x')",
    "class Thing: pass\nThing()",
    "from IPython.display import display, HTML, clear_output\ndisplay(HTML('<b>x</b>'), 3)\n"
    "print('x')\ndisplay({'a': 1})",
    "import logging\nlogging.warning('logged')\nprint('\\x1b[31mred\\x1b[0m')",
    "exit()",
    "raise KeyboardInterrupt('mine')",
    "%%time\nfor i in range(2): print(i)",
    "%who_is_this",
    "_ = 3\nOut",
    "import asyncio\nasync def g(): return 7\nawait g()",
]


def run(worker: Worker, sources: list[str]) -> list[dict[str, Any]]:
    replies = [worker.cell(source, index=at, seed=at) for at, source in enumerate(sources)]
    for reply in replies:
        for name in ("nonce", "seconds", "cpu_seconds"):
            reply.pop(name)
    return replies


@pytest.mark.parametrize("sources", [TRAINING, MISTAKES], ids=["training", "mistakes"])
def test_outputs_errors_and_notes(open_worker: Open, sources: list[str]) -> None:
    shell, kernel = (run(open_worker(engine=engine), sources) for engine in ("shell", "kernel"))
    for at, source in enumerate(sources):
        assert shell[at] == kernel[at], source


def test_state_and_calls(open_worker: Open) -> None:
    workers = [open_worker(engine=engine) for engine in ("shell", "kernel")]
    for worker in workers:
        run(worker, TRAINING)
    outlines = [worker.ask("outline", names=[]) for worker in workers]
    assert outlines[0]["names"] == outlines[1]["names"]
    assert workers[0].get("losses") == workers[1].get("losses")
    branches = [worker.fork() for worker in workers]
    values = [branch.call("net", torch.ones(3, 1), seed=1)["value"] for branch in branches]
    assert torch.equal(*values)
