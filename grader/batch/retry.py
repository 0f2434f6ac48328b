"""A class, graded; what a busy machine may have spoiled is graded a second time, alone.

Limits are processor time, but some of what a busy machine does shows there as well, and a wall clock stands behind. So
a time-out costs no marks before the hand-in has been run once more with no other hand-in beside it. The same goes for
one whose grading broke off, such as when the machine ran out of memory and the kernel chose the grader's own process.
"""

import contextlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from grader.batch.grading import Done, Setting, preparing
from grader.model import Handin
from grader.pool import Failure, run_all

Outcomes = Generator[tuple[Handin, Done | Failure], None, None]
Run = Callable[[Sequence[Handin], Setting, int], Outcomes]
"""Grades hand-ins on so many processes at once; yields each with its outcome, in the order of finishing."""


def on_this_machine(tick: Callable[[], None] = lambda: None) -> Run:
    """A run on processes of this machine. `tick` is called a few times a second."""
    return lambda handins, setting, jobs: run_all(handins, jobs, preparing(setting), tick)


def grade_all(handins: Sequence[Handin], jobs: int, setting: Setting, run: Run | None = None) -> Outcomes:
    """Grade every hand-in on `jobs` processes; yield each with its last outcome, in the order of finishing.

    Closing the iterator ends the processes.
    """
    run = run or on_this_machine()
    held: list[tuple[Handin, Done | Failure]] = []
    any_done = False
    with contextlib.closing(run(handins, setting, jobs)) as first:
        for handin, outcome in first:
            any_done = any_done or isinstance(outcome, Done)
            if isinstance(outcome, Failure) or outcome.late:
                held.append((handin, outcome))
            else:
                yield handin, outcome
    if any_done:
        second = replace(setting, options=replace(setting.options, second=True))
        with contextlib.closing(run([handin for handin, _ in held], second, 1)) as outcomes:
            yield from outcomes
    else:  # where nothing works, a second time is no better
        yield from held
