"""Own work where there is no sandbox: the same verdicts, without copies of processes."""

from collections.abc import Iterator

import pytest

from grader.model import Limits
from grader.sandbox import UNCONFINED_NOTE, WorkerCrashed, WorkerTimedOut, open_for_own_work
from grader.sandbox.protocol import Sandbox, Session

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["darwin", "win32"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """What these systems get."""
    opened = open_for_own_work(request.param)
    yield opened
    opened.close()


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[Session]:
    """A session in which one cell has run."""
    opened = sandbox.open(Limits())
    fields: dict[str, object] = {
        "files": {},
        "engine": "shell",
        "module": "",
        "max_batches": None,
        "data": None,
        "output_bytes": 1000,
    }
    opened.request("setup", timeout=60, loops=[], **fields)
    opened.request_interruptible("cell", timeout=60, grace=2, index=0, source="import time\nx = [1]", seed=1)
    yield opened
    opened.close()


def value(session: Session, name: str) -> object:
    reply = session.request("get", timeout=60, target={"name": name}, hold=False).value
    assert isinstance(reply, dict)
    return reply.get("value")


def test_it_says_that_there_are_no_walls(sandbox: Sandbox) -> None:
    assert sandbox.info.left_open == (UNCONFINED_NOTE,)
    assert sandbox.info.layers == ()


def test_a_copy_has_the_state_and_leaves_the_original_alone(session: Session) -> None:
    copy = session.fork()
    copy.request("set", timeout=60, name="x", value=[2])
    assert (value(copy, "x"), value(session, "x")) == ([2], [1])
    copy.close()
    assert value(session, "x") == [1]


def test_what_ends_itself_or_takes_too_long_is_told(session: Session) -> None:
    copy = session.fork()
    with pytest.raises(WorkerCrashed):
        copy.request("cell", timeout=60, index=1, source="import os\nos._exit(0)", seed=1)
    with pytest.raises(WorkerTimedOut):
        session.request("cell", timeout=0.5, index=1, source="while True: pass", seed=1)
    with pytest.raises(WorkerTimedOut):
        session.fork()
