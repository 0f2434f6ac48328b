import pytest

from grader.model import GradeReport, Verdict
from grader.report import is_redacted, redact, render_class, render_student
from grader.report.spreadsheet import grades_csv
from grader.report.words import REDACTED_MESSAGE
from tests.report.factory import (
    SECRET,
    check,
    crashed,
    hidden_call,
    hidden_expectation,
    perfect,
    question,
    report,
    wrong,
)

REPORTS = (perfect(), wrong(), crashed())


def everything_hidden(verdict: Verdict) -> GradeReport:
    hidden = check("h", "It holds.", verdict=verdict, visibility="hidden", message=SECRET, seed=7391,
                   expectations=(hidden_expectation(),), calls=(hidden_call(),))  # fmt: skip
    return report("x", question("1", "One", hidden))


@pytest.mark.parametrize("whole", REPORTS)
def test_nothing_that_a_hidden_check_saw_is_in_any_output(whole: GradeReport) -> None:
    redacted = redact(whole)
    outputs = (
        redacted.model_dump_json(),
        render_student(whole),
        render_class([redacted], title="x"),
        grades_csv([whole]),
    )
    for output in outputs:
        assert SECRET not in output
        assert "4021" not in output, "the seed of a hidden check"
        assert "7391.5" not in output


@pytest.mark.parametrize("verdict", Verdict)
def test_only_the_agreed_fields_are_kept(verdict: Verdict) -> None:
    (kept,) = redact(everything_hidden(verdict)).checks
    assert kept.model_dump(exclude_defaults=True, exclude={"message"}) == {
        "id": "h", "question": "1.1", "sentence": "It holds.", "visibility": "hidden", "verdict": verdict,
        "points": 1.0 if verdict is Verdict.PASSED else 0.0, "max_points": 1.0, "redacted": True,
    }  # fmt: skip
    assert kept.message == REDACTED_MESSAGE[verdict]


@pytest.mark.parametrize("whole", REPORTS)
def test_marks_public_checks_and_diagnoses_stay(whole: GradeReport) -> None:
    redacted = redact(whole)
    assert (redacted.points, redacted.max_points, redacted.cells) == (whole.points, whole.max_points, whole.cells)
    for before, after in zip(whole.checks, redacted.checks, strict=True):
        assert (before.points, before.verdict, before.diagnosis) == (after.points, after.verdict, after.diagnosis)
        assert after is before or before.visibility == "hidden" or before.verdict is Verdict.GRADER_ERROR


@pytest.mark.parametrize("whole", REPORTS)
def test_redaction_is_idempotent_and_recognised(whole: GradeReport) -> None:
    once = redact(whole)
    assert redact(once) == once
    assert is_redacted(once)
    assert not is_redacted(whole)


def test_the_flag_alone_is_not_believed() -> None:
    whole = everything_hidden(Verdict.FAILED)
    posing = whole.questions[0].checks[0].model_copy(update={"redacted": True})
    questions = (whole.questions[0].model_copy(update={"checks": (posing,)}),)
    assert not is_redacted(whole.model_copy(update={"questions": questions}))


def test_a_private_page_shows_hidden_checks_under_a_warning() -> None:
    page = render_student(wrong(), private=True)
    assert SECRET in page
    assert "For the instructor only." in page
    assert "For the instructor only." not in render_student(wrong())


def test_how_the_grader_failed_is_told_to_no_student() -> None:
    failed = check("f", "It holds.", verdict=Verdict.GRADER_ERROR, message=f"TypeError: x\n  return {SECRET}")
    whole = report("x", question("1", "One", failed))
    assert not is_redacted(whole)
    (kept,) = redact(whole).checks
    assert (kept.message, kept.redacted) == (REDACTED_MESSAGE[Verdict.GRADER_ERROR], False)
    assert is_redacted(redact(whole))
    assert SECRET not in render_student(whole)
