"""Naming the mistake: the recorded run is replayed with each wrong variant in the reference's place.

Where no variant explains it alone, two at once are tried (see `combine`), first those that alone explained the most,
and of those the ones that came nearest to explaining the next thing: beside a large mistake a small one does not show.
A replay stops at its first disagreement.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from grader.checks.asking.answers import Exchange, ReplayCaller
from grader.checks.assignment import Assignment, Check
from grader.checks.expected.misconceptions import Misconception, misconceptions_of, reachable
from grader.checks.expected.reference import substituted
from grader.checks.judging.attempt import NO_NOTEBOOK, Attempt, attempt
from grader.checks.judging.combine import Mistakes, pairs, replacements
from grader.checks.judging.expect import Agreement, Disagreed
from grader.checks.seeds import Seeds
from grader.model import Notebook

Nearness = tuple[float, float]
"""How much a mistake explains: comparisons that agree, then how near the first miss is; larger is more."""
WHOLE: Nearness = (math.inf, 0.0)
NOTHING: Nearness = (0.0, -math.inf)


@dataclass(frozen=True)
class Replays:
    """A check's recorded run, to be replayed with other references."""

    check: Check
    assignment: Assignment
    seeds: Seeds
    log: list[Exchange]
    notebook: Notebook = NO_NOTEBOOK

    def explained_by(self, mistakes: Mistakes) -> bool:
        """Whether the check would have passed with these in the reference's place."""
        return self.agreed(mistakes) == WHOLE

    def agreed(self, mistakes: Mistakes) -> Nearness:
        """How much agrees with these in the reference's place, up to the first miss.

        Nothing where a variant diverges from the run, or cannot compute what another one can.
        """
        with substituted(self.assignment.reference, replacements(mistakes)):
            caller = ReplayCaller(self.log)
            try:
                replayed = attempt(
                    self.check, self.assignment, caller, self.seeds, notebook=self.notebook, expect=Agreement
                )
            except Disagreed as miss:
                return miss.agreed, -miss.excess
            except Exception:  # noqa: BLE001  (a variant is free to fail)
                return NOTHING
            return WHOLE if replayed.passed else NOTHING


def diagnose(
    replays: Replays, failed: Attempt, *, first: Collection[str] = (), known: Sequence[Misconception] = ()
) -> Mistakes:
    """The first misconception, else the first two at once, under which the check would have passed; nothing if none.

    What is `known` of the submission from before is tried first, in its order. Variants of the functions that the check
    names come before those of functions that these call; those of functions in `first`, which were found wrong, before
    both.
    """
    candidates = list(_candidates(replays.assignment, failed.asked, first))
    candidates.sort(key=lambda candidate: known.index(candidate) if candidate in known else len(known))
    agreed: dict[Misconception, Nearness] = {}
    for candidate in candidates:
        agreed[candidate] = replays.agreed((candidate,))
        if agreed[candidate] == WHOLE:
            return (candidate,)
    candidates.sort(key=agreed.__getitem__, reverse=True)
    both = pairs(candidates, known) if _has_numbers(failed) else ()
    return next(filter(replays.explained_by, both), ())


def by_reach(found: Collection[Misconception], failed: Sequence[Replays]) -> list[Misconception]:
    """What was found, beginning with what alone explains the most of the failed checks.

    Several variants may explain one check, and the first of them was taken there: one that explains others, too, is
    likelier than two mistakes.
    """
    reach = {mistake: sum(replays.explained_by((mistake,)) for replays in failed) for mistake in found}
    return sorted(reach, key=lambda mistake: -reach[mistake])


def _has_numbers(failed: Attempt) -> bool:
    """Whether numbers are all that is wrong: an answer that is not there, or no array, is not worth many replays."""
    kinds = {difference.kind for item in failed.recorded for difference in item.differences}
    return kinds <= {"value", "non_finite", "shape"}


def _candidates(assignment: Assignment, asked: set[str], first: Collection[str]) -> Iterator[Misconception]:
    known = misconceptions_of(assignment.reference)
    reached = reachable(assignment.reference, asked)
    wrong = reached & {*first}
    for names in (wrong, asked - wrong, reached - asked - wrong):
        yield from (item for item in known if item.function in names)
