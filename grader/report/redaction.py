"""Takes out of a report what students may not see: what a hidden check saw or computed, and how the grader failed.

The account of a failure quotes the assignment's code and the reference's, which a submission might provoke.
"""

from grader.model import CheckResult, GradeReport, Verdict
from grader.report.words import REDACTED_MESSAGE


def redact(report: GradeReport) -> GradeReport:
    """The report with hidden checks reduced to sentence, verdict, marks and the diagnosis' hint. Idempotent.

    Of a check in which the grader failed, only that it did is left.
    """
    questions = tuple(
        question.model_copy(update={"checks": tuple(_redact_check(check) for check in question.checks)})
        for question in report.questions
    )
    return report.model_copy(update={"questions": questions})


def is_redacted(report: GradeReport) -> bool:
    """No check holds more than `redact` leaves; its `redacted` flag alone is not believed."""
    return all(check == _redact_check(check) for check in report.checks)


def _redact_check(check: CheckResult) -> CheckResult:
    if check.visibility == "public":
        failed = check.verdict is Verdict.GRADER_ERROR
        return check.model_copy(update={"message": REDACTED_MESSAGE[check.verdict]}) if failed else check
    return CheckResult(
        id=check.id,
        question=check.question,
        sentence=check.sentence,
        visibility=check.visibility,
        verdict=check.verdict,
        points=check.points,
        max_points=check.max_points,
        message=REDACTED_MESSAGE[check.verdict],
        diagnosis=check.diagnosis,
        follow_through=check.follow_through,
        redacted=True,
    )
