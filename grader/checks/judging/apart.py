"""What mistakes make of each answer: several at once may each explain answers of their own, one dgamma, another dx.

They need not go together in one variant of the reference, and something without a name may be wrong beside them.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.checks.judging.attempt import Attempt
from grader.checks.judging.combine import Mistakes
from grader.checks.judging.expect import Recorded
from grader.checks.judging.replays import Replays
from grader.compare import Exact, accounted, agrees

MOST = 3
"""Mistakes that are told of one check."""
_CASE = re.compile(r" \(| with ")
"""What comes before the case in the label of a comparison."""


@dataclass(frozen=True)
class Effect:
    """What mistakes make of the answers, by their names, when they are in the reference's place."""

    idle: bool
    """They change nothing that the check compares."""
    explains: frozenset[str]
    """Wrong answers that come out as the submission's, in all cases."""
    astray: frozenset[str]
    """Wrong answers that come out in yet another way."""
    breaks: frozenset[str]
    """Right answers that come out in another way."""
    accounts: int
    """Different numbers in wrong answers that come out as the submission's, where no right number is lost."""
    near: tuple[int, float]
    """How much they explain: comparisons before the first miss, then how near that one is; larger is more."""


def effects_of(replays: Replays, failed: Attempt, several: Iterable[Mistakes]) -> dict[Mistakes, Effect]:
    """What each of several mistakes makes of the answers, beginning with those that come nearest."""
    effects = {mistakes: _effect(failed.recorded, replays.compared(mistakes)) for mistakes in several}
    return dict(sorted(effects.items(), key=lambda item: item[1].near, reverse=True))


def explained_apart(failed: Attempt, effects: Mapping[Mistakes, Effect]) -> tuple[Mistakes, frozenset[str]]:
    """The mistakes that explain the most answers, and what is wrong that none of them explains.

    Of those that explain as much, the ones that change the fewest other answers are taken, then the first.
    """
    usable = {mistakes: effect for mistakes, effect in effects.items() if effect.explains and not effect.breaks}
    wrong = {name for name, places in _answers(failed.recorded).items() if not _passed(failed.recorded, places)}
    found: Mistakes = ()
    while wrong and (best := _best(usable, wrong)) and len({*found, *best}) <= MOST:
        found = tuple(dict.fromkeys((*found, *best)))
        wrong -= usable[best].explains
    return found, frozenset(wrong | _other_misses(failed))


def explained_in_part(effects: Mapping[Mistakes, Effect]) -> Mistakes:
    """The mistakes that account for the most numbers of wrong answers, and the fewest of these; none where none do."""
    best = max(effects, key=lambda mistakes: (effects[mistakes].accounts, -len(mistakes)), default=())
    return best if best and effects[best].accounts else ()


def undone(failed: Attempt) -> bool:
    """Whether an answer is not there at all."""
    return any(not item.passed and item.allowed and not _holds(item.got) for item in failed.recorded)


def _effect(live: Sequence[Recorded], now: Sequence[Recorded]) -> Effect:
    explains, astray, breaks = set(), set(), set()
    for name, places in _answers(live).items():
        right, agreeing = _passed(live, places), _passed(now, places)
        if right and not agreeing:
            breaks.add(name)
        elif agreeing and not right:
            explains.add(name)
        elif not right and not _as_before(live, now, places):
            astray.add(name)
    idle = _as_before(live, now, range(len(live)))
    accounts = 0 if idle or breaks else _accounts(live, now)
    return Effect(idle, frozenset(explains), frozenset(astray), frozenset(breaks), accounts, _near(now))


def _accounts(live: Sequence[Recorded], now: Sequence[Recorded]) -> int:
    """See `Effect`."""
    counts = [_gained(*pair) for pair in zip(live, now, strict=False) if not (pair[0].passed and pair[1].passed)]
    return 0 if None in counts else sum(filter(None, counts))


def _gained(before: Recorded, now: Recorded) -> int | None:
    if before.allowed is None or isinstance(before.allowed[0], Exact):
        return None if before.passed else 0
    tolerance, shapes = before.allowed
    return accounted(before.got, before.want, now.want, tolerance=tolerance, shapes=shapes)


def _near(now: Sequence[Recorded]) -> tuple[int, float]:
    """See `Effect`; nothing where a variant does not come as far as to a miss: it fails, or diverges from the run."""
    first = next((place for place, item in enumerate(now) if not item.passed), None)
    return (0, -math.inf) if first is None else (first, -now[first].excess)


def _answers(recorded: Sequence[Recorded]) -> dict[str, list[int]]:
    """The answers that are numbers, each with the places of its comparisons: all cases together."""
    answers: dict[str, list[int]] = {}
    for place, item in enumerate(recorded):
        if item.allowed is not None and not isinstance(item.allowed[0], Exact):
            answers.setdefault(_CASE.split(item.label)[0], []).append(place)
    return answers


def _other_misses(failed: Attempt) -> set[str]:
    """What costs points and is no number, so that more than agreement was asked."""
    numbers = {place for places in _answers(failed.recorded).values() for place in places}
    others = (item for place, item in enumerate(failed.recorded) if place not in numbers)
    return {item.label for item in others if not item.passed and item.points != 0}


def _holds(got: object) -> bool:
    """Whether there is any number in it."""
    if isinstance(got, dict):
        return any(map(_holds, got.values()))
    return any(map(_holds, got)) if isinstance(got, list | tuple) else got is not None


def _passed(recorded: Sequence[Recorded], places: Iterable[int]) -> bool:
    return all(place < len(recorded) and recorded[place].passed for place in places)


def _as_before(live: Sequence[Recorded], now: Sequence[Recorded], places: Iterable[int]) -> bool:
    return all(place < len(now) and _same(live[place], now[place]) for place in places)


def _same(before: Recorded, now: Recorded) -> bool:
    tolerance = before.allowed[0] if before.allowed else None
    return before.passed == now.passed and agrees(now.want, before.want, tolerance=tolerance)


def _best(usable: Mapping[Mistakes, Effect], wrong: set[str]) -> Mistakes:
    def worth(mistakes: Mistakes) -> tuple[int, int]:
        return len(usable[mistakes].explains & wrong), -len(usable[mistakes].astray)

    best = max(usable, key=worth, default=())
    return best if best and usable[best].explains & wrong else ()
