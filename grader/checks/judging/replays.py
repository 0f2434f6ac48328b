"""Replaying the recorded run of a check with wrong variants in the reference's place, to see how much agrees then."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.checks.asking.answers import Exchange, ReplayCaller
from grader.checks.asking.source import Source
from grader.checks.assignment import Assignment, Check
from grader.checks.expected.reference import substituted
from grader.checks.expected.sealed import open_sealed
from grader.checks.judging.attempt import NO_SOURCE, Attempt, attempt
from grader.checks.judging.combine import Mistakes, replacements
from grader.checks.judging.expect import Expect, Recorded, plain
from grader.checks.seeds import Seeds
from grader.compare import agrees
from grader.model import Difference


@dataclass(frozen=True)
class Replays:
    """A check's recorded run, to be replayed with other references."""

    check: Check
    assignment: Assignment
    seeds: Seeds
    log: list[Exchange]
    source: Source = NO_SOURCE
    excused: frozenset[str] = frozenset()
    """Labels of comparisons that the run left out, because an earlier answer is wrong."""

    def explained_by(self, mistakes: Mistakes) -> bool:
        """Whether the check would have passed with these in the reference's place: told at the first miss."""
        try:
            return self._replayed(mistakes, _UpToAMiss).passed
        except Exception:  # noqa: BLE001  (a miss; and a variant is free to fail, or to diverge from the run)
            return False

    def compared(self, mistakes: Mistakes) -> list[Recorded]:
        """The comparisons with these in the reference's place, in order, up to where the run diverges; unexplained."""
        recorded: list[Recorded] = []
        with contextlib.suppress(Exception):  # a variant is free to fail
            self._replayed(mistakes, lambda _, excused: _Unexplained(recorded, excused))
        return recorded

    def _replayed(self, mistakes: Mistakes, expect: "_Expected") -> Attempt:
        with substituted(self.assignment.reference, replacements(mistakes)):
            return attempt(
                self.check,
                self.assignment,
                ReplayCaller(self.log),
                self.seeds,
                source=self.source,
                expect=lambda recorded, _: expect(recorded, {*self.excused}),
            )


_Expected = Callable[[list[Recorded], set[str]], Expect]


class _Missed(Exception):
    """A comparison missed where only agreement was asked about."""


_MISSES = (Difference(path="", kind="value", message="misses"),)


class _Replayed(Expect):
    """Leaves out what the run left out. An earlier answer that was right there misses where it is not here."""

    def _excuses(self, label: str, got: object, want: object, **allowed: Any) -> bool:
        if label not in self.excused:
            if agrees(plain(got), open_sealed(want), **allowed):
                return False
            self._record(Recorded(label, _MISSES, None, "", None, None))
        return True


class _UpToAMiss(_Replayed):
    """Raises `_Missed` at the first comparison that misses, which is not explained: replays are many."""

    def _differences(self, got: object, want: object, **allowed: Any) -> list[Difference]:
        if not agrees(got, want, **allowed):
            raise _Missed
        return []

    def _record(self, recorded: Recorded) -> bool:
        if not recorded.passed:
            raise _Missed
        return super()._record(recorded)


class _Unexplained(_Replayed):
    """Tells of each comparison whether it agrees, and not why."""

    def _differences(self, got: object, want: object, **allowed: Any) -> list[Difference]:
        return [] if agrees(got, want, **allowed) else [*_MISSES]
