"""Both engines behind the walls of the best tier that this machine has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.model import Limits
from grader.sandbox import Sandbox, Session, open_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox(trust=True)
    yield opened
    opened.close()


@pytest.fixture(params=["shell", "kernel"])
def session(request: pytest.FixtureRequest, sandbox: Sandbox, checkout: Path) -> Iterator[Session]:
    opened = sandbox.open(Limits(), readable={"/data": str(checkout / "assignments" / "data")})
    setup: dict[str, Any] = {"engine": request.param, "files": {"helper.py": b"x = 7"}, "module": ""}
    data = opened.seen("/data")
    reply = ask(opened, "setup", **setup, max_batches=2, loops=[], data=data, output_bytes=65536)
    if reply["status"] == "refused" and request.param == "kernel" and sandbox.info.tier > 0:
        pytest.skip(reply["reason"])
    assert reply["status"] == "ok"
    yield opened
    opened.close()


def ask(session: Session, op: str, **fields: object) -> dict[str, Any]:
    reply = session.request(op, timeout=60, **fields).value
    assert isinstance(reply, dict)
    return reply


def cell(session: Session, source: str) -> dict[str, Any]:
    reply = ask(session, "cell", index=0, source=source, seed=0)
    assert reply["error"] is None, reply["error"]
    return reply


def test_a_notebook_from_the_first_cell_to_calls_in_copies(session: Session) -> None:
    cell(session, "import helper, os\nprint(os.listdir())")
    figure = cell(session, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert [output["kind"] for output in figure["outputs"]] == ["image"]
    cell(session, "from torchvision.datasets import MNIST\nassert len(MNIST('./data', download=True)) == 1500")
    cell(session, "import torch\nstate = torch.zeros(2)\ndef f(x):\n    print('called')\n    return state.add_(x)")
    call: dict[str, Any] = {"target": {"name": "f"}, "signature": ["x"], "seed": 0, "hold": False, "taps": []}
    arguments = [{"name": "x", "value": torch.ones(2), "by": "position"}]
    for branch in (session.fork(), session.fork()):
        reply = ask(branch, "call", **call, arguments=arguments, cotangent=None)
        assert (reply["value"].tolist(), reply["printed"]) == ([1, 1], "called\n")
        branch.close()


def test_a_cell_is_interrupted_by_the_sandbox(session: Session) -> None:
    source = "x = 1\nwhile True: pass"
    fields: dict[str, Any] = {"index": 0, "source": source, "seed": 0}
    reply: Any = session.request_interruptible("cell", timeout=0.3, grace=30, **fields).value
    assert reply["status"] == "interrupted"
    assert ask(session, "get", target={"name": "x"}, hold=False)["value"] == 1
