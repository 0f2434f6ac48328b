"""What the trials of an audit show: pure, from their outcomes alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grader.audit.handin import Variant
from grader.audit.trial import Mark, Outcome

SLACK = 1e-6
DIAGNOSED = 0.95
"""Share of the variants that have to be named as what they are."""


@dataclass(frozen=True)
class Fate:
    """What became of one variant, on the first seed."""

    variant: Variant
    lost: float
    """Points that it cost."""
    failed: tuple[Mark, ...]
    followed: tuple[str, ...]
    """Checks that would have failed, had an earlier mistake been paid twice."""
    known: bool
    """There is a misconception of that name: it can be diagnosed."""

    @property
    def killed(self) -> bool:
        """It cost something."""
        return self.lost > SLACK

    @property
    def names(self) -> Counter[str]:
        """What it was taken for, and in how many checks; empty text where nothing was named."""
        return Counter(mark.diagnosis for mark in self.failed)

    @property
    def named(self) -> bool:
        """Some check called it by its name."""
        return self.variant.name in self.names


@dataclass(frozen=True)
class Margin:
    """How a check's tolerance lies between noise and the smallest mistake; in units of the tolerance."""

    check: str
    points: float
    noise: float
    """The most by which right answers were off."""
    effect: float
    """The least by which a variant that it fails was off; infinite where no number was compared."""
    smallest: Variant | None
    """That variant."""
    kills: int
    """Variants that it fails."""


@dataclass(frozen=True)
class Findings:
    """All that an audit found."""

    outcomes: tuple[Outcome, ...]
    misconceptions: frozenset[str]
    """Names of all misconceptions."""

    @cached_property
    def shortfalls(self) -> list[tuple[Outcome, Mark]]:
        """Points that right answers lost, in any trial."""
        right = [outcome for outcome in self.outcomes if outcome.trial.variant is None and not outcome.trial.spy]
        return [(outcome, mark) for outcome in right for mark in outcome.marks if mark.lost > SLACK or mark.failed]

    @cached_property
    def fates(self) -> list[Fate]:
        """Every variant once, those of one function together."""
        found = [self._fate(outcome) for outcome in self._plain() if outcome.trial.variant]
        functions = list(dict.fromkeys(fate.variant.function for fate in found))
        return sorted(found, key=lambda fate: functions.index(fate.variant.function))

    @property
    def survivors(self) -> list[Fate]:
        """Variants that cost nothing."""
        return [fate for fate in self.fates if not fate.killed]

    @property
    def nameable(self) -> list[Fate]:
        """Variants that can be diagnosed."""
        return [fate for fate in self.fates if fate.known]

    @property
    def unnamed(self) -> list[Fate]:
        """Variants that cost something and are not named as what they are."""
        return [fate for fate in self.nameable if fate.killed and not fate.named]

    @property
    def kill_rate(self) -> float:
        """Share of the variants that lose marks."""
        return 1 - len(self.survivors) / max(1, len(self.fates))

    @property
    def diagnosis_rate(self) -> float:
        """Share of the variants that are named as what they are."""
        return sum(fate.named for fate in self.nameable) / max(1, len(self.nameable))

    @cached_property
    def margins(self) -> list[Margin]:
        """Every check."""
        return [self._margin(mark) for mark in next(self._plain()).marks]

    @property
    def idle(self) -> list[Margin]:
        """Checks that no variant fails."""
        return [margin for margin in self.margins if not margin.kills]

    @cached_property
    def unstable(self) -> list[str]:
        """Marks that hang on seed, threads or engine, of variants: a line each."""
        first = {(o.trial.variant, mark.check): (o, mark) for o in self._plain() for mark in o.marks}
        lines = []
        for outcome in self.outcomes:
            for mark in outcome.marks if outcome.trial.variant else ():
                same = first[outcome.trial.variant, mark.check][1]
                if abs(same.points - mark.points) > SLACK:
                    lines.append(f"{outcome.trial}: {mark.check} has {mark.points:g} points, elsewhere {same.points:g}")
        return lines

    @cached_property
    def leaks(self) -> list[str]:
        """What public output tells of hidden inputs: a line each."""
        lines = [f"{outcome.trial}: {leak}" for outcome in self.outcomes for leak in outcome.leaks]
        together: dict[object, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            if outcome.trial.spy:
                together[replace(outcome.trial, seed=0)].append(outcome)
        for group in together.values():
            lines += [f"{group[0].trial}: what students see of hidden checks differs from seed to seed: {text[:300]}"
                      for text in _differing(group)]  # fmt: skip
        return lines

    def _plain(self) -> Iterator[Outcome]:
        """The first trial of the reference, then of every variant."""
        seen = set()
        for outcome in self.outcomes:
            variant = outcome.trial.variant
            if outcome.trial.is_plain and variant not in seen:
                seen.add(variant)
                yield outcome

    def _fate(self, outcome: Outcome) -> Fate:
        variant = outcome.trial.variant
        assert variant is not None
        failed = tuple(mark for mark in outcome.marks if mark.failed)
        followed = tuple(mark.check for mark in outcome.marks if mark.followed)
        return Fate(variant, outcome.lost, failed, followed, variant.name in self.misconceptions)

    def _margin(self, right: Mark) -> Margin:
        noise = max(mark.excess for mark in self._marks(right.check, right_answers=True))
        failed = [
            (mark.excess, fate.variant) for fate in self.fates for mark in fate.failed if mark.check == right.check
        ]
        effect, smallest = min(failed, default=(float("inf"), None), key=lambda pair: pair[0])
        return Margin(right.check, right.max_points, noise, effect, smallest, len(failed))

    def _marks(self, check: str, *, right_answers: bool) -> Iterable[Mark]:
        for outcome in self.outcomes:
            if (outcome.trial.variant is None) == right_answers and not outcome.trial.spy:
                yield from (mark for mark in outcome.marks if mark.check == check)


def _differing(group: Sequence[Outcome]) -> list[str]:
    """What others tell otherwise than the first of a group."""
    first = group[0].public
    return [text for other in group[1:] for text, same in zip(other.public, first, strict=True) if text != same]
