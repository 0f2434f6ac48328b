"""Where submissions run: the grader's side of the border."""

from grader.sandbox.ahead import Ahead
from grader.sandbox.choose import open_for_own_work, open_sandbox, probe
from grader.sandbox.protocol import (
    Sandbox,
    SandboxError,
    Session,
    WorkerCrashed,
    WorkerGone,
    WorkerOutOfMemory,
    WorkerTimedOut,
)
from grader.sandbox.tiers import NO_LANDLOCK, TierReport, advice
from grader.sandbox.unconfined import NOTE as UNCONFINED_NOTE
from grader.sandbox.warm import WorkerCode

__all__ = [
    "NO_LANDLOCK",
    "UNCONFINED_NOTE",
    "Ahead",
    "Sandbox",
    "SandboxError",
    "Session",
    "TierReport",
    "WorkerCode",
    "WorkerCrashed",
    "WorkerGone",
    "WorkerOutOfMemory",
    "WorkerTimedOut",
    "advice",
    "open_for_own_work",
    "open_sandbox",
    "probe",
]
