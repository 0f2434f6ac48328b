"""A conversation with one process of a worker: one question, one answer, against a clock.

The other side may be hostile. Each request carries a number that nobody can guess and the answer has to repeat; a frame that
comes unasked, a second answer, silence or the end of the process ends the conversation, and the process with it.
Which process is on the other end is taken from the kernel, never from what it says.
"""

import os
import signal
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn

from grader.sandbox.processes import Process
from grader.sandbox.protocol import WorkerCrashed, WorkerGone, WorkerTimedOut
from grader.sandbox.replies import require_answer, require_ready
from grader.sandbox.worker import Worker
from grader.wire import Channel, ChannelClosed, ChannelTimeout, Decoded, WireError

_NONCE_BYTES = 16
_READY_SECONDS = 30.0
_INSTANT = 0.05


@dataclass
class WorkerSession:
    """The conversation with one process: the worker's first one, or a branch."""

    worker: Worker
    channel: Channel
    process: Process
    handle: int
    """A descriptor of the process."""
    before: Collection[tuple[int, int]] = ()
    """Keys of the worker's processes when this one began."""
    _over: Exception | None = None
    _closed: bool = False

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
        self.worker.release.callback(branch.let_go)
        return branch

    def seen(self, path: str) -> str:
        """Where the worker finds a readable folder that the grader names by its path inside; see `Session`."""
        return self.worker.spawned.seen.get(path, path)

    def close(self) -> None:
        """Kill the process and everything it started; see `Session`."""
        self._over = self._over or WorkerCrashed("the conversation was closed")
        if self._closed:
            return
        self.let_go()
        if self.process.pid == self.worker.pid:
            self.worker.end()
        else:
            self.worker.end_branch(self.process, self.before)

    def let_go(self) -> None:
        """Close what is open on this side; the process is for others to end."""
        if not self._closed:
            self._closed = True
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
        deadline = time.monotonic() + timeout
        try:
            self._require_silence()
            self.channel.send({"op": op, "nonce": nonce, **fields}, timeout=timeout, fds=fds)
            answer = require_answer(self._receive(deadline, grace), nonce)
            self._require_silence()
        except ChannelTimeout:
            self._lose(WorkerTimedOut(f"it gave no answer within {timeout:g} s"))
        except ChannelClosed:
            self._lose(self.worker.why_gone(self.process.pid))
        except WorkerCrashed as crash:
            self._lose(crash)
        return answer

    def _receive(self, deadline: float, grace: float | None) -> Decoded:
        """The next frame; with `grace`, the process is interrupted at the deadline and has so many seconds more."""
        if grace is not None:
            if not self.channel.waiting(deadline - time.monotonic()):
                signal.pidfd_send_signal(self.handle, signal.SIGINT)
            deadline = max(deadline, time.monotonic()) + grace
        try:
            return self.channel.receive(timeout=max(_INSTANT, deadline - time.monotonic()))
        except WireError as error:
            raise WorkerCrashed(f"it sent something that is not an answer ({error})") from None

    def _require_silence(self) -> None:
        if self.channel.unread():
            raise WorkerCrashed("it spoke without being asked")

    def _lose(self, reason: Exception) -> NoReturn:
        """End the conversation and its process, and say why."""
        self._over = reason
        self.close()
        raise reason from None
