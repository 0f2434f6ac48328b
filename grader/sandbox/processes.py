"""Processes of this machine as /proc tells of them, and killing the right ones.

A process number may be used again by another process. So a process is known by its number and the time it started, and
is signalled through a descriptor (pidfd) that keeps pointing at the same process.
"""

import contextlib
import os
import select
import signal
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_DYING_SECONDS = 5.0
"""How long a killed process may take to be dead."""
_SCHEDULER_CLOCK = 2
"""The clock of a process that the scheduler keeps (CPUCLOCK_SCHED); see clock_getcpuclockid(3)."""
_BLOCK = 512
"""Bytes in a block of `st_blocks`, whatever the file system's own are."""


@dataclass(frozen=True)
class Process:
    """What /proc/PID/stat says of one process."""

    pid: int
    parent: int
    session: int
    threads: int
    started: int
    """In clock ticks since the machine started."""

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from every other process, now and later."""
        return self.pid, self.started


def _proc(pid: int, file: str = "") -> Path:
    return Path(f"/proc/{pid}/{file}")


def _stat(pid: int) -> list[bytes]:
    """The fields of /proc/PID/stat from the third on; none when the process is gone or may not be seen."""
    try:
        return _proc(pid, "stat").read_bytes().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return []


def read(pid: int) -> Process | None:
    """One process; None when it is gone, only waits to be collected, or may not be seen."""
    words = _stat(pid)
    if not words or words[0] in (b"Z", b"X"):
        return None
    return Process(pid, int(words[1]), int(words[3]), int(words[17]), int(words[19]))


def processor_seconds(pid: int) -> float:
    """Processor time that all threads of a process have used; 0 when it is gone."""
    try:
        return time.clock_gettime(~pid << 3 | _SCHEDULER_CLOCK)
    except OSError:
        return 0.0


def among(pids: Iterable[int]) -> list[Process]:
    """Those of the numbered processes that live."""
    return [process for process in map(read, pids) if process]


def every() -> list[Process]:
    """All processes of the machine that can be seen from here."""
    return among(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def of_session(leader: int) -> list[Process]:
    """The processes of a session; no process of a submission can leave that of its worker."""
    return [process for process in every() if process.session == leader]


def threads_of_user(uid: int) -> int:
    """How many threads a user has, as the kernel counts them against RLIMIT_NPROC."""
    total = 0
    for process in every():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            total += process.threads if _proc(process.pid).stat().st_uid == uid else 0
    return total


def memory(processes: Iterable[Process]) -> int:
    """Bytes that processes hold of their own, files left out; a page that several share counts in full for each."""
    return sum(_sum_fields(process.pid, "status", (b"RssAnon:", b"RssShmem:")) for process in processes)


def peak_memory(pid: int) -> int:
    """The most bytes that a process has held at once since it began, shared pages too; 0 when it is gone."""
    return _sum_fields(pid, "status", (b"VmHWM:",))


def memory_shared_out(processes: Iterable[Process]) -> int | None:
    """The same, with each shared page split among those who share it.

    Slower; None where the kernel does not tell us.
    """
    try:
        return sum(_sum_fields(process.pid, "smaps_rollup", (b"Pss_Anon:", b"Pss_Shmem:")) for process in processes)
    except PermissionError:
        return None


def nameless_bytes(processes: Iterable[Process]) -> int:
    """Bytes of the files that processes hold open although no name of theirs is left, each file once.

    Such files are in no folder, but on the disk or in memory. Processes that may not be looked into count nothing.
    """
    sizes = {
        (status.st_dev, status.st_ino): status.st_blocks * _BLOCK
        for process in processes
        for status in _open_files(process.pid)
        if stat.S_ISREG(status.st_mode) and not status.st_nlink
    }
    return sum(sizes.values())


def _open_files(pid: int) -> Iterator[os.stat_result]:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        for entry in _proc(pid, "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                yield entry.stat()


def _sum_fields(pid: int, file: str, names: tuple[bytes, ...]) -> int:
    try:
        lines = _proc(pid, file).read_bytes().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(names))


def kill(victims: Iterable[Process]) -> None:
    """Kill processes and wait until they are dead; never another that took the number of one that is gone."""
    with contextlib.ExitStack() as opened:
        handles = [handle for handle in (_opened(victim, opened) for victim in victims) if handle is not None]
        for handle in handles:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        for handle in handles:
            has_ended(handle, within=_DYING_SECONDS)


def _opened(process: Process, closing: contextlib.ExitStack) -> int | None:
    """A descriptor of the process, closed with `closing`; None when it is gone."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return None
    closing.callback(os.close, handle)
    current = read(process.pid)
    return handle if current and current.key == process.key else None


def number_behind(handle: int) -> int:
    """The number of the process behind a descriptor, as seen from here; -1 when it has been collected."""
    lines = Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(":", 1) for line in lines)["Pid"])


def has_ended(handle: int, within: float = 0.0) -> bool:
    """Whether the process behind a descriptor ends within so many seconds."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(within * 1000))
