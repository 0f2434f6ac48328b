from grader.model import Diagnosis, Expectation, Verdict
from grader.report.fixes import hint, what_to_fix
from grader.report.redaction import redact
from tests.report.factory import (
    MISMATCH,
    NOT_DEFINED,
    STATISTICS,
    cells,
    check,
    crashed,
    perfect,
    question,
    report,
    wrong,
)


def test_the_largest_loss_comes_first_and_one_cause_counts_once() -> None:
    fixes = what_to_fix(wrong())
    assert [(fix.lost, fix.first.question, len(fix.places)) for fix in fixes] == [
        (2.5, "1.1", 2), (2.0, "1.2", 2), (1.0, "1.1", 1), (1.0, "2.1", 1),
    ]  # fmt: skip
    assert fixes[1].hint == NOT_DEFINED


def test_optional_questions_come_last_whatever_they_cost() -> None:
    costly = question("9", "Extra", check("x", "X.", question="9", most=50, verdict=Verdict.FAILED), optional=True)
    small = question("1", "One", check("y", "Y.", question="1", verdict=Verdict.FAILED))
    assert [fix.first.question for fix in what_to_fix(report("x", costly, small))] == ["1", "9"]


def test_checks_that_say_what_is_wrong_come_before_those_that_may_not() -> None:
    hidden = [
        check(name, "H.", question="1", most=5, verdict=Verdict.FAILED, visibility="hidden", diagnosis=found)
        for name, found in (("told", Diagnosis(name="d", hint="Diagnosed.", credit=0)), ("untold", None))
    ]
    small = check("small", "S.", question="1", most=1, verdict=Verdict.FAILED, message="Wrong shape.")
    fixes = what_to_fix(redact(report("x", question("1", "One", hidden[1], small, hidden[0]))))
    assert [fix.first.check.id for fix in fixes] == ["told", "small", "untold"]


def test_what_a_person_or_the_grader_has_to_do_is_not_the_students_to_fix() -> None:
    assert what_to_fix(perfect()) == ()
    assert "ours" not in {place.check.id for fix in what_to_fix(crashed()) for place in fix.places}


def test_anchors_name_places_in_the_page() -> None:
    assert [fix.first.anchor for fix in what_to_fix(wrong())] == ["q1-c1", "q2-c2", "q1-c2", "q4-c1"]


def test_only_code_cells_are_led_to() -> None:
    assert [fix.first.cells for fix in what_to_fix(wrong())][:2] == [(2, 3), ()]
    text_only = question("1", "One", check("y", "Y.", verdict=Verdict.FAILED), places=(7,))
    assert what_to_fix(report("x", text_only, cells=cells()))[0].first.cells == ()


def test_checks_of_which_the_same_is_said_are_one_cause() -> None:
    told = (check(name, "A.", question="1", verdict=Verdict.FAILED, message="f returned None.") for name in "ab")
    (fix,) = what_to_fix(report("x", question("1", "One", *told)))
    assert (fix.lost, len(fix.places)) == (2, 2)


def test_the_best_hint_there_is() -> None:
    diagnosis = Diagnosis(name="d", hint="Diagnosed.", credit=0)
    both = (MISMATCH, STATISTICS)
    assert hint(check("a", "A.", diagnosis=diagnosis, expectations=both, verdict=Verdict.FAILED)) == "Diagnosed."
    assert hint(check("a", "A.", expectations=both, verdict=Verdict.FAILED, message="m")) == STATISTICS.hint
    assert hint(check("a", "A.", expectations=(MISMATCH,), verdict=Verdict.FAILED, message="m")).startswith(
        "Every value"
    )
    passed = Expectation(label="o", passed=True, points=1, hint="Not this one.")
    assert (
        hint(check("a", "A.", expectations=(passed,), verdict=Verdict.FAILED, message="It differs.")) == "It differs."
    )
    assert hint(check("a", "A.", verdict=Verdict.FAILED)) == ""
