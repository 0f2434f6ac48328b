"""Naming the mistake: the recorded run is replayed with each wrong variant in the reference's place.

Where no variant explains it alone, two at once are tried (see `combine`), first those that alone explained the most,
and of those the ones that came nearest to explaining the next thing: beside a large mistake a small one does not show.
A replay stops at its first disagreement. At last mistakes are looked for that explain answers of their own (see
`apart`), be it some of the answers.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.checks.assignment import Assignment
from grader.checks.expected.misconceptions import Misconception, misconceptions_of, reachable
from grader.checks.judging.apart import effects_of, explained_apart, explained_in_part, undone
from grader.checks.judging.attempt import Attempt
from grader.checks.judging.combine import Mistakes, pairs
from grader.checks.judging.replays import Replays


@dataclass(frozen=True)
class Found:
    """The mistakes of one failed check that have a name."""

    mistakes: Mistakes = ()
    whole: bool = True
    """They explain all that is wrong."""


def diagnose(
    replays: Replays, failed: Attempt, *, first: Collection[str] = (), known: Sequence[Misconception] = ()
) -> Found:
    """The first misconception, else the fewest at once, under which the check would have passed; else a part of it.

    What is `known` of the submission from before is tried first, in its order. Variants of the functions that the check
    names come before those of functions that these call; those of functions in `first`, which were found wrong, before
    both.
    """
    candidates = list(_candidates(replays.assignment, failed.asked, first))
    candidates.sort(key=lambda candidate: known.index(candidate) if candidate in known else len(known))
    alone = [(candidate,) for candidate in candidates]
    if explained := _explaining(replays, alone):
        return Found(_failing_alike(replays, failed, explained, alone))
    effects = effects_of(replays, failed, alone)
    effective = [candidate for (candidate,), effect in effects.items() if candidate in known or not effect.idle]
    if not _has_numbers(failed):
        effective = [candidate for candidate in effective if candidate in known]
    both = list(pairs(effective, known))
    if explained := _explaining(replays, both):
        return Found(explained)
    if undone(failed):
        return Found(whole=False)
    some, unexplained = explained_apart(failed, effects)
    if len(unexplained) > 1 or not some:
        effects |= effects_of(replays, failed, both)
        some, unexplained = explained_apart(failed, effects)
    return Found(some or explained_in_part(effects), whole=not unexplained)


def by_reach(found: Collection[Misconception], failed: Sequence[Replays]) -> list[Misconception]:
    """What was found, beginning with what alone explains the most of the failed checks.

    Several variants may explain one check, and the first of them was taken there: one that explains others, too, is
    likelier than two mistakes.
    """
    reach = {mistake: sum(replays.explained_by((mistake,)) for replays in failed) for mistake in found}
    return sorted(reach, key=lambda mistake: -reach[mistake])


def _explaining(replays: Replays, several: Iterable[Mistakes]) -> Mistakes:
    """The first of them that explains the whole."""
    return next((mistakes for mistakes in several if replays.explained_by(mistakes)), ())


def _failing_alike(replays: Replays, failed: Attempt, first: Mistakes, several: Sequence[Mistakes]) -> Mistakes:
    """Of those that explain the whole, the first that fails most like the submission, where that fails."""
    if all(item.likeness is None for item in failed.recorded):
        return first
    others = [mistakes for mistakes in several[several.index(first) + 1 :] if replays.explained_by(mistakes)]
    return max((first, *others), key=lambda mistakes: sum(item.likeness or 0 for item in replays.compared(mistakes)))


def _has_numbers(failed: Attempt) -> bool:
    """Whether numbers are all that is wrong: an answer that is not there, or no array, is worth no new pairs."""
    kinds = {difference.kind for item in failed.recorded for difference in item.differences}
    return kinds <= {"value", "non_finite", "shape"}


def _candidates(assignment: Assignment, asked: set[str], first: Collection[str]) -> Iterator[Misconception]:
    known = misconceptions_of(assignment.reference)
    reached = reachable(assignment.reference, asked)
    wrong = reached & {*first}
    for names in (wrong, asked - wrong, reached - asked - wrong):
        yield from (item for item in known if item.function in names)
