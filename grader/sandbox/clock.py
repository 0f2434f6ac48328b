"""How long a question may take: processor time first, with a looser wall clock behind it.

On a busy machine everything takes longer by the clock, but no more processor time. So a limit of n seconds means n
seconds of the processor, or `WALL_PER_SECOND` times as many on the clock, whichever is over first: the second is for
what waits instead of working. `Clock.spent` folds both into one number that is compared with the limit.

Counted is the process that was asked, with its threads. What it starts is bounded by the wall clock, and each by itself
by RLIMIT_CPU. The kernel counts the time, so a submission cannot hide any.
"""

import os
import time
from dataclasses import dataclass

from grader.sandbox import processes

WALL_PER_SECOND = 3.0
"""Seconds on the clock that count as one."""
_CORES = os.cpu_count() or 1
_SHORTEST_LOOK = 0.02
"""Seconds between two looks when the time is nearly over."""


def words_of(limit: float) -> str:
    """A limit in words."""
    return f"{limit:g} s of processor time or {limit * WALL_PER_SECOND:g} s on the clock"


@dataclass
class Clock:
    """The time that a process takes for a question, from the making of this object on."""

    pid: int

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._processor = processes.processor_seconds(self.pid)

    def spent(self) -> float:
        """Seconds taken so far, as they count."""
        return max(self._worked(), self._passed() / WALL_PER_SECOND)

    def wall_left(self, limit: float) -> float:
        """Seconds on the clock until a limit is over even if the process does nothing."""
        return max(0.0, limit * WALL_PER_SECOND - self._passed())

    def sure(self, limit: float) -> float:
        """Seconds on the clock for which a limit surely is not over, however many threads work; 0 when it is."""
        working = limit - self._worked()
        if working <= 0:
            return 0.0
        return min(self.wall_left(limit), max(working / _CORES, _SHORTEST_LOOK))

    def _worked(self) -> float:
        return max(0.0, processes.processor_seconds(self.pid) - self._processor)

    def _passed(self) -> float:
        return time.monotonic() - self._began


@dataclass
class Allowance:
    """What all questions to one submission may take together, in the same seconds."""

    seconds: float
    spent: float = 0.0

    def granted(self, wanted: float) -> float:
        """As much of the wanted time as is left."""
        return min(wanted, max(0.0, self.seconds - self.spent))

    def why_late(self, granted: float, wanted: float) -> str:
        """In words, why a question was given up that had been granted less time than wanted, or all of it."""
        if granted < wanted:
            return f"it used up the {self.seconds:g} s that a submission may take in all"
        return f"it gave no answer within {words_of(granted)}"
