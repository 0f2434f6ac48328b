"""What is read from the outcomes of trials, and which holes are told."""

from dataclasses import replace

import pytest

from grader.audit import Findings, Outcome, Trial, Variant, holes
from grader.audit.trial import Mark
from grader.model import Verdict

RIGHT = Mark(
    "1/a", Verdict.PASSED, 2.0, 2.0, "", "", followed=False, excess=0.1, asks=frozenset({"f"}), reaches=frozenset()
)
WRONG = replace(RIGHT, verdict=Verdict.PARTIAL, points=0.5, diagnosis="no bias", excess=40.0)
NO_BIAS, TWICE = Variant("f", "no bias"), Variant("f", "twice")


def outcome(mark: Mark = RIGHT, **trial: object) -> Outcome:
    return Outcome(Trial(**trial), (mark,), public=(), leaks=())  # type: ignore[arg-type]


def found(*outcomes: Outcome) -> Findings:
    return Findings((outcome(), outcome(rounding=True), *outcomes), frozenset({"no bias", "twice"}))


SOUND = (outcome(WRONG, variant=NO_BIAS), outcome(replace(WRONG, diagnosis="twice", excess=7.0), variant=TWICE))


def test_a_sound_assignment_has_no_hole_and_its_figures_are_told() -> None:
    findings = found(*SOUND)
    assert holes(findings) == []
    assert (findings.kill_rate, findings.diagnosis_rate) == (1, 1)
    (margin,) = findings.margins
    assert (margin.noise, margin.effect, margin.smallest, margin.kills) == (0.1, 7.0, TWICE, 2)


SURVIVES = outcome(variant=TWICE)
HOLES = {
    "right answers lose 1.5 of 2 points of 1/a (reference, kernel engine)": outcome(WRONG, engine="kernel"),
    "f: twice costs nothing": SURVIVES,
    "f: twice is taken for no bias": outcome(WRONG, variant=TWICE),
    "f: no bias, seed 3: 1/a has 1 points, elsewhere 0.5": outcome(replace(WRONG, points=1.0), variant=NO_BIAS, seed=3),
    "1/a: rounding alone is 2 times the tolerance": outcome(replace(RIGHT, excess=2.0), rounding=True, seed=1),
    "reference, spy that raises: report.json shows 1.234": replace(
        outcome(spy="raises"), leaks=("report.json shows 1.234",)
    ),
    "reference, seed 4 was not run: It is empty.": replace(outcome(seed=4), problem="It is empty."),
}


@pytest.mark.parametrize("what", HOLES)
def test_each_kind_of_hole_is_told(what: str) -> None:
    kept = [one for one in SOUND if one.trial != HOLES[what].trial]
    told = holes(found(*kept, HOLES[what]))
    assert any(hole.what.startswith(what) and hole.to_do for hole in told), told


def test_a_check_that_no_variant_fails_is_idle() -> None:
    findings = found(SURVIVES)
    assert [hole.what for hole in holes(findings)][-1] == "1/a is idle: no variant fails it"


def test_what_a_hidden_check_shows_may_not_hang_on_its_inputs() -> None:
    told = [replace(outcome(spy="raises", seed=seed), public=(f"worst at [{seed}]",)) for seed in (0, 1)]
    assert "differs from seed to seed: worst at [1]" in found(*SOUND, *told).leaks[0]
    assert found(*SOUND, told[0], told[0]).leaks == []


def test_a_wrong_cell_without_a_misconception_of_its_name_need_not_be_named() -> None:
    cell = outcome(replace(WRONG, diagnosis=""), variant=Variant("", "loader of bytes"))
    findings = found(*SOUND, cell)
    assert (len(findings.fates), len(findings.nameable), findings.diagnosis_rate) == (3, 2, 1)
