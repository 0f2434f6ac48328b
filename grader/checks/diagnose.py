"""Naming the mistake: the recorded run is replayed with each wrong variant in the reference's place."""

from collections.abc import Iterator

from grader.checks.answers import Diverged, Exchange, ReplayCaller
from grader.checks.assignment import Assignment, Check
from grader.checks.attempt import Attempt, attempt
from grader.checks.misconceptions import Misconception, misconceptions_of, reachable
from grader.checks.reference import substituted
from grader.checks.seeds import Seeds


def diagnose(
    check: Check, assignment: Assignment, seeds: Seeds, failed: Attempt, log: list[Exchange]
) -> Misconception | None:
    """The first misconception under which the check would have passed; None when none explains it.

    Variants of the functions that the check names come before those of functions that these call.
    """
    for candidate in _candidates(assignment, failed.asked):
        if _explains(candidate, check, assignment, seeds, log):
            return candidate
    return None


def _candidates(assignment: Assignment, asked: set[str]) -> Iterator[Misconception]:
    known = misconceptions_of(assignment.reference)
    inner = reachable(assignment.reference, asked) - asked
    yield from (item for item in known if item.function in asked)
    yield from (item for item in known if item.function in inner)


def _explains(
    candidate: Misconception, check: Check, assignment: Assignment, seeds: Seeds, log: list[Exchange]
) -> bool:
    with substituted(assignment.reference, {candidate.function: candidate.variant}):
        try:
            return attempt(check, assignment, ReplayCaller(log), seeds).passed
        except Diverged:
            return False
        except Exception:  # noqa: BLE001  (a variant may be unable to compute what another one can: then it explains nothing)
            return False
