"""Which trials an audit runs."""

from collections import Counter
from dataclasses import replace

from grader.audit import Extent, Outcome, Trial, Variant
from grader.audit.plan import WHOLE, later_trials
from tests.audit.test_findings import RIGHT

ASKS = replace(RIGHT, check="1/asks", asks=frozenset({"norm"}), reaches=frozenset({"norm", "mean"}))
USES = replace(RIGHT, check="2/uses", asks=frozenset({"net", "weights"}), reaches=frozenset({"net", "norm", "mean"}))
READS = replace(RIGHT, check="3/reads", asks=frozenset(), reaches=frozenset())
FIRST = Outcome(Trial(), (ASKS, USES, READS), public=(), leaks=())


def checks_of(variant: Variant) -> set[str]:
    (trial,) = [trial for trial in later_trials(FIRST, [variant], frozenset(), Extent()) if trial.variant]
    return set(trial.checks or ())


def test_a_variant_is_tried_on_the_checks_that_may_see_it() -> None:
    assert checks_of(Variant("norm", "eps missing")) == {"1/asks"}
    assert checks_of(Variant("mean", "of rows")) == {"1/asks", "2/uses"}
    assert checks_of(Variant("", "no weights", frozenset({"weights"}))) == {"2/uses", "3/reads"}


def test_right_answers_are_tried_in_every_way() -> None:
    tried = later_trials(FIRST, [], frozenset({"1/asks"}), Extent(seeds=3))
    assert {trial.engine for trial in tried} == {"shell", "kernel"}
    assert {trial.threads for trial in tried} == {1, 2}
    assert {trial.seed for trial in tried if not trial.rounding and not trial.spy} == {0, 1, 2}
    assert {trial.seed for trial in tried if trial.rounding} == {0, 1, 2}
    assert len({trial.spy for trial in tried}) == 3
    assert not any(trial.spy for trial in later_trials(FIRST, [], frozenset(), Extent()))


def test_a_full_audit_tries_each_variant_otherwise_and_some_on_everything() -> None:
    variants = [Variant(function, str(number)) for number in range(20) for function in ("norm", "mean")]
    tried = [
        trial for trial in later_trials(FIRST, variants, frozenset(), Extent(20, everything=True)) if trial.variant
    ]
    other = [trial for trial in tried if trial.engine == "kernel"]
    assert [trial.variant for trial in other] == variants
    assert {trial.threads for trial in other} == {2}
    assert {trial.seed for trial in other} == set(range(1, 20))
    assert len(tried) == 2 * len(variants)
    on_all = [trial.variant.function for trial in tried if trial.checks is None and trial.variant]
    assert Counter(on_all) == {"norm": 2 * WHOLE, "mean": 2 * WHOLE}
