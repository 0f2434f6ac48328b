"""Copies of the live state."""

import pytest
import torch

from grader.wire import ChannelClosed
from tests.worker.conftest import Worker


def test_copies_share_the_past_and_not_the_future(notebook: Worker) -> None:
    notebook.cell(
        "import torch\nstate = {'x': torch.zeros(1)}\ndef add(n):\n    state['x'] += n\n    return state['x']"
    )
    first, second = notebook.fork(), notebook.fork()
    assert first.call("add", 1)["value"].item() == 1
    assert second.call("add", 10)["value"].item() == 10
    assert notebook.call("add", 100)["value"].item() == 100
    assert first.fork().call("add", 1)["value"].item() == 2
    assert first.call("add", 0)["value"].item() == 1


def test_handles_survive(notebook: Worker) -> None:
    notebook.cell("from torch import nn\nnet = nn.Linear(1, 1, bias=False)")
    handle = notebook.ask("get", target={"name": "net"}, hold=True)["value"]
    branch = notebook.fork()
    values = {"weight": torch.tensor([[7.0]])}
    assert branch.ask("assign", target={"handle": handle.handle}, values=values)["status"] == "ok"
    assert branch.call({"handle": handle.handle}, torch.ones(1))["value"].item() == 7
    assert notebook.call({"handle": handle.handle}, torch.ones(1))["value"].item() != 7


def test_a_crash_costs_one_copy_and_no_other(notebook: Worker) -> None:
    notebook.cell("import os\ndef crash(): os._exit(3)\ndef f(): return 1")
    first, second = notebook.fork(), notebook.fork()
    with pytest.raises(ChannelClosed):
        first.call("crash")
    assert second.call("f")["value"] == 1
    assert notebook.fork().call("f")["value"] == 1


def test_the_dead_are_collected_and_the_submission_s_own_children_are_not(notebook: Worker) -> None:
    notebook.cell("import os\nread, write = os.pipe()\npid = os.fork()\nif pid == 0: os._exit(7)")
    notebook.cell("def mine(): return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])")
    for _ in range(3):
        branch = notebook.fork()
        branch.close()
    notebook.fork()
    assert notebook.call("mine")["value"] == 7


def test_prints_displays_and_multiprocessing_work_in_a_copy(notebook: Worker) -> None:
    notebook.cell(
        "import logging, sys\nlogging.basicConfig(stream=sys.stdout, force=True)\nfrom IPython.display import display\n"
        "out = sys.stdout\nimport multiprocessing\ndef square(x):\n    print('in child')\n    return x * x\n"
        "def f():\n    print('one')\n    out.write('two\\n')\n    logging.warning('three')\n"
        "    display(4)\n    out.flush()\n    return 5\n"
        "def pool():\n    with multiprocessing.get_context('fork').Pool(2) as p:\n"
        "        return p.map(square, range(3))\n"
    )
    branch = notebook.fork()
    reply = branch.call("f")
    assert (reply["value"], reply["printed"]) == (5, "one\ntwo\nWARNING:root:three\n")
    assert branch.call("pool")["value"] == [0, 1, 4]
    assert notebook.call("f")["printed"] == reply["printed"]


def test_asyncio_and_collections_work_in_a_copy(notebook: Worker) -> None:
    notebook.cell(
        "import asyncio, gc\nasync def g(): return 3\ndef f():\n    gc.collect()\n"
        "    return asyncio.new_event_loop().run_until_complete(g())"
    )
    assert notebook.fork().call("f")["value"] == 3


def test_training_works_in_a_copy_after_training_in_the_original(notebook: Worker) -> None:
    notebook.cell(
        "import torch\nfrom torch import nn\ndef train():\n"
        "    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(2704, 10))\n"
        "    optimizer = torch.optim.Adam(net.parameters())\n    for _ in range(3):\n"
        "        loss = net(torch.rand(64, 1, 28, 28)).pow(2).mean()\n"
        "        optimizer.zero_grad(); loss.backward(); optimizer.step()\n"
        "    return loss.item()\ntorch.set_num_threads(2)\ntrain()"
    )
    values = [worker.call("train", seed=3)["value"] for worker in (notebook, notebook.fork(), notebook.fork())]
    assert values[0] == values[1] == values[2]


def test_a_fork_without_a_socket_is_refused(shell: Worker) -> None:
    assert shell.ask("fork")["status"] == "refused"
