"""Workers started and ended while others are at work: on a machine with a core to spare, none is waited for."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from grader.model import Limits, SandboxInfo
from grader.sandbox.local import LocalSandbox
from grader.sandbox.protocol import SandboxError
from grader.sandbox.session import WorkerSession

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Wanted:
    """What a worker was opened with."""

    limits: Limits
    readable: tuple[tuple[str, str], ...]


@dataclass
class Ahead:
    """A sandbox for many submissions with the same limits.

    A worker that was started ahead has run no code of anybody's, and holds nothing that another would not. What a
    closed session leaves is gone soon, at the latest when the sandbox is closed.
    """

    sandbox: LocalSandbox
    next: "Future[WorkerSession] | None" = None
    """The worker that is started ahead."""
    _wanted: _Wanted | None = None
    """What it is opened with."""
    _others: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "workers"))

    @property
    def info(self) -> SandboxInfo:
        """See `Sandbox`."""
        return self.sandbox.info

    def open(self, limits: Limits, *, readable: Mapping[str, str] | None = None) -> WorkerSession:
        """The worker started ahead, if it is there and what is wanted; see `Sandbox`. Starts another for the next."""
        wanted = _Wanted(limits, tuple(sorted((readable or {}).items())))
        session = self._take(wanted) or self.sandbox.open(limits, readable=readable)
        session.elsewhere = self._later
        self.next, self._wanted = self._others.submit(self.sandbox.open, limits, readable=readable), wanted
        return session

    def close(self) -> None:
        """See `Sandbox`."""
        self.sandbox.close_sessions()
        self._others.shutdown()
        self.sandbox.close()

    def _later(self, end: Callable[[], object]) -> None:
        try:
            self._others.submit(_finish, end)
        except RuntimeError:  # the interpreter is leaving, and starts nothing more
            _finish(end)

    def _take(self, wanted: _Wanted) -> WorkerSession | None:
        """The worker started ahead; None when there is none, or not this one, or it has died since."""
        started, self.next = self.next, None
        if started is None:
            return None
        with suppress(SandboxError):
            session = started.result()
            if wanted == self._wanted and session.lives:
                return session
            session.close()
        return None


def _finish(end: Callable[[], object]) -> None:
    """End a worker where nobody waits for the outcome: what goes wrong is told at once."""
    try:
        end()
    except Exception as error:  # noqa: BLE001  (whatever it is, somebody has to hear of it)
        _LOG.error("something of a worker may be left behind: %s: %s", type(error).__name__, error)
