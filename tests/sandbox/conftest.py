"""A sandbox of each tier that works here, and workers in it that run what a test tells them."""

import contextlib
import os
import re
import shutil
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.model import Limits
from grader.sandbox.choose import probe_tier
from grader.sandbox.local import LocalSandbox
from grader.sandbox.preparation import Abilities
from grader.sandbox.protocol import WorkerCrashed
from grader.sandbox.session import WorkerSession
from grader.sandbox.warm import WorkerCode

CODE = WorkerCode(serve="told:serve", warm="told:warm", paths=(str(Path(__file__).parent),))
LIMITS = Limits(memory_mb=400, scratch_mb=8, processes=40, total_seconds=20)
SECRET = "MARKER-" + "of-the-grader"
"""In the grader's environment and memory; must be found nowhere inside."""
POOR = Abilities(landlock_abi=3, cgroups=False)
"""An older kernel: seccomp has to stop signals, and the watchdog counts the memory."""
VARIANTS = ("tier0", "tier1", "tier2", "tier0-poor", "tier2-poor")
TIERS = [
    pytest.param(variant, marks=[pytest.mark.slow] if "poor" in variant else [])
    for variant in VARIANTS
    if probe_tier(int(variant[4])).works
]

Opens = Callable[..., WorkerSession]


@pytest.fixture(scope="package", params=TIERS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[LocalSandbox]:
    """A sandbox of one tier, for all tests."""
    os.environ["GRADER_SECRET"] = SECRET
    tier, _, poor = request.param.partition("-")
    report = probe_tier(int(tier[-1]))
    opened = LocalSandbox(report.tier, report.info, CODE, POOR if poor else None)
    yield opened
    opened.close()
    del os.environ["GRADER_SECRET"]


@pytest.fixture
def opens(sandbox: LocalSandbox) -> Iterator[Opens]:
    """Opens sessions, which are closed after the test."""
    sessions: list[WorkerSession] = []

    def open_one(limits: Limits = LIMITS, **options: Any) -> WorkerSession:
        sessions.append(sandbox.open(limits, **options))
        return sessions[-1]

    yield open_one
    for session in sessions:
        session.close()


@pytest.fixture
def session(opens: Opens) -> WorkerSession:
    """One open session."""
    return opens()


@pytest.fixture
def everybodys() -> Iterator[Path]:
    """A folder of the machine in which every user may do everything."""
    folder = Path(tempfile.mkdtemp(prefix="everybodys-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def crashing(reason: str) -> Iterator[None]:
    """The block may also end with the worker's crash, for this reason: the watchdog is as good as the kernel."""
    try:
        yield
    except WorkerCrashed as crash:
        if not re.search(reason, str(crash)):
            raise


def answer(session: WorkerSession, source: str, timeout: float = 30.0) -> dict[str, Any]:
    """The worker's whole answer to running some source."""
    reply = session.request("run", timeout=timeout, source=textwrap.dedent(source)).value
    assert isinstance(reply, dict)
    return reply


def told(session: WorkerSession, source: str, timeout: float = 30.0) -> Any:
    """What `result` is after running some source, which must not raise."""
    reply = answer(session, source, timeout)
    assert reply["status"] == "ok", reply
    return reply["value"]


def refused(session: WorkerSession, source: str) -> str:
    """The name of the exception that some source raises inside; fails if it raises none."""
    reply = answer(session, source)
    assert reply["status"] == "raised", reply
    return str(reply["error"])
