"""Which trials an audit runs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.audit.handin import Variant
from grader.audit.spies import SPIES
from grader.audit.trial import Outcome, Trial

FULL_SEEDS = 20
WHOLE = 2
"""Variants of each function that a full audit tries on all checks: what one leaks or follows, the others do too."""


@dataclass(frozen=True)
class Extent:
    """How much is tried."""

    seeds: int = 2
    """Seeds on which right answers are tried."""
    everything: bool = False
    """Each variant is tried once more, in the kernel engine, with two threads, on one of the other seeds, which take
    turns; the first ones of each function on all checks."""


def later_trials(first: Outcome, variants: Sequence[Variant], hidden: frozenset[str], extent: Extent) -> list[Trial]:
    """All trials but the first one, which is the reference as it is. The longest come first."""
    chosen = [Trial(variant=variant, checks=_concerned(variant, first)) for variant in variants]
    if extent.everything:
        chosen = list(_first_on_all_checks(chosen))
        chosen += [_otherwise(number, trial, extent) for number, trial in enumerate(chosen)]
    return [*_of_reference(hidden, extent), *chosen]


def _of_reference(hidden: frozenset[str], extent: Extent) -> Iterator[Trial]:
    whole = Trial()
    yield replace(whole, engine="kernel")
    yield replace(whole, threads=2)
    yield replace(whole, module=True)
    for seed in range(extent.seeds):
        yield replace(whole, seed=seed, rounding=True)
        if seed:
            yield replace(whole, seed=seed)
    if hidden:
        yield from (Trial(spy=spy, seed=seed, checks=hidden) for spy in SPIES for seed in (0, 1))


def _first_on_all_checks(trials: Sequence[Trial]) -> Iterator[Trial]:
    seen = Counter[str]()
    for trial in trials:
        assert trial.variant is not None
        seen[trial.variant.function] += 1
        yield replace(trial, checks=None) if seen[trial.variant.function] <= WHOLE else trial


def _otherwise(number: int, trial: Trial, extent: Extent) -> Trial:
    """The same on another seed, in the other engine and with two threads: what its marks must not hang on."""
    return replace(trial, engine="kernel", threads=2, seed=1 + number % max(1, extent.seeds - 1))


def _concerned(variant: Variant, first: Outcome) -> frozenset[str]:
    """Checks that ask for what is wrong, else those that come to it; a wrong cell concerns those that read code too."""
    names = variant.names
    asking = [mark.check for mark in first.marks if mark.asks & names]
    reaching = [mark.check for mark in first.marks if mark.reaches & names]
    reading = [mark.check for mark in first.marks if not mark.asks and not variant.function]
    return frozenset([*(asking or reaching), *reading])
