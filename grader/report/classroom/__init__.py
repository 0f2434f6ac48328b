"""The page that an instructor reads: what needs a person first, then the class as a whole, then every student."""

from collections.abc import Sequence

from grader.model import GradeReport, QuestionResult
from grader.report.charts import Chart, NotDrawn, draw_distribution
from grader.report.classroom.survey import Overview, question_titles, sort_reports, survey
from grader.report.look import PLAIN, Look
from grader.report.templating import render, script

__all__ = ["find_question", "question_titles", "render_class", "sort_reports", "survey"]

_FEWEST = 8
"""Students from which on a distribution of marks tells more than the marks themselves."""


def render_class(
    reports: Sequence[GradeReport], *, title: str, failures: Sequence[tuple[str, str]] = (), look: Look = PLAIN
) -> str:
    """`index.html` of a class, linking to `<slug>/report.html`.

    `failures` are the hand-ins for which there is no report: the student, and in one sentence why. The page holds marks
    of everybody and none of what hidden checks saw. A small script sorts and filters the table of students; without it
    the page reads the same.
    """
    found = survey(reports)
    look = look.speaking(next((report.language for report in reports), "en"))
    return render(
        "class.html", look, script=script(), title=title, failures=failures, overview=found, find=find_question,
        distribution=_distribution(found, look),
    )  # fmt: skip


def _distribution(found: Overview, look: Look) -> Chart | None:
    """The marks as a chart; None for a small class, and where charts cannot be drawn."""
    marks = [report.points for report in found.reports]
    if len(marks) < _FEWEST or found.max_points <= 0:
        return None
    try:
        return draw_distribution(marks, found.max_points, look.texts)
    except NotDrawn:
        return None


def find_question(report: GradeReport, name: str) -> QuestionResult | None:
    """The question of that id; None when the report has none."""
    return next((question for question in report.questions if question.id == name), None)
