"""Copies of the live state: each alone, ended alone, and gone with all that it started."""

import contextlib
import os

import pytest

from grader.sandbox.protocol import WorkerCrashed, WorkerGone
from grader.sandbox.session import WorkerSession
from tests.sandbox.conftest import answer, told

DAEMON = """
    import time
    if os.fork() == 0:
        if os.fork() == 0:
            {before}
            time.sleep(600)
        os._exit(0)
    result = os.wait()[1]
    """
"""Starts a process that loses its parent at once."""


def test_a_branch_has_the_state_and_keeps_its_changes(session: WorkerSession) -> None:
    told(session, "value = 1")
    first, second = session.fork(), session.fork()
    assert told(first, "value += 10; result = value") == 11
    assert told(second, "result = value") == 1
    assert told(session, "result = value") == 1
    assert told(first, "result = value") == 11


def test_a_branch_of_a_branch(session: WorkerSession) -> None:
    branch = session.fork()
    told(branch, "value = 'branch'")
    twig = branch.fork()
    branch.close()
    assert told(twig, "result = value") == "branch"
    assert told(session, "result = 1") == 1


@pytest.mark.parametrize(
    "deadly", ["os._exit(0)", "os.abort()", "import ctypes; ctypes.string_at(0)", "channel.close()"]
)
def test_a_branch_dies_alone(session: WorkerSession, deadly: str) -> None:
    told(session, "value = 1")
    doomed, other = session.fork(), session.fork()
    with pytest.raises(WorkerCrashed):
        answer(doomed, f"{deadly}\nimport time; time.sleep(60)")
    assert told(other, "result = value") == 1
    assert told(session, "result = value") == 1
    assert told(session.fork(), "result = value") == 1


def test_closing_a_branch_ends_what_it_started(session: WorkerSession) -> None:
    other = session.fork()
    told(other, "child = os.fork()\nif child == 0: import time; time.sleep(600)")
    branch = session.fork()
    told(branch, DAEMON.format(before="pass"))
    told(branch, "child = os.fork()\nif child == 0: import time; time.sleep(600)")
    assert len(session.worker.members()) == 6
    branch.close()
    assert len(session.worker.members()) == 3
    assert told(other, "result = os.waitpid(child, os.WNOHANG)") == (0, 0)


def test_what_the_first_process_had_started_outlives_a_branch(session: WorkerSession) -> None:
    told(session, DAEMON.format(before="pass"))
    before = {process.key for process in session.worker.members()}
    session.fork().close()
    assert {process.key for process in session.worker.members()} == before


def test_a_branch_that_bombs_is_ended(session: WorkerSession) -> None:
    branch = session.fork()
    with pytest.raises(WorkerGone):
        answer(branch, "while True:\n    try: os.fork()\n    except OSError: pass", timeout=0.5)
    with contextlib.suppress(WorkerGone):
        assert told(session, "result = 1") == 1
        assert len(session.worker.members()) == 1


def test_the_end_of_the_first_process_ends_the_branches(session: WorkerSession) -> None:
    branch = session.fork()
    session.close()
    with pytest.raises(WorkerCrashed):
        answer(branch, "result = 1")
    branch.close()
    assert not os.path.exists(f"/proc/{branch.process.pid}")


@pytest.mark.parametrize(
    "fork",
    [
        "None",  # no process answers
        "channel_of(os.getpid(), descriptor).send({'status': 'ready'})",  # the first process answers itself
        "channel_of(os.getpid(), descriptor).send({'status': 'not quite'})",
        "channel_of(os.getpid(), descriptor).sock.send(b'garbage' * 10)",
    ],
)
def test_a_copy_must_answer_for_itself(session: WorkerSession, fork: str) -> None:
    told(
        session,
        f"""
        import gc, socket, sys
        from grader.wire import Channel
        def channel_of(_pid, descriptor):
            return Channel(socket.socket(fileno=descriptor))
        def forged(channel, nonce):
            [descriptor] = channel.take_descriptors()
            {fork}
            os.close(descriptor) if {fork!r} == "None" else None
            channel.send({{"nonce": nonce, "status": "ok"}})
            return channel
        sys.modules["told"]._fork = forged
        """,
    )
    with pytest.raises(WorkerCrashed):
        session.fork()
