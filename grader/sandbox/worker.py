"""One submission's processes, from the grader's side: which are whose, and how they end.

A worker's first process leads a session (in the sense of setsid) that nothing in it can leave, so the session's number
marks all that it ever started. Copies of it (branches) hold conversations of their own. To end the worker is to ask the
zygote, which kills the whole group and waits. To end one branch takes more: its descendants go, and so do processes
that lost their parent since the branch began, as these may be its doing; other branches and what is theirs stay.
"""

import os
import signal
import threading
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, field

from grader.sandbox import processes
from grader.sandbox.cgroups import Cgroup
from grader.sandbox.clock import Allowance
from grader.sandbox.processes import Process
from grader.sandbox.protocol import SandboxError, WorkerCrashed, WorkerGone, WorkerOutOfMemory, WorkerTimedOut
from grader.sandbox.warm import Spawned, Warm, ZygoteDied

_NATURAL_END = 0.25
"""Seconds that a process which left the conversation gets to end by itself, so that the way it ended can be told."""
_MOST_SWEEPS = 100
_NOBODY = Process(pid=-1, parent=-1, session=-1, threads=0, started=-1)
_BY_SIGNAL = {
    -4: "it crashed (illegal instruction)",
    -6: "it aborted",
    -7: "it crashed (bus error)",
    -8: "it crashed (arithmetic error in compiled code)",
    -9: "it was killed",
    -11: "it crashed (segmentation fault)",
    -25: "it wrote a file that is larger than it may be",
    -31: "it made a system call that is not allowed here",
}


@dataclass(eq=False)
class Worker:
    """The processes of one submission."""

    warm: Warm
    spawned: Spawned
    cgroup: Cgroup | None
    allowance: Allowance
    release: ExitStack
    """Gives back what was set up outside of it: cgroup, scratch, user. Closed when all its processes are dead."""
    pid: int = 0
    """Number of the first process and of the session, as seen from here."""
    _reason: WorkerGone | None = None
    _ended: bool = False
    _memory_kills: int = 0
    _conversing: dict[int, Process] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.pid = processes.number_behind(self.spawned.handle)

    def adopt(self, pid: int) -> Process:
        """Accept a process for a conversation.

        Raises `WorkerCrashed` when it is not this worker's, or has a conversation already.
        """
        process = processes.read(pid)
        if process is None or process.session != self.pid or pid in self._conversing:
            raise WorkerCrashed("its copy did not answer for itself")
        self._conversing[pid] = process
        return process

    def members(self) -> list[Process]:
        """All its processes that live."""
        if self._ended:
            return []
        if self.cgroup:
            return processes.among(self.cgroup.members())
        return processes.of_session(self.pid)

    def end(self, reason: WorkerGone | None = None) -> int | None:
        """Kill all its processes and give back what it held; how the first one ended, if it can be told.

        `reason` is what its conversations will be told. May be called twice, from any thread.
        """
        with self._lock:
            if self._ended:
                return None
            self._ended, self._reason = True, reason
            try:
                return self.warm.end(self.spawned)
            except ZygoteDied:
                self._kill_orphans()
                return None
            finally:
                os.close(self.spawned.handle)
                self.release.close()

    def end_branch(self, branch: Process, before: Collection[tuple[int, int]]) -> None:
        """Kill a branch and what it started. `before`: keys of the worker's processes when the branch began."""
        with self._lock:
            self._conversing.pop(branch.pid, None)
            for _ in range(_MOST_SWEEPS):
                if self._ended:
                    return
                victims = self._victims(branch, before)
                if not victims:
                    return
                processes.kill(victims)
        self.end(WorkerCrashed("it started processes faster than they could be ended"))

    def end_strays(self, before: Collection[tuple[int, int]]) -> None:
        """Kill what began since `before` and belongs to no conversation: a branch that never got ready."""
        self.end_branch(_NOBODY, before)

    def why_gone(self, pid: int) -> Exception:
        """Why the conversation with one of its processes broke off; without the first process, the worker is ended."""
        with self._lock:
            if self._reason:
                return self._reason
            memory = self._killed_for_memory()
            if not self.warm.has(self.spawned):
                self.end()
                return SandboxError("the warm process died, and the submission's process with it")
            if pid != self.pid:
                return memory or WorkerCrashed("its process ended in the middle of a question")
            by_itself = not self._ended and processes.has_ended(self.spawned.handle, within=_NATURAL_END)
            late = not self._ended and processes.processor_seconds(self.pid) > self.allowance.seconds
            status = self.end()
            return memory or _ending(by_itself, status, late=late)

    def _killed_for_memory(self) -> WorkerOutOfMemory | None:
        kills = self.cgroup.memory_kills() if self.cgroup and not self._ended else 0
        before, self._memory_kills = self._memory_kills, kills
        return WorkerOutOfMemory("it took more memory than it may") if kills > before else None

    def _victims(self, branch: Process, before: Collection[tuple[int, int]]) -> list[Process]:
        members = {process.pid: process for process in self.members()}
        return [process for process in members.values() if self._falls_with(process, branch, before, members)]

    def _falls_with(
        self, process: Process, branch: Process, before: Collection[tuple[int, int]], members: dict[int, Process]
    ) -> bool:
        owner: Process | None = process
        while owner and owner.pid not in self._conversing and owner.key != branch.key:
            owner = members.get(owner.parent)
        if owner and owner.key == branch.key:
            return True
        return (owner is None or owner.pid == self.pid) and owner is not process and process.key not in before

    def _kill_orphans(self) -> None:
        """Kill what is left when the zygote is gone; the first process died with it."""
        for _ in range(_MOST_SWEEPS):
            left = processes.of_session(self.pid)
            if not left:
                return
            processes.kill(left)


def _ending(by_itself: bool, status: int | None, *, late: bool) -> WorkerGone:
    """Why it ended. The first process of a namespace gets no SIGXCPU: of it we know that it was `late`, and killed."""
    if not by_itself or status is None:
        return WorkerCrashed("it left the conversation")
    if status == -signal.SIGXCPU or (late and status == -signal.SIGKILL):
        return WorkerTimedOut("it used up its processor time")
    return WorkerCrashed(_BY_SIGNAL.get(status, f"it ended itself with exit status {status}"))
