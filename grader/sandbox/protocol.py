"""What a sandbox offers to the rest of the grader, whatever tier stands behind it."""

from collections.abc import Mapping
from typing import Protocol

from grader.model import GraderFailed, Limits, SandboxInfo
from grader.wire import Decoded


class SandboxError(GraderFailed):
    """The sandbox itself is broken: never the submission's fault."""


class WorkerGone(Exception):
    """The submission's process ended, or did not answer as it must. The message is a sentence for the student."""


class WorkerCrashed(WorkerGone):
    """It died, left the conversation, or sent something that is not a reply."""


class WorkerTimedOut(WorkerGone):
    """It did not answer in time and was killed."""


class WorkerOutOfMemory(WorkerGone):
    """It was killed for the memory it took."""


class Session(Protocol):
    """A conversation with one process that holds a submission's live state.

    After any `WorkerGone` the session is over: its process and all that it started are dead.
    """

    def request(self, op: str, *, timeout: float, **fields: object) -> Decoded:
        """Ask and await the reply. The reply is a dict with the right nonce and a text `status`.

        `timeout` in seconds of processor time; three times as many on the clock are over, too.

        Raises `WorkerCrashed`, `WorkerTimedOut`, `WorkerOutOfMemory`; `WireError` when the request itself may not
        cross.
        """

    def request_interruptible(self, op: str, *, timeout: float, grace: float, **fields: object) -> Decoded:
        """Like `request`, but at the time-out interrupt the code (SIGINT) and give it `grace` seconds to answer."""

    @property
    def spent(self) -> float:
        """Seconds that all questions to this submission have taken together, counted as `timeout` is."""

    @property
    def memory_mb(self) -> float:
        """The most memory in MB that the process has held at once, with the libraries that it shares; 0 if unknown."""

    def fork(self) -> "Session":
        """Copy the live state into a new process with a conversation of its own."""

    def seen(self, path: str) -> str:
        """Where the worker finds a `readable` folder that `Sandbox.open` was given under this path inside.

        The path itself where the worker has a file system of its own; elsewhere it cannot be made to exist.
        """

    def close(self) -> None:
        """Kill the process and everything it started; never raises, may be called twice."""


class Sandbox(Protocol):
    """Where submissions run. Holds a warm process from which each session is forked."""

    @property
    def info(self) -> SandboxInfo:
        """Tier and layers, as they came up in a probe."""

    def open(self, limits: Limits, *, readable: Mapping[str, str] | None = None) -> Session:
        """Start a confined process for one submission.

        `readable` maps paths as seen inside to folders outside that the process may read (data sets).
        Raises `SandboxError` when it cannot be started.
        """

    def close(self) -> None:
        """End the warm process and every session."""
