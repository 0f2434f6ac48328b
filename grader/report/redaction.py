"""Takes out of a report what students may not see: everything that a hidden check saw or computed."""

from grader.model import CheckResult, GradeReport
from grader.report.words import REDACTED_MESSAGE


def redact(report: GradeReport) -> GradeReport:
    """The report with hidden checks reduced to sentence, verdict, marks and the diagnosis' hint. Idempotent."""
    questions = tuple(
        question.model_copy(update={"checks": tuple(_redact_check(check) for check in question.checks)})
        for question in report.questions
    )
    return report.model_copy(update={"questions": questions})


def is_redacted(report: GradeReport) -> bool:
    """No hidden check holds more than `redact` leaves; its `redacted` flag alone is not believed."""
    return all(check == _redact_check(check) for check in report.checks)


def _redact_check(check: CheckResult) -> CheckResult:
    if check.visibility == "public":
        return check
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
