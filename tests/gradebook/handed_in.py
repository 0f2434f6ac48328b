"""Reports as the gradebook gets them."""

from grader.model import CheckResult, GradeReport, QuestionResult, SubmissionInfo, Verdict
from tests.report import factory


def graded(
    student: str = "ada", *, points: float = 3, digest: str = "d1", answer: str = "Because.", late: bool = False
) -> GradeReport:
    """4 points by machine (`points` of them given), 2 for a check that a person decides, 3 for a written answer."""
    machine = _question("1", points, 4, _check("1.check", Verdict.PARTIAL, points, 4))
    unsure = _question("2", 0, 2, _check("2.check", Verdict.NEEDS_REVIEW, 0, 2))
    written = QuestionResult(id="3", title="Why", points=0, max_points=3, written=True, answer=answer)
    return GradeReport(
        assignment="hw",
        title="Homework",
        submission=SubmissionInfo(student=student, slug=student, source=f"{student}.ipynb", digest=digest, late=late),
        points=points,
        max_points=9,
        questions=(machine, unsure, written),
        environment=factory.ENVIRONMENT,
        graded_at="2026-11-20T12:00:00+00:00",
    )


def _check(name: str, verdict: Verdict, points: float, most: float) -> CheckResult:
    return CheckResult(
        id=name,
        question=name.split(".", maxsplit=1)[0],
        sentence="It works.",
        visibility="public",
        verdict=verdict,
        points=points,
        max_points=most,
    )


def _question(name: str, points: float, most: float, check: CheckResult) -> QuestionResult:
    return QuestionResult(id=name, title="A question", points=points, max_points=most, checks=(check,))
