"""Own work on a machine without a sandbox (macOS, Windows): an ordinary process a state, and none of the walls.

Where a process cannot be copied, its state is built again: a copy is a fresh process that is asked what the original
was asked so far. The next process is started while the last one works, so that it need not be waited for. Only for a
person's own code: it runs with all that this person may do.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.model import Limits, SandboxInfo
from grader.sandbox.protocol import SandboxError, WorkerCrashed, WorkerGone, WorkerTimedOut
from grader.sandbox.replies import require_answer, require_ready
from grader.wire import Bounds, Channel, ChannelClosed, ChannelTimeout, Decoded, WireError

NOTE = "This ran without a sandbox, as any program of yours would: check only your own work this way."
_PROGRAM = Path(__file__).resolve().parent.parent / "worker" / "__main__.py"
_START_SECONDS = 300.0
_BUILDING = ("setup", "cell")
"""Requests that make the state; what checks ask is not part of it."""


@dataclass(eq=False)
class OwnProcess:
    """A process that is starting, or has started, and connects back to us."""

    folder: "tempfile.TemporaryDirectory[str]" = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="own-", ignore_cleanup_errors=True)
    )

    def __post_init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._token = secrets.token_hex(16)
        address = f"{self._door.getsockname()[1]}:{self._token}"
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", str(_PROGRAM), "connect", address],
            env={**os.environ, "MPLBACKEND": "agg", "PYTHONHASHSEED": "0", "CUDA_VISIBLE_DEVICES": ""},
            cwd=self.folder.name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def connect(self, limits: Limits) -> Channel:
        """Wait until it is ready. Raises `SandboxError`."""
        deadline = time.monotonic() + _START_SECONDS
        self._door.settimeout(1)
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(TimeoutError):
                connection, _ = self._door.accept()
                if connection.recv(len(self._token)).decode(errors="replace") == self._token:
                    channel = Channel(connection, Bounds(body_bytes=limits.reply_mb << 20))
                    require_ready(channel.receive(timeout=_START_SECONDS))
                    return channel
                connection.close()
        raise SandboxError("a process for the hand-in could not be started")

    def end(self) -> None:
        """Kill it and remove its folder."""
        self._door.close()
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


@dataclass(eq=False)
class OwnSession:
    """A conversation with one process; see `Session`."""

    sandbox: "UnconfinedSandbox"
    limits: Limits
    readable: Mapping[str, str]
    process: OwnProcess
    channel: Channel
    history: list[tuple[str, float, dict[str, object]]] = field(default_factory=list)
    over: WorkerGone | None = None
    spent: float = 0.0
    """Seconds on the clock: there is nobody beside whom it would have to be fair."""
    memory_mb: float = 0.0
    """Unknown: how a process tells it differs from system to system."""

    def request(self, op: str, *, timeout: float, **fields: object) -> Decoded:
        """Ask and await the reply; see `Session.request`."""
        if self.over:
            raise self.over
        nonce = secrets.token_bytes(16)
        began = time.monotonic()
        try:
            self.channel.send({"op": op, "nonce": nonce, **fields}, timeout=timeout)
            reply = require_answer(self.channel.receive(timeout=timeout), nonce)
        except ChannelTimeout:
            raise self._lost(WorkerTimedOut(f"it gave no answer within {timeout:g} s")) from None
        except ChannelClosed:
            raise self._lost(WorkerCrashed("it ended itself")) from None
        except WireError as error:
            raise self._lost(WorkerCrashed(f"it sent something that is not an answer ({error})")) from None
        finally:
            self.spent += time.monotonic() - began
        if op in _BUILDING:
            self.history.append((op, timeout, fields))
        return reply

    def request_interruptible(self, op: str, *, timeout: float, grace: float, **fields: object) -> Decoded:
        """Ask, and interrupt the code at the time-out where the system has a way; see `Session`."""
        with _interrupting(self.process.process, timeout):
            return self.request(op, timeout=timeout + grace, **fields)

    def fork(self) -> "OwnSession":
        """The same state in a process of its own, built again."""
        if self.over:
            raise self.over
        copy = self.sandbox.open(self.limits, readable=self.readable)
        for op, timeout, fields in self.history:
            copy.request(op, timeout=timeout, **fields)
        return copy

    def seen(self, path: str) -> str:
        """Readable folders are where they are."""
        return self.readable.get(path, path)

    def close(self) -> None:
        """End the process; see `Session`."""
        self.over = self.over or WorkerCrashed("the conversation was closed")
        self.channel.close()
        self.process.end()

    def _lost(self, reason: WorkerGone) -> WorkerGone:
        self.over = reason
        self.close()
        return reason


class UnconfinedSandbox:
    """Processes without walls; see `Sandbox`."""

    info = SandboxInfo(tier=3, layers=(), left_open=(NOTE,))

    def __init__(self) -> None:
        self._next = OwnProcess()
        self._sessions: list[OwnSession] = []

    def open(self, limits: Limits, *, readable: Mapping[str, str] | None = None) -> OwnSession:
        """The process that was started before this was asked; another is started in its place."""
        process, self._next = self._next, OwnProcess()
        try:
            channel = process.connect(limits)
        except (SandboxError, WorkerGone, ChannelClosed, ChannelTimeout) as error:
            process.end()
            raise SandboxError(str(error)) from None
        session = OwnSession(self, limits, readable or {}, process, channel)
        self._sessions = [*(known for known in self._sessions if not known.over), session]
        return session

    def close(self) -> None:
        """End every process."""
        for session in self._sessions:
            session.close()
        self._next.end()


@contextlib.contextmanager
def _interrupting(process: "subprocess.Popen[bytes]", after: float) -> Iterator[None]:
    """Send the process an interrupt when the block takes longer than so many seconds, where there is such a thing."""
    timer = threading.Timer(after, lambda: process.send_signal(signal.SIGINT))
    if sys.platform != "win32":
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
