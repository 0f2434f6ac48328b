"""Who shares what. What few share weighs the more, the fewer they are; what everybody has weighs nothing."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.similarity.candidates import candidates
from grader.similarity.shape import fingerprints
from grader.similarity.work import Work

COMMON_AT_LEAST = 10
"""A mistake that no more students than this made is never common."""
COMMON_SHARE = 0.05
"""A mistake that more than this share of a class made is common."""
ENOUGH = 16
"""So many fingerprints that only two have, or more of less rare ones, are needed: some fifteen lines. Less is chance,
since right answers to a short task come in few shapes."""
LEAST = 0.7
"""Share of code from which a pair is named."""


@dataclass(frozen=True)
class Pair:
    """Two students whose work has much in common that the class has not."""

    first: Work
    second: Work
    share: float
    """How much of the shorter one's code stands in the other's too, 0 to 1, rare code weighing more."""
    prints: frozenset[int]
    """The fingerprints that they share."""
    faults: tuple[str, ...]
    """What both have wrong in the same way, and few others."""


def similar_pairs(
    works: Sequence[Work], *, starter: Iterable[str] = (), least: float = LEAST, teams: Mapping[str, str] | None = None
) -> list[Pair]:
    """Pairs that share at least `least` of their code, and enough of it, the most alike first.

    `starter` is code that everybody was given; members of a team (by student) are not compared with each other.
    """
    given = {one.value for code in starter for one in fingerprints(code)}
    prints = [{one.value for part in work.parts for one in part.prints} - given for work in works]
    weights = _weights(prints)
    totals = [_amount(own, weights) for own in prints]
    rare_faults = _rare([work.faults for work in works])
    found = []
    for one, two in candidates(prints):
        shared = prints[one] & prints[two]
        amount = _amount(shared, weights)
        share = amount / min(totals[one], totals[two]) if amount >= ENOUGH else 0.0
        if share < least or not share or _one_team(works[one], works[two], teams or {}):
            continue
        faults = sorted(works[one].faults & works[two].faults & rare_faults)
        found.append(Pair(works[one], works[two], min(1.0, share), frozenset(shared), tuple(faults)))
    return sorted(found, key=lambda pair: (-pair.share, -len(pair.faults), pair.first.student, pair.second.student))


def _weights(prints: Sequence[set[int]]) -> dict[int, float]:
    """What a fingerprint weighs: 1 where two have it, 0 where all have, in between the logarithm of how rare it is."""
    owners = Counter(value for own in prints for value in own)
    students = len(prints)
    rarest = math.log(students / 2) if students > 2 else 1.0
    return {value: min(1.0, math.log(students / count) / rarest) for value, count in owners.items()}


def _amount(prints: Iterable[int], weights: Mapping[int, float]) -> float:
    return sum(weights[value] for value in prints)


def _rare(faults: Sequence[frozenset[str]]) -> set[str]:
    """The faults that few have."""
    common = max(COMMON_AT_LEAST, COMMON_SHARE * len(faults))
    owners = Counter(text for own in faults for text in own)
    return {text for text, count in owners.items() if count <= common}


def _one_team(one: Work, two: Work, teams: Mapping[str, str]) -> bool:
    return bool(teams.get(one.student)) and teams.get(one.student) == teams.get(two.student)
