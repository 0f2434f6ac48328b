"""The yardstick: the same notebook executed and checked in one warm process, without any wall, report or fork."""

import copy
import os
from pathlib import Path

from benchmarks.notebook import cells
from benchmarks.stages import REST, Stages, TimedSession
from grader.checks import Assignment
from grader.checks.asking.answers import LiveCaller
from grader.checks.judging.attempt import attempt
from grader.checks.seeds import Seeds
from grader.model import Limits
from grader.sandbox.protocol import Session
from grader.wire import Decoded
from grader.worker.serve import perform
from grader.worker.session import Request
from grader.worker.session import Session as WorkerSession
from grader.worker.standins import STAND_INS


class LocalSession:
    """Answers in this process; copies arguments, as the border does, and nothing else."""

    def __init__(self, session: WorkerSession) -> None:
        self._session = session

    def request(self, op: str, *, timeout: float, **fields: object) -> Decoded:
        """See `grader.sandbox.protocol.Session`."""
        del timeout
        return Decoded(perform(self._session, {"op": op, **copy.deepcopy(fields)}), {})

    def request_interruptible(self, op: str, *, timeout: float, grace: float, **fields: object) -> Decoded:
        """See `grader.sandbox.protocol.Session`."""
        del grace
        return self.request(op, timeout=timeout, **fields)

    @property
    def spent(self) -> float:
        """See `grader.sandbox.protocol.Session`."""
        return 0.0

    @property
    def memory_mb(self) -> float:
        """See `grader.sandbox.protocol.Session`."""
        return 0.0

    def fork(self) -> Session:
        """No copy: everything happens in one process."""
        return self

    def seen(self, path: str) -> str:
        """See `grader.sandbox.protocol.Session`."""
        return path

    def close(self) -> None:
        """Nothing to end."""


def _carry_out(_session: WorkerSession, _request: Request) -> None:
    raise NotImplementedError


def grade_here(assignment: Assignment, seeds: Seeds, scratch: Path, stages: Stages) -> None:
    """Run the notebook and its checks. Raises when a check does not pass."""
    session = WorkerSession(None, scratch, _carry_out)  # type: ignore[arg-type]  # nobody is spoken to
    local = TimedSession(LocalSession(session), stages)
    whole: dict[str, object] = {"max_batches": None, "loops": [], "without": [*STAND_INS]}
    local.request("setup", timeout=0, files={}, engine="shell", module="", data=None, output_bytes=65536, **whole)
    for index, source in enumerate(cells()):
        local.request("cell", timeout=0, index=index, source=source, seed=1)
    for check in assignment.checks:
        with stages.time(REST):
            passed = attempt(check, assignment, LiveCaller(local, Limits()), seeds).passed
        if not passed:
            raise RuntimeError(f"the benchmark's own notebook fails {check.id}")
    os.chdir(scratch)
