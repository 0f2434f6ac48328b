"""Who shares what: an index from fingerprints to students, so that a class of n needs about n steps, not n squared.

What many share is common knowledge and is left out; what few share weighs the more, the fewer they are.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from grader.similarity.shape import fingerprints
from grader.similarity.work import Work

COMMON_AT_LEAST = 10
"""What no more students than this share is never common."""
COMMON_SHARE = 0.05
"""What more than this share of a class has is common."""
FEWEST_PRINTS = 6
"""Fewer shared fingerprints than this are chance."""


@dataclass(frozen=True)
class Pair:
    """Two students whose work has much in common that the class has not."""

    first: Work
    second: Work
    share: float
    """How much of the shorter one's uncommon code stands in the other's too, 0 to 1, rare code weighing more."""
    prints: frozenset[int]
    """The fingerprints that they share."""
    faults: tuple[str, ...]
    """What both have wrong in the same way, and few others."""


def similar_pairs(
    works: Sequence[Work], *, starter: Iterable[str] = (), least: float = 0.5, teams: Mapping[str, str] | None = None
) -> list[Pair]:
    """Pairs that share at least `least` of their uncommon code, the most alike first.

    `starter` is code that everybody was given; members of a team (by student) are not compared with each other.
    """
    given = {one.value for code in starter for one in fingerprints(code)}
    prints = [{one.value for part in work.parts for one in part.prints} - given for work in works]
    common = max(COMMON_AT_LEAST, COMMON_SHARE * len(works))
    weights = _weights(prints, common, len(works))
    totals = [sum(weights.get(value, 0.0) for value in own) for own in prints]
    fault_owners = _owners([work.faults for work in works], common)
    found = []
    for (one, two), shared in _shared(prints, weights).items():
        share = sum(weights[value] for value in shared) / min(totals[one], totals[two])
        if len(shared) < FEWEST_PRINTS or share < least or _one_team(works[one], works[two], teams or {}):
            continue
        faults = [text for text in sorted(works[one].faults & works[two].faults) if text in fault_owners]
        found.append(Pair(works[one], works[two], min(1.0, share), frozenset(shared), tuple(faults)))
    return sorted(found, key=lambda pair: (-pair.share, -len(pair.faults), pair.first.student, pair.second.student))


def _weights(prints: Sequence[set[int]], common: float, students: int) -> dict[int, float]:
    """What each uncommon fingerprint weighs: the logarithm of how rare it is."""
    owners = Counter(value for own in prints for value in own)
    return {value: math.log((students + 1) / count) for value, count in owners.items() if count <= common}


def _shared(prints: Sequence[set[int]], weights: Mapping[int, float]) -> dict[tuple[int, int], set[int]]:
    owners: dict[int, list[int]] = defaultdict(list)
    for student, own in enumerate(prints):
        for value in own & weights.keys():
            owners[value].append(student)
    shared: dict[tuple[int, int], set[int]] = defaultdict(set)
    for value, students in owners.items():
        for pair in combinations(students, 2):
            shared[pair].add(value)
    return shared


def _owners(faults: Sequence[frozenset[str]], common: float) -> set[str]:
    """The faults that few have."""
    owners = Counter(text for own in faults for text in own)
    return {text for text, count in owners.items() if count <= common}


def _one_team(one: Work, two: Work, teams: Mapping[str, str]) -> bool:
    return bool(teams.get(one.student)) and teams.get(one.student) == teams.get(two.student)
