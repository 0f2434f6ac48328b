"""Frames over real sockets, against a clock."""

import array
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from grader.wire import Bounds, Channel, ChannelClosed, ChannelTimeout, WireError
from tests import descriptors
from tests.wire.frames import framed

Ends = tuple[Channel, Channel]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """The grader's end and the worker's."""
    ours, theirs = socket.socketpair()
    yield Channel(ours, watch_sender=True), Channel(theirs)
    ours.close()
    theirs.close()


def test_a_value_crosses(ends: Ends) -> None:
    ours, theirs = ends
    theirs.send({"x": 1})
    assert ours.receive(timeout=5).value == {"x": 1}
    ours.send([2])
    assert theirs.receive(timeout=5).value == [2]


def test_a_large_value_crosses_in_parts(ends: Ends) -> None:
    ours, theirs = ends
    data = os.urandom(5 << 20)
    sender = threading.Thread(target=theirs.send, args=(data,))
    sender.start()
    assert ours.receive(timeout=20).value == data
    sender.join()


def test_the_kernel_names_the_sender(ends: Ends) -> None:
    ours, theirs = ends
    child = os.fork()
    if child == 0:
        theirs.send("from the child")
        os._exit(0)
    os.waitpid(child, 0)
    assert ours.receive(timeout=5).value == "from the child"
    assert ours.sender == child
    theirs.send("from me")
    ours.receive(timeout=5)
    assert ours.sender == os.getpid()


def test_silence_is_a_time_out(ends: Ends) -> None:
    with pytest.raises(ChannelTimeout):
        ends[0].receive(timeout=0.01)


def test_the_clock_runs_for_the_whole_frame(ends: Ends) -> None:
    """A byte now and then does not wind the clock up again."""
    ours, theirs = ends
    raw = framed(b"x" * 10_000)
    stop = threading.Event()

    def drip() -> None:
        for byte in raw:
            if stop.wait(0.01):
                return
            theirs.sock.send(bytes([byte]))

    dripping = threading.Thread(target=drip)
    dripping.start()
    begun = time.monotonic()
    with pytest.raises(ChannelTimeout):
        ours.receive(timeout=0.2)
    assert time.monotonic() - begun < 2
    stop.set()
    dripping.join()


def test_who_does_not_read_is_a_time_out(ends: Ends) -> None:
    with pytest.raises(ChannelTimeout):
        ends[0].send(bytes(50 << 20), timeout=0.1)


@pytest.mark.parametrize("sent", [b"", b"GRW1", framed("hello")[:-1]])
def test_an_end_in_the_middle(ends: Ends, sent: bytes) -> None:
    ours, theirs = ends
    theirs.sock.send(sent) if sent else None
    theirs.close()
    with pytest.raises(ChannelClosed):
        ours.receive(timeout=5)
    with pytest.raises(ChannelClosed):
        ours.send(1, timeout=5)


def test_a_frame_that_announces_too_much_is_refused_at_once(ends: Ends) -> None:
    ours, theirs = ends
    ours.bounds = Bounds(body_bytes=1000)
    theirs.sock.send(framed(bytes(2000))[:16])
    with pytest.raises(WireError, match="more than may cross"):
        ours.receive(timeout=5)


def test_what_may_not_cross_leaves_the_channel_as_it_was(ends: Ends) -> None:
    ours, theirs = ends
    with pytest.raises(WireError):
        ours.send("x" * (5 << 20))
    ours.send("short")
    assert theirs.receive(timeout=5).value == "short"


def test_unread_bytes_are_seen(ends: Ends) -> None:
    ours, theirs = ends
    assert not ours.unread()
    theirs.send("unasked")
    assert ours.unread()
    ours.receive(timeout=5)
    assert not ours.unread()
    theirs.close()
    assert not ours.unread()


def test_descriptors_cross_to_the_worker(ends: Ends) -> None:
    ours, theirs = ends
    reader, writer = os.pipe()
    ours.send("with a pipe", fds=(writer,))
    os.close(writer)
    assert theirs.receive(timeout=5).value == "with a pipe"
    [received] = theirs.take_descriptors()
    os.write(received, b"through it")
    os.close(received)
    assert os.read(reader, 100) == b"through it"
    os.close(reader)
    assert theirs.take_descriptors() == []


def test_descriptors_never_cross_to_the_grader(ends: Ends) -> None:
    ours, theirs = ends
    raw = framed("with a file")
    files = array.array("i", [theirs.sock.fileno()] * 30)
    before = descriptors.held()
    for byte in raw:
        theirs.sock.sendmsg([bytes([byte])], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
    assert ours.receive(timeout=5).value == "with a file"
    assert ours.take_descriptors() == []
    assert descriptors.held() <= before
