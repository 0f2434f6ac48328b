"""The worker that is started ahead: handed out once, to who wants one like it, and only alive."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.ahead import Ahead
from grader.sandbox.choose import open_sandbox
from grader.sandbox.processes import has_ended, of_session, read
from grader.sandbox.session import WorkerSession
from tests.sandbox.conftest import CODE, LIMITS, told


@pytest.fixture(scope="module")
def ahead() -> Iterator[Ahead]:
    """A sandbox of the best tier that starts workers ahead."""
    opened = Ahead(open_sandbox(code=CODE))
    yield opened
    opened.close()


def next_one(ahead: Ahead) -> WorkerSession:
    """The worker that has been started ahead."""
    assert ahead.next is not None
    return ahead.next.result()


def test_the_worker_started_ahead_is_the_next_one(ahead: Ahead) -> None:
    ahead.open(LIMITS).close()
    waiting = next_one(ahead)
    session = ahead.open(LIMITS)
    assert session is waiting
    assert next_one(ahead) is not waiting
    assert told(session, "result = 1") == 1
    session.close()


def test_a_worker_with_other_limits_is_not_handed_out(ahead: Ahead) -> None:
    ahead.open(LIMITS).close()
    waiting = next_one(ahead)
    session = ahead.open(LIMITS.model_copy(update={"memory_mb": LIMITS.memory_mb + 1}))
    assert session is not waiting
    assert waiting.closed
    session.close()


def test_a_worker_that_has_died_is_not_handed_out(ahead: Ahead) -> None:
    ahead.open(LIMITS).close()
    waiting = next_one(ahead)
    os.kill(waiting.process.pid, signal.SIGKILL)
    assert has_ended(waiting.handle, within=10)
    session = ahead.open(LIMITS)
    assert session is not waiting
    assert told(session, "result = 1") == 1
    session.close()


def test_the_worker_started_ahead_ends_with_the_sandbox() -> None:
    opened = Ahead(open_sandbox(code=CODE))
    opened.open(LIMITS)
    waiting = next_one(opened)
    opened.close()
    assert waiting.closed
    assert not waiting.lives


def test_a_closed_session_ends_soon_and_surely_with_the_sandbox() -> None:
    opened = Ahead(open_sandbox(code=CODE))
    session = opened.open(LIMITS)
    process = session.process
    told(session, "if os.fork() == 0: time.sleep(600)")
    session.fork()
    session.close()
    opened.close()
    assert read(process.pid) is None
    assert not of_session(process.pid)


def test_what_goes_wrong_in_the_background_is_told(caplog: pytest.LogCaptureFixture) -> None:
    opened = Ahead(open_sandbox(code=CODE))
    session = opened.open(LIMITS)
    session.worker.release.callback(Path("/nowhere").rmdir)
    session.close()
    opened.close()
    assert "may be left behind: FileNotFoundError" in caplog.text
