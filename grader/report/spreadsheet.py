"""The marks of a class as CSV (RFC 4180), safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from grader.model import GradeReport
from grader.report import formats
from grader.report.classroom.survey import question_titles, sort_reports
from grader.report.text import one_line

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MOST = 500


def grades_csv(reports: Sequence[GradeReport]) -> str:
    """One row for each student, sorted; lines end in CRLF.

    Columns: student, points, max_points, undecided, percent, `question <id>` for each question in the assignment's
    order, status, problem, late. Texts that a spreadsheet would take for a formula get an apostrophe in front.
    """
    ordered = sort_reports(reports)
    questions = [name for name, _ in question_titles(ordered)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    titles = (safe_cell(f"question {name}") for name in questions)
    writer.writerow(["student", "points", "max_points", "undecided", "percent", *titles, "status", "problem", "late"])
    writer.writerows(_row(report, questions) for report in ordered)
    return buffer.getvalue()


def _row(report: GradeReport, questions: Iterable[str]) -> list[str]:
    marks = {question.id: formats.points(question.points) for question in report.questions}
    return [
        safe_cell(report.submission.student),
        formats.points(report.points),
        formats.points(report.max_points),
        formats.points(report.undecided),
        f"{100 * report.points / report.max_points:.1f}" if report.max_points > 0 else "",
        *(marks.get(name, "") for name in questions),
        status(report),
        safe_cell(report.problem),
        "yes" if report.submission.late else "no",
    ]


def status(report: GradeReport) -> str:
    """What still has to happen with a report: `grader error`, `nothing ran`, `needs review` or `graded`."""
    if report.grader_failed:
        return "grader error"
    if report.problem:
        return "nothing ran"
    return "needs review" if report.undecided else "graded"


def safe_cell(text: str) -> str:
    """Text of unknown origin as a cell: one line, nothing that steers, nothing that computes."""
    line = one_line(text, _MOST)
    starts_formula = line.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r"))
    return f"'{line}" if starts_formula else line
