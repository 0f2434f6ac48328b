"""A warm process for the whole test session, from which each test forks workers without any confinement.

The warm process is started like the zygote, by path and alone, so that what it patches never reaches the tests.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from grader.wire import Channel, Decoded

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
TIMEOUT = 60.0


@dataclass
class Worker:
    """The grader's end of a conversation with one worker."""

    channel: Channel
    nonces: int = 0
    children: list["Worker"] = field(default_factory=list)

    def ask(self, op: str, **fields: object) -> dict[str, Any]:
        """Ask, and await the reply."""
        return self.reply(self.send(op, **fields))

    def send(self, op: str, **fields: object) -> bytes:
        """Ask without waiting."""
        self.nonces += 1
        nonce = self.nonces.to_bytes(8, "big")
        self.channel.send({"op": op, "nonce": nonce, **fields}, timeout=TIMEOUT)
        return nonce

    def reply(self, nonce: bytes) -> dict[str, Any]:
        """The reply to a request, checked for its nonce."""
        reply = self.receive().value
        assert isinstance(reply, dict)
        assert reply["nonce"] == nonce
        return reply

    def receive(self) -> Decoded:
        """The next frame."""
        return self.channel.receive(timeout=TIMEOUT)

    def setup(self, engine: str = "shell", **fields: object) -> dict[str, Any]:
        """Set up with the usual settings."""
        usual: dict[str, object] = {
            "files": {},
            "module": "",
            "max_batches": None,
            "loops": [],
            "data": None,
            "output_bytes": 65536,
        }
        return self.ask("setup", engine=engine, **{**usual, **fields})

    def cell(self, source: str, index: int = 0, seed: int = 0) -> dict[str, Any]:
        """Run a cell."""
        return self.ask("cell", index=index, source=source, seed=seed)

    def call(self, name: str | dict[str, object], *args: object, **options: Any) -> dict[str, Any]:
        """Call with positional arguments; keyword arguments under `keywords`, the rest are fields of the request."""
        signature = options.pop("signature", [])
        arguments = [
            {"name": signature[at] if at < len(signature) else str(at), "value": value, "by": "position"}
            for at, value in enumerate(args)
        ]
        keywords = options.pop("keywords", {})
        arguments += [{"name": key, "value": value, "by": "keyword"} for key, value in keywords.items()]
        target = {"name": name} if isinstance(name, str) else name
        usual: dict[str, object] = {"seed": 0, "hold": False, "cotangent": None, "taps": []}
        return self.ask("call", target=target, arguments=arguments, signature=signature, **{**usual, **options})

    def get(self, name: str, **fields: object) -> Any:
        """The value of a global."""
        reply = self.ask("get", target={"name": name}, hold=False, **fields)
        assert reply["status"] == "ok", reply
        return reply["value"]

    def fork(self) -> "Worker":
        """Copy the live state."""
        mine, theirs = socket.socketpair()
        self.nonces += 1
        nonce = self.nonces.to_bytes(8, "big")
        self.channel.send({"op": "fork", "nonce": nonce}, fds=(theirs.fileno(),), timeout=TIMEOUT)
        theirs.close()
        assert self.reply(nonce)["status"] == "ok"
        child = Worker(Channel(mine, watch_sender=True))
        assert child.receive().value["status"] == "ready"  # type: ignore[index]
        self.children.append(child)
        return child

    def interrupt(self) -> None:
        """Send SIGINT to the process that answered last."""
        os.kill(self.channel.sender, signal.SIGINT)

    def close(self) -> None:
        """End the conversation, and with it the process."""
        for child in self.children:
            child.close()
        self.channel.close()


Open = Callable[..., Worker]


@pytest.fixture(scope="session")
def warm_process() -> Iterator[socket.socket]:
    """The control socket of a warm process that forks a worker for each socket it is sent."""
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    program = Path(__file__).parent / "fork_server.py"
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **ONE_THREAD}
    command = [sys.executable, str(program), str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=(theirs.fileno(),), env=environment) as process:
        theirs.close()
        mine.settimeout(TIMEOUT)
        try:
            assert mine.recv(64) == b"warm"
            yield mine
        finally:
            mine.close()
            process.wait(TIMEOUT)


@pytest.fixture
def open_worker(warm_process: socket.socket, tmp_path: Path) -> Iterator[Open]:
    """Opens workers whose scratch folder is below the test's; they end with the test."""
    opened: list[Worker] = []

    def open_one(**setup: Any) -> Worker:
        scratch = tmp_path / f"scratch{len(opened)}"
        scratch.mkdir()
        mine, theirs = socket.socketpair()
        socket.send_fds(warm_process, [str(scratch).encode()], [theirs.fileno()])
        theirs.close()
        worker = Worker(Channel(mine, watch_sender=True))
        opened.append(worker)
        assert worker.receive().value == {"status": "ready", "layers": ["none"]}
        if setup:
            reply = worker.setup(**setup)
            assert reply["status"] == "ok", reply
        return worker

    yield open_one
    for worker in opened:
        worker.close()


@pytest.fixture
def shell(open_worker: Open) -> Worker:
    """A worker with the default engine."""
    return open_worker(engine="shell")


@pytest.fixture(params=["shell", "kernel"])
def notebook(request: pytest.FixtureRequest, open_worker: Open) -> Worker:
    """A worker with either notebook engine."""
    return open_worker(engine=request.param)
