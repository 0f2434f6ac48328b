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
    """Seeds for the reference."""
    everything: bool = False
    """Every variant too is tried on all seeds, with two threads, and in the kernel engine, and on all checks once."""


def later_trials(first: Outcome, variants: Sequence[Variant], hidden: frozenset[str], extent: Extent) -> list[Trial]:
    """All trials but the first one, which is the reference as it is. The longest come first."""
    of_variants = [trial for variant in variants for trial in _of_variant(variant, first, extent)]
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


def _of_variant(variant: Variant, first: Outcome, extent: Extent) -> Iterator[Trial]:
    concerned = frozenset(mark.check for mark in first.marks if not mark.reaches or variant.function in mark.reaches)
    if not variant.function:
        concerned = frozenset(mark.check for mark in first.marks)
    some = Trial(variant=variant, checks=concerned)
    if not extent.everything:
        yield some
        return
    yield replace(some, checks=None)
    yield replace(some, threads=2)
    yield replace(some, engine="kernel")
    yield from (replace(some, seed=seed) for seed in range(1, extent.seeds))
