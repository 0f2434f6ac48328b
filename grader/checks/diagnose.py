"""Naming the mistake: the recorded run is replayed with each wrong variant in the reference's place."""

from collections.abc import Collection, Iterator

from grader.checks.answers import Diverged, Exchange, ReplayCaller
from grader.checks.assignment import Assignment, Check
from grader.checks.attempt import NO_NOTEBOOK, Attempt, attempt
from grader.checks.misconceptions import Misconception, misconceptions_of, reachable
from grader.checks.reference import substituted
from grader.checks.seeds import Seeds
from grader.model import Notebook


def diagnose(
    check: Check,
    assignment: Assignment,
    seeds: Seeds,
    failed: Attempt,
    log: list[Exchange],
    *,
    first: Collection[str] = (),
    notebook: Notebook = NO_NOTEBOOK,
) -> Misconception | None:
    """The first misconception under which the check would have passed; None when none explains it.

    Variants of the functions that the check names come before those of functions that these call; variants of those in
    `first`, which were found wrong already, come before both.
    """
    for candidate in _candidates(assignment, failed.asked, first):
        if _explains(candidate, check, assignment, seeds, log, notebook):
            return candidate
    return None


def _candidates(assignment: Assignment, asked: set[str], first: Collection[str]) -> Iterator[Misconception]:
    known = misconceptions_of(assignment.reference)
    reached = reachable(assignment.reference, asked)
    wrong = reached & {*first}
    for names in (wrong, asked - wrong, reached - asked - wrong):
        yield from (item for item in known if item.function in names)


def _explains(
    candidate: Misconception,
    check: Check,
    assignment: Assignment,
    seeds: Seeds,
    log: list[Exchange],
    notebook: Notebook,
) -> bool:
    with substituted(assignment.reference, {candidate.function: candidate.variant}):
        try:
            return attempt(check, assignment, ReplayCaller(log), seeds, notebook=notebook).passed
        except Diverged:
            return False
        except Exception:  # noqa: BLE001  (a variant may be unable to compute what another one can: then it explains nothing)
            return False
