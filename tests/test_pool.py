import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from grader.pool import Failure, Prepare, run_all


def preparing(work: Callable[[int], object]) -> Prepare[int, object]:
    @contextlib.contextmanager
    def prepare() -> Iterator[Callable[[int], object]]:
        yield work

    return prepare


def square(task: int) -> object:
    return task * task, os.getpid()


def fragile(task: int) -> object:
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 5:
        raise ValueError("five is too much")
    return task


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_every_task_is_done_once_on_the_processes_there_are(jobs: int) -> None:
    results = dict(run_all(range(12), jobs, preparing(square)))
    values = {task: outcome[0] for task, outcome in results.items() if isinstance(outcome, tuple)}
    processes = {outcome[1] for outcome in results.values() if isinstance(outcome, tuple)}
    assert values == {task: task * task for task in range(12)}
    assert len(processes) <= jobs
    assert os.getpid() not in processes


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_task_that_kills_its_process_or_raises_costs_only_itself(jobs: int) -> None:
    results = dict(run_all(range(8), jobs, preparing(fragile)))
    assert {task: outcome for task, outcome in results.items() if not isinstance(outcome, Failure)} == {
        task: task for task in range(8) if task not in (3, 5)
    }
    assert results[3] == Failure("the grader's own process died (signal 9)")
    assert results[5] == Failure("ValueError: five is too much")


def test_a_process_that_cannot_get_ready_says_so() -> None:
    @contextlib.contextmanager
    def broken() -> Iterator[Callable[[int], int]]:
        raise RuntimeError("no sandbox here")
        yield int

    assert dict(run_all([1, 2], 1, broken)) == {
        1: Failure("no sandbox here"),
        2: Failure("no sandbox here"),
    }


def test_no_tasks_start_no_process() -> None:
    assert list(run_all([], 4, preparing(square))) == []


def test_closing_early_ends_every_process() -> None:
    outcomes = run_all(range(100), 2, preparing(square))
    _, outcome = next(outcomes)
    outcomes.close()
    assert isinstance(outcome, tuple)
    with pytest.raises(ProcessLookupError):
        os.kill(outcome[1], 0)


LEFT_ALONE = """
import contextlib, os, signal, time
from grader.pool import run_all

def hang(pipe):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    print(os.getpid(), flush=True)
    time.sleep(600)

for _ in run_all([0], 1, lambda: contextlib.nullcontext(hang)):
    pass
"""


def test_a_task_that_heeds_no_signal_ends_when_nobody_waits_for_it() -> None:
    """As one does that hangs inside a library."""
    with subprocess.Popen([sys.executable, "-c", LEFT_ALONE], stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdout
        pid = int(waiting.stdout.readline())
        handle = os.pidfd_open(pid)
        waiting.kill()
        over, _, _ = select.select([handle], [], [], 60)
        os.close(handle)
    assert over
