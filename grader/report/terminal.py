"""Reports in a terminal: a line for each finished submission, a table for the class."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from grader.model import GradeReport
from grader.report import formats
from grader.report.classroom.survey import question_titles, sort_reports
from grader.report.text import one_line, plain, visible
from grader.report.words import SYMBOL, tally, tone

_STYLE = {"good": "green", "part": "yellow", "bad": "red", "calm": "dim", "wait": "magenta", "ours": "bold red reverse"}
_NAME = 40
_FIXED_WIDTH = 85
"""Characters that the other columns take."""


def safe_text(text: str) -> str:
    """Text of a submission for a terminal: no escape sequence, control or bidi character is left in it."""
    return visible(plain(text))


def line(report: GradeReport) -> Text:
    """Student, marks and verdicts of one submission. Names are never read as markup or escape sequences."""
    marks = f"{formats.points(report.points)} / {formats.points(report.max_points)}"
    text = Text.assemble((one_line(report.submission.student, _NAME).ljust(24), "bold"), " ", marks.rjust(11), "  ")
    if report.problem:
        return text.append(one_line(report.problem, 100), style="red")
    undecided = [Text(f"{formats.points(report.undecided)} points undecided")] if report.undecided else []
    return text.append(Text(", ").join(filter(None, [_verdicts(report, words=True), *undecided])))


def summary_table(reports: Iterable[GradeReport], width: int = 80) -> Table:
    """The marks of a class. Questions have columns of their own where `width`, in characters, has room for them."""
    ordered = sort_reports(reports)
    names = [name for name, _ in question_titles(ordered)]
    shown = names if _FIXED_WIDTH + sum(max(len(name), 5) + 3 for name in names) <= width else []
    undecided = any(report.undecided for report in ordered)
    table = Table("Student")
    for title in ("Marks", *(["Undecided"] if undecided else []), "%", *shown):
        table.add_column(Text(title), justify="right", no_wrap=True)
    table.add_column("Checks", no_wrap=True)
    for report in ordered:
        table.add_row(*_cells(report, shown, undecided=undecided))
    return table


def _cells(report: GradeReport, questions: Iterable[str], *, undecided: bool) -> Iterable[Text]:
    marks = {question.id: formats.points(question.points) for question in report.questions}
    yield Text(one_line(report.submission.student, _NAME))
    yield Text(f"{formats.points(report.points)} / {formats.points(report.max_points)}")
    if undecided:
        yield Text(formats.points(report.undecided) if report.undecided else "")
    yield Text("–" if report.undecided else formats.percent(report.points, report.max_points))
    yield from (Text(marks.get(name, "–")) for name in questions)
    yield Text("nothing ran", style="red") if report.problem else _verdicts(report, words=False)


def _verdicts(report: GradeReport, *, words: bool) -> Text:
    counted = tally(report.checks)
    pieces = (
        Text(f"{count} {verdict.label}" if words else f"{SYMBOL[verdict]} {count}", style=_STYLE[tone(verdict)])
        for verdict, count in counted
    )
    return Text(", " if words else "  ").join(pieces)
