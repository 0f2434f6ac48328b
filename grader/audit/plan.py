"""Which trials an audit runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.audit.handin import Variant
from grader.audit.spies import SPIES
from grader.audit.trial import Outcome, Trial

FULL_SEEDS = 20


@dataclass(frozen=True)
class Extent:
    """How much is tried."""

    seeds: int = 2
    """Seeds on which right answers are tried."""
    everything: bool = False
    """Each variant is tried on all checks, and twice more: with two threads and in the kernel engine, on two of the
    other seeds, which take turns."""


def later_trials(first: Outcome, variants: Sequence[Variant], hidden: frozenset[str], extent: Extent) -> list[Trial]:
    """All trials but the first one, which is the reference as it is. The longest come first."""
    of_variants = [
        trial for number, variant in enumerate(variants) for trial in _of_variant(number, variant, first, extent)
    ]
    return [*_of_reference(hidden, extent), *of_variants]


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


def _of_variant(number: int, variant: Variant, first: Outcome, extent: Extent) -> Iterator[Trial]:
    some = Trial(variant=variant, checks=_concerned(variant, first))
    if not extent.everything:
        yield some
        return
    yield replace(some, checks=None)
    others = max(1, extent.seeds - 1)
    yield replace(some, threads=2, seed=1 + number % others)
    yield replace(some, engine="kernel", seed=1 + 7 * number % others)


def _concerned(variant: Variant, first: Outcome) -> frozenset[str]:
    """Checks that ask for what is wrong, else those that come to it; a wrong cell concerns those that read code too."""
    names = variant.names
    asking = [mark.check for mark in first.marks if mark.asks & names]
    reaching = [mark.check for mark in first.marks if mark.reaches & names]
    reading = [mark.check for mark in first.marks if not mark.asks and not variant.function]
    return frozenset([*(asking or reaching), *reading])
