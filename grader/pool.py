"""Many tasks on many processes, one bad task at a time.

The standard pool gives up as a whole when one of its processes dies; a class must not lose its results to one hand-in.
Here a process that dies costs only the task it had, and is replaced. Processes are forked before any progress display
runs a thread, hold whatever `prepare` built for their whole life, and end when their pipe does.
"""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

Work = Callable[[Task], Result]
Prepare = Callable[[], contextlib.AbstractContextManager[Work[Task, Result]]]
"""Builds, inside a new process, the function that does the tasks, and cleans up after it."""

Pipe: TypeAlias = "multiprocessing.connection.Connection[Any, Any]"

TICK_SECONDS = 0.25
_LEAVING_SECONDS = 2.0
"""How long a process may take to end by itself, and again after it was told to."""
_ORDERLY_SECONDS = 5.0
"""How long one may take to break off its task and clean up when nobody waits for it."""


@dataclass(frozen=True)
class Failure:
    """A task that gave no result, and why, in one line."""

    message: str
    over: bool = field(default=False, compare=False)
    """The process that had the task is gone, or about to go."""


@dataclass
class _Member(Generic[Task]):
    process: "multiprocessing.process.BaseProcess"
    pipe: Pipe
    task: Task | None = None


def run_all(
    tasks: Sequence[Task], jobs: int, prepare: Prepare[Task, Result], tick: Callable[[], None] = lambda: None
) -> Generator[tuple[Task, Result | Failure], None, None]:
    """Do all tasks on `jobs` processes; yield each task with its outcome, in the order of finishing.

    `tick` is called a few times a second. Closing the iterator ends the processes.
    """
    waiting = list(reversed(tasks))
    members: list[_Member[Task]] = []
    try:
        for _ in range(min(jobs, len(tasks))):
            members.append(_start(prepare, members))
            _assign(members[-1], waiting)
        while busy := [member for member in members if member.task is not None]:
            tick()
            ready = multiprocessing.connection.wait([member.pipe for member in busy], TICK_SECONDS)
            for member in [member for member in busy if member.pipe in ready]:
                task, outcome = _collect(member)
                if isinstance(outcome, Failure) and outcome.over:
                    members.remove(member)
                    _end(member)
                    member = _start(prepare, members)  # noqa: PLW2901  (the replacement takes the dead member's place)
                    members.append(member)
                _assign(member, waiting)
                yield task, outcome
    finally:
        for member in members:
            _end(member)


def _start(prepare: Prepare[Task, Result], others: Sequence[_Member[Task]]) -> _Member[Task]:
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    not_its_own = [ours, *(other.pipe for other in others)]
    process = fork.Process(target=_serve, args=(theirs, not_its_own, prepare, os.getpid()), daemon=True)
    process.start()
    theirs.close()
    return _Member(process, ours)


def _serve(pipe: Pipe, not_its_own: Sequence[Pipe], prepare: Prepare[Task, Result], parent: int) -> None:
    """The life of one process: build what is needed, then task after task until the pipe closes.

    Ends of other pipes that came with the fork are closed: a pipe is only over when nobody holds its other end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in not_its_own:
        other.close()
    _leave_with(parent)
    try:
        with prepare() as work:
            while True:
                pipe.send(_outcome(work, pipe.recv()))
    except (EOFError, BrokenPipeError):
        pass
    except Exception as error:  # noqa: BLE001  (it could not get ready: told to the parent in place of a task's outcome)
        with contextlib.suppress(OSError):
            pipe.send(Failure(str(error), over=True))
        os._exit(1)


def _leave_with(parent: int) -> None:
    """Break off the task at hand as soon as the process that gave it is gone, in an orderly way if it can be."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if sys.platform != "linux":
        return
    handle = os.pidfd_open(parent)
    threading.Thread(target=_watch, args=(handle, parent), daemon=True, name="watch over the parent").start()


def _watch(handle: int, parent: int) -> None:
    while os.getppid() == parent:
        select.select([handle], [], [])
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(_ORDERLY_SECONDS)
    os._exit(1)  # what hangs in a library never comes back to handle a signal


def _outcome(work: Work[Task, Result], task: Task) -> Result | Failure:
    try:
        return work(task)
    except Exception as error:  # noqa: BLE001  (one task's failure is its outcome; the process goes on)
        return Failure(f"{type(error).__name__}: {error}")


def _assign(member: _Member[Task], waiting: list[Task]) -> None:
    member.task = waiting.pop() if waiting else None
    if member.task is not None:
        with contextlib.suppress(BrokenPipeError):  # a process that died meanwhile is found out when its pipe is read
            member.pipe.send(member.task)


def _collect(member: _Member[Task]) -> tuple[Task, Any]:
    assert member.task is not None
    task, member.task = member.task, None
    try:
        outcome = member.pipe.recv()
    except (EOFError, OSError):
        member.process.join(1)
        return task, Failure(f"the grader's own process died ({_exit_words(member.process.exitcode)})", over=True)
    return task, outcome


def _exit_words(code: int | None) -> str:
    if code is None:
        return "without a trace"
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _end(member: _Member[Task]) -> None:
    member.pipe.close()
    for hurry in (member.process.terminate, member.process.kill):
        member.process.join(_LEAVING_SECONDS)
        hurry()
    member.process.join()
