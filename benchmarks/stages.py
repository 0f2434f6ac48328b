"""Where the time goes: a sandbox and its sessions, with a clock around each of their doors."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from grader.model import Limits, SandboxInfo
from grader.sandbox.protocol import Sandbox, Session
from grader.wire import Decoded

REST = "inputs, references, comparison"
NAMES = {"setup": "set up the session", "cell": "run the cells", "call": "calls of the checks"}
"""What questions to a session are for."""


@dataclass
class Stages:
    """Seconds by stage, in the order in which they first came."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Count the block towards a stage, but not what stages inside of it take."""
        inside, started = sum(self.seconds.values()), time.perf_counter()
        try:
            yield
        finally:
            inside = sum(self.seconds.values()) - inside
            self.seconds[name] += time.perf_counter() - started - inside


@dataclass
class TimedSession:
    """A session that counts its time."""

    session: Session
    stages: Stages

    @property
    def spent(self) -> float:
        """See `Session`."""
        return self.session.spent

    @property
    def memory_mb(self) -> float:
        """See `Session`."""
        return self.session.memory_mb

    def request(self, op: str, *, timeout: float, **fields: object) -> Decoded:
        """See `Session`."""
        with self.stages.time(NAMES.get(op, op)):
            return self.session.request(op, timeout=timeout, **fields)

    def request_interruptible(self, op: str, *, timeout: float, grace: float, **fields: object) -> Decoded:
        """See `Session`."""
        with self.stages.time(NAMES.get(op, op)):
            return self.session.request_interruptible(op, timeout=timeout, grace=grace, **fields)

    def fork(self) -> Session:
        """See `Session`."""
        with self.stages.time("copy the state"):
            return TimedSession(self.session.fork(), self.stages)

    def seen(self, path: str) -> str:
        """See `Session`."""
        return self.session.seen(path)

    def close(self) -> None:
        """See `Session`."""
        with self.stages.time("end the processes"):
            self.session.close()


@dataclass
class TimedSandbox:
    """A sandbox whose sessions count their time."""

    sandbox: Sandbox
    stages: Stages

    @property
    def info(self) -> SandboxInfo:
        """See `Sandbox`."""
        return self.sandbox.info

    def open(self, limits: Limits, *, readable: Mapping[str, str] | None = None) -> Session:
        """See `Sandbox`."""
        with self.stages.time("fork and confine"):
            return TimedSession(self.sandbox.open(limits, readable=readable), self.stages)

    def close(self) -> None:
        """See `Sandbox`."""
        self.sandbox.close()
