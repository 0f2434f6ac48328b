"""The guard: a small process between the grader and the zygote that outlives the zygote and ends what it leaves.

A worker's first process dies with the zygote, by its parent-death signal. What it forked does not: the signal is not
inherited, and a submission may fork in ways that nobody sees. Where there is no process namespace to take these along,
they pass to the nearest ancestor that asked for orphans. That is the zygote, and when it is killed, the guard, which
kills the group of each (a group is a session of a worker, which nothing in it can leave) and waits until none is left.

The guard holds nothing but that: no socket, no libraries. When it alone is killed, the grader starts another zygote;
when the grader dies with it, the zygote's socket closes, and the zygote ends everything itself.
"""

import contextlib
import os
import signal
from pathlib import Path

from grader.worker.confine import kernel


def go_on_in_child() -> None:
    """Go on as a child of the calling process, which stays behind as its guard and ends with the child's status.

    SIGTERM to the guard kills the child, even one that hangs, and everything it started.
    """
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    child = os.fork()
    if child == 0:
        return
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
    kernel.close_range(3, kernel.LAST_DESCRIPTOR)
    _, status = os.waitpid(child, 0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _end_orphans()
    os._exit(abs(os.waitstatus_to_exitcode(status)))


def _end_orphans() -> None:
    """Kill what is left, and what comes up when that is dead, until nothing is left."""
    with contextlib.suppress(ChildProcessError):
        while True:
            for orphan in _children():
                end_group(orphan)
            os.waitpid(-1, 0)


def end_group(pid: int) -> None:
    """Kill a worker's process with all of its group; one that does not lead or share a group of its own, alone."""
    with contextlib.suppress(ProcessLookupError):
        group = os.getpgid(pid)
        if group != os.getpgid(0):
            os.killpg(group, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)


def _children() -> list[int]:
    """Numbers of this process's children, dead ones among them."""
    return [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()]
