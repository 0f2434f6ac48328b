"""One question, one answer: whatever else comes from the other side ends the conversation, and never more than that."""

import time

import pytest
import torch

from grader.model import Limits
from grader.sandbox.protocol import WorkerCrashed, WorkerTimedOut
from grader.sandbox.session import WorkerSession
from grader.wire import WireError
from tests import descriptors
from tests.sandbox.conftest import Opens, answer, told


def test_values_come_back(session: WorkerSession) -> None:
    value = told(session, "import torch; result = {'x': torch.arange(3) * 2, 'y': (1, 'two', None)}")
    assert value["y"] == (1, "two", None)
    assert torch.equal(value["x"], torch.tensor([0, 2, 4]))


def test_state_lasts_from_one_question_to_the_next(session: WorkerSession) -> None:
    told(session, "kept = 5")
    assert told(session, "result = kept + 1") == 6


def test_an_exception_inside_is_an_answer(session: WorkerSession) -> None:
    assert answer(session, "1 / 0")["error"] == "ZeroDivisionError"
    assert answer(session, "raise SystemExit(0)")["error"] == "SystemExit"


def test_what_may_not_cross_is_refused_before_it_is_sent(opens: Opens) -> None:
    session = opens(Limits(reply_mb=1))
    with pytest.raises(WireError, match="more than"):
        session.request("run", timeout=5, source="", data=bytes(2 << 20))
    assert told(session, "result = 1") == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("os._exit(0)", "exit status 0"),
        ("os._exit(7)", "exit status 7"),
        ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
        ("channel.close(); time.sleep(60)", "left the conversation"),
        ("if os.fork() == 0: time.sleep(60)\nos._exit(3)", "exit status 3"),
        (
            "if os.fork() == 0: channel.send({'nonce': request['nonce'], 'status': 'ok'})\ntime.sleep(60)",
            "another proc",
        ),
    ],
)
def test_the_way_it_ended_is_told(session: WorkerSession, source: str, reason: str) -> None:
    for _ in range(2):
        with pytest.raises(WorkerCrashed, match=reason):
            answer(session, source)


@pytest.mark.parametrize(
    "forged",
    [
        "channel.sock.send(b'GRW1' + bytes(12))",
        "channel.sock.send(os.urandom(100))",
        "channel.send({'nonce': b'x' * 16, 'status': 'ok', 'value': 'full marks'})",
        "channel.send({'nonce': request['nonce'], 'status': 1})",
        "channel.send({'status': 'ok'})",
        "channel.send(['ok'])",
        "channel.send({'nonce': request['nonce'], 'status': 'ok'}); channel.send({'nonce': b'', 'status': 'ok'})",
        "import pickle; channel.sock.send(pickle.dumps({'status': 'ok'}) + bytes(16))",
    ],
)
def test_a_forged_frame_ends_it(session: WorkerSession, forged: str) -> None:
    with pytest.raises(WorkerCrashed):
        ask_twice(session, forged)
    with pytest.raises(WorkerCrashed):
        answer(session, "result = 1")


def test_two_answers_to_one_question_end_it(session: WorkerSession) -> None:
    """The first one arrives; the second is found at the latest when the next question is asked."""
    with pytest.raises(WorkerCrashed, match=r"without being asked|another question"):
        ask_twice(session, "channel.send({'nonce': request['nonce'], 'status': 'ok', 'value': 1})")


def ask_twice(session: WorkerSession, source: str) -> None:
    """Run some source, and ask something else if that was answered."""
    answer(session, source)
    answer(session, "result = 1")


def test_descriptors_do_not_cross(session: WorkerSession) -> None:
    source = """
        import array, socket
        files = array.array("i", [os.open("/dev/null", os.O_RDONLY) for _ in range(50)])
        for _ in range(20):
            channel.sock.sendmsg([b"G"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
        """
    mine = descriptors.held()
    with pytest.raises(WorkerCrashed):
        answer(session, source)
    assert descriptors.held() <= mine


def test_silence_is_a_time_out(session: WorkerSession) -> None:
    begun = time.monotonic()
    with pytest.raises(WorkerTimedOut, match=r"within 0\.3 s"):
        answer(session, "while True: pass", timeout=0.3)
    assert time.monotonic() - begun < 2
    with pytest.raises(WorkerTimedOut):
        answer(session, "result = 1")


@pytest.mark.parametrize(
    "source",
    [
        "time.sleep(100)",
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); time.sleep(100)",
        "channel.sock.send(b'GRW1'); time.sleep(100)",
        "channel.sock.send(b'GRW1' + bytes(2) + b'x' + bytes(9))\nwhile True: channel.sock.send(bytes(1))",
        "sum(range(10**12))",
    ],
)
def test_nothing_outlasts_the_clock(session: WorkerSession, source: str) -> None:
    with pytest.raises((WorkerTimedOut, WorkerCrashed)):
        answer(session, source, timeout=0.2)


def test_an_interrupted_question_is_answered(session: WorkerSession) -> None:
    reply = session.request_interruptible("run", timeout=0.2, grace=5, source="while True: pass").value
    assert isinstance(reply, dict)
    assert reply["status"] == "interrupted"
    assert told(session, "result = 1") == 1


def test_a_question_in_time_is_not_interrupted(session: WorkerSession) -> None:
    reply = session.request_interruptible("run", timeout=5, grace=5, source="result = 3").value
    assert isinstance(reply, dict)
    assert reply["value"] == 3


def test_who_ignores_the_interrupt_is_killed(session: WorkerSession) -> None:
    source = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    with pytest.raises(WorkerTimedOut):
        session.request_interruptible("run", timeout=0.1, grace=0.2, source=source)


def test_printing_goes_nowhere(session: WorkerSession) -> None:
    assert told(session, "print('x' * 10**7); os.write(1, b'y' * 10**7); os.write(2, b'z' * 10**7); result = 1") == 1


def test_closing_twice_is_harmless(session: WorkerSession) -> None:
    session.close()
    session.close()
    with pytest.raises(WorkerCrashed, match="closed"):
        answer(session, "result = 1")
