"""The page that an instructor reads: what needs a person first, then the class as a whole, then every student."""

from collections.abc import Sequence

from grader.model import GradeReport, QuestionResult
from grader.report.look import PLAIN, Look
from grader.report.overview import survey
from grader.report.templating import render


def render_class(
    reports: Sequence[GradeReport], *, title: str, failures: Sequence[tuple[str, str]] = (), look: Look = PLAIN
) -> str:
    """`index.html` of a class, linking to `<slug>/report.html`.

    `failures` are the hand-ins for which there is no report: the student, and in one sentence why. The page holds marks
    of everybody and none of what hidden checks saw.
    """
    return render("class.html", look, title=title, failures=failures, overview=survey(reports), find=find_question)


def find_question(report: GradeReport, name: str) -> QuestionResult | None:
    """The question of that id; None when the report has none."""
    return next((question for question in report.questions if question.id == name), None)
