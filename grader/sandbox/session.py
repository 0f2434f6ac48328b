"""A conversation with one process of a worker: one question, one answer, against a clock (see `clock`).

The other side may be hostile. Each request carries a number that nobody can guess and the answer has to repeat; a frame
that comes unasked, a second answer, silence or the end of the process ends the conversation, and the process with it.
Which process is on the other end is taken from the kernel, never from what it says.
"""

import os
import select
import signal
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from grader.sandbox.clock import Clock
from grader.sandbox.processes import Process, has_ended, peak_memory
from grader.sandbox.protocol import WorkerCrashed, WorkerGone, WorkerTimedOut
from grader.sandbox.replies import require_answer, require_ready
from grader.sandbox.worker import Worker
from grader.wire import Channel, ChannelClosed, ChannelTimeout, Decoded, WireError

_NONCE_BYTES = 16
_READY_SECONDS = 30.0
_INSTANT = 0.05


@dataclass(eq=False)
class WorkerSession:
    """The conversation with one process: the worker's first one, or a branch."""

    worker: Worker
    channel: Channel
    process: Process
    handle: int
    """A descriptor of the process."""
    before: Collection[tuple[int, int]] = ()
    """Keys of the worker's processes when this one began."""
    copies: "list[WorkerSession]" = field(default_factory=list)
    """The branches of the worker; one list for all its conversations."""
    elsewhere: "Callable[[Callable[[], object]], object] | None" = None
    """Has the processes ended meanwhile, where nobody has to wait for that."""
    _over: Exception | None = None
    closed: bool = False

    @classmethod
    def begin(cls, worker: Worker, channel: Channel, before: Collection[tuple[int, int]] = ()) -> "WorkerSession":
        """Wait until the process on the other end is ready. Raises `WorkerGone`."""
        try:
            require_ready(channel.receive(timeout=_READY_SECONDS))
            process = worker.adopt(channel.sender)
            handle = os.pidfd_open(process.pid)
        except ChannelTimeout:
            raise WorkerTimedOut(f"it did not get ready within {_READY_SECONDS:g} s") from None
        except (ChannelClosed, WireError, ProcessLookupError):
            raise WorkerCrashed("it ended before it was ready") from None
        return cls(worker, channel, process, handle, before)

    def request(self, op: str, *, timeout: float, **fields: object) -> Decoded:
        """Ask and await the answer; see `Session.request`."""
        return self._exchange(op, fields, timeout)

    def request_interruptible(self, op: str, *, timeout: float, grace: float, **fields: object) -> Decoded:
        """Ask, interrupt at the time-out, and await the answer for `grace` seconds more; see `Session`."""
        return self._exchange(op, fields, timeout, grace=grace)

    @property
    def spent(self) -> float:
        """Seconds that all questions to the worker have taken; see `Session`."""
        return self.worker.allowance.spent

    @property
    def memory_mb(self) -> float:
        """What the process has held at most; see `Session`."""
        return peak_memory(self.process.pid) / (1 << 20)

    @property
    def lives(self) -> bool:
        """Whether its process has not ended yet."""
        return not self.closed and not has_ended(self.handle)

    def fork(self) -> "WorkerSession":
        """Copy the live state into a process of its own. Raises `WorkerGone`."""
        before = {process.key for process in self.worker.members()}
        ours, theirs = socket.socketpair()
        channel = Channel(ours, self.channel.bounds, watch_sender=True)
        try:
            with theirs:
                self._exchange("fork", {}, _READY_SECONDS, fds=(theirs.fileno(),))
            branch = WorkerSession.begin(self.worker, channel, before)
        except WorkerGone:
            channel.close()
            self.worker.end_strays(before)
            raise
        branch.copies = self.copies
        self.copies.append(branch)
        return branch

    def seen(self, path: str) -> str:
        """Where the worker finds a readable folder that the grader names by its path inside; see `Session`."""
        return self.worker.spawned.seen.get(path, path)

    def close(self) -> None:
        """Kill the process and everything it started; see `Session`."""
        if self.closed:
            return
        with_all = self.process.pid == self.worker.pid
        for session in (self, *(self.copies if with_all else ())):
            session._let_go()
        end = self.worker.end if with_all else partial(self.worker.end_branch, self.process, self.before)
        if self.elsewhere:
            self.elsewhere(end)
        else:
            end()

    def _let_go(self) -> None:
        """Close what is open on this side; ending the process is for others."""
        self._over = self._over or WorkerCrashed("the conversation was closed")
        if not self.closed:
            self.closed = True
            self.channel.close()
            os.close(self.handle)

    def _exchange(
        self,
        op: str,
        fields: Mapping[str, object],
        timeout: float,
        *,
        grace: float | None = None,
        fds: tuple[int, ...] = (),
    ) -> Decoded:
        if self._over:
            raise self._over
        nonce = os.urandom(_NONCE_BYTES)
        clock, limit = Clock(self.process.pid), self.worker.allowance.granted(timeout)
        try:
            self._require_silence()
            self.channel.send({"op": op, "nonce": nonce, **fields}, timeout=clock.wall_left(limit), fds=fds)
            answer = require_answer(self._receive(clock, limit, grace), nonce)
            self._require_silence()
        except ChannelTimeout:
            self._lose(WorkerTimedOut(self.worker.allowance.why_late(limit, timeout)))
        except ChannelClosed:
            self._lose(self.worker.why_gone(self.process.pid))
        except WorkerCrashed as crash:
            self._lose(crash)
        finally:
            self.worker.allowance.spent += clock.spent()
        return answer

    def _receive(self, clock: Clock, limit: float, grace: float | None) -> Decoded:
        """The next frame; with `grace`, the process is interrupted at the limit and has so many seconds more."""
        spoke = self._speaks(clock, limit)
        if grace is not None and not spoke:
            signal.pidfd_send_signal(self.handle, signal.SIGINT)
            clock, limit = Clock(self.process.pid), grace
            spoke = self._speaks(clock, limit)
        if not spoke:
            raise ChannelTimeout
        try:
            frame = self.channel.receive(timeout=max(_INSTANT, clock.wall_left(limit)))
        except WireError as error:
            raise WorkerCrashed(f"it sent something that is not an answer ({error})") from None
        if self.channel.sender != self.process.pid:
            raise WorkerCrashed("another process answered in its place")
        return frame

    def _speaks(self, clock: Clock, limit: float) -> bool:
        """Whether something comes before the limit. Raises `ChannelClosed` when the process ends without a word.

        The end of the process is watched by itself, because what it forked may still hold its end of the channel.
        """
        poll = select.poll()
        poll.register(self.channel.sock, select.POLLIN)
        poll.register(self.handle, select.POLLIN)
        ready: dict[int, int] = {}
        while not ready and (patience := clock.sure(limit)):
            ready = dict(poll.poll(patience * 1000))
        if ready and self.channel.sock.fileno() not in ready:
            raise ChannelClosed
        return bool(ready)

    def _require_silence(self) -> None:
        if self.channel.unread():
            raise WorkerCrashed("it spoke without being asked")

    def _lose(self, reason: Exception) -> NoReturn:
        """End the conversation and its process, and say why."""
        self._over = reason
        self.close()
        raise reason from None
