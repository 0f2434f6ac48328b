"""A watchdog for what the kernel cannot limit here: memory of a whole tree, processes of one worker, scratch on disk.

One thread a sandbox, started when the first worker needs it. It looks at short intervals, so a limit may be passed by
what can happen in one of them; the worker is then killed, and the reason kept for whoever talks to it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.sandbox import processes, scratch
from grader.sandbox.protocol import WorkerCrashed, WorkerGone, WorkerOutOfMemory

_INTERVAL = 0.1
_MIB = 1 << 20


@dataclass(frozen=True)
class Caps:
    """Limits that have to be watched; None where the kernel holds them."""

    memory_mb: int | None
    processes: int | None
    scratch: Path | None
    scratch_mb: int
    scratch_files: int

    @property
    def any(self) -> bool:
        """Something has to be watched."""
        return any(cap is not None for cap in (self.memory_mb, self.processes, self.scratch))


def broken(caps: Caps, members: Sequence[processes.Process]) -> WorkerGone | None:
    """Which limit a worker's processes have broken, if any."""
    if caps.memory_mb is not None and _over(members, caps.memory_mb * _MIB):
        return WorkerOutOfMemory(f"it and the processes it started took more than {caps.memory_mb} MB of memory")
    if caps.processes is not None and sum(process.threads for process in members) > caps.processes:
        return WorkerCrashed(f"it started more than {caps.processes} processes and threads")
    if caps.scratch is not None and _overfull(caps.scratch, caps, members):
        return WorkerCrashed(f"it wrote more than {caps.scratch_mb} MB or {caps.scratch_files} files")
    return None


def _overfull(folder: Path, caps: Caps, members: Sequence[processes.Process]) -> bool:
    most = (caps.scratch_mb + 1) * _MIB
    nameless = processes.nameless_bytes(members)
    return nameless > most or scratch.overfull(folder, most - nameless, caps.scratch_files)


def _over(members: Sequence[processes.Process], limit: int) -> bool:
    """Look closely only where a quick look, which counts shared pages more than once, says that it may be too much."""
    if processes.memory(members) <= limit:
        return False
    exact = processes.memory_shared_out(members)
    return exact is None or exact > limit


@dataclass
class Watch:
    """The thread, and what it watches."""

    _watched: dict[int, tuple[Caps, Callable[[WorkerGone], object]]] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _thread: threading.Thread | None = None
    _closed: bool = False

    def add(self, leader: int, caps: Caps, end: Callable[[WorkerGone], object]) -> None:
        """Watch the session of a process; `end` is called with the limit that it broke."""
        with self._changed:
            self._watched[leader] = (caps, end)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sandbox watchdog", daemon=True)
                self._thread.start()
            self._changed.notify()

    def remove(self, leader: int) -> None:
        """Watch it no longer."""
        with self._changed:
            self._watched.pop(leader, None)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._watched))
                if self._closed:
                    return
                watched = list(self._watched.items())
            self._look(watched)
            with self._changed:
                self._changed.wait_for(lambda: self._closed, timeout=_INTERVAL)

    def _look(self, watched: list[tuple[int, tuple[Caps, Callable[[WorkerGone], object]]]]) -> None:
        everything = processes.every()
        for leader, (caps, end) in watched:
            reason = broken(caps, [process for process in everything if process.session == leader])
            if reason:
                self.remove(leader)
                end(reason)
