"""A self-check in the terminal: what passes, what fails and why, and what is left for after handing in."""

from collections.abc import Iterator

from markupsafe import escape
from rich.text import Text

from grader.model import CheckResult, GradeReport, QuestionResult, Verdict
from grader.report import formats
from grader.report.fixes import hint
from grader.report.text import one_line, plain, visible
from grader.report.words import SYMBOL, tone

_STYLE = {"good": "green", "part": "yellow", "bad": "red", "calm": "dim", "wait": "magenta", "ours": "bold red reverse"}
_CSS = {
    "bold": "font-weight: bold; margin-top: 0.5em",
    "green": "color: #1a7f37",
    "yellow": "color: #9a6700",
    "red": "color: #cf222e",
    "dim": "opacity: 0.7",
    "magenta": "color: #8250df",
    "bold red reverse": "color: white; background: #cf222e",
}
_MOST = 600
_DIFFERENCES = 3


def self_check_lines(report: GradeReport) -> Iterator[Text]:
    """The lines of a self-check, in the words of the report that comes after handing in."""
    yield Text(f"{report.title}: {report.submission.source}", "bold")
    if report.problem:
        yield Text(f"  {visible(report.problem)}", "red")
    yield from (Text(f"  note: {visible(note)}", "dim") for note in report.notes)
    for cell in report.cells:
        if cell.error:
            error = one_line(f"{cell.error.type}: {cell.error.message}")
            yield Text(f"  cell {cell.index} raised {error}", "yellow")
    for question in report.questions:
        yield from _question(question)
    yield from _rest(report)


def counted(report: GradeReport) -> list[CheckResult]:
    """The checks that count where students check themselves: all but those that are only decided after handing in."""
    return [check for check in report.checks if report.problem or check.verdict is not Verdict.NOT_RUN]


def self_check_html(report: GradeReport) -> str:
    """The same lines for a notebook."""
    return "".join(_html_line(line) for line in self_check_lines(report))


def _html_line(line: Text) -> str:
    style = next(filter(None, [str(line.style), *(str(span.style) for span in line.spans)]), "")
    return f'<div style="white-space: pre-wrap; {_CSS.get(style, "")}">{escape(line.plain)}</div>'


def _question(question: QuestionResult) -> Iterator[Text]:
    checks = [check for check in question.checks if check.visibility == "public"]
    if not checks:
        return
    gained, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    optional = " (optional)" if question.optional else ""
    yield Text(f"{question.id}  {question.title}{optional}  {_points(gained, most)}", "bold")
    for check in checks:
        yield from _check(check)


def _check(check: CheckResult) -> Iterator[Text]:
    style = _STYLE[tone(check.verdict)]
    mark = f"  {SYMBOL[check.verdict]} {check.verdict.label} {_points(check.points, check.max_points)}  "
    yield Text.assemble((mark, style), visible(check.sentence))
    if check.verdict is Verdict.PASSED:
        return
    said = dict.fromkeys([check.message, *_differences(check), hint(check), check.follow_through])
    for sentence in filter(None, said):
        yield from (Text(f"      {line}") for line in visible(plain(sentence))[:_MOST].splitlines())
    if check.error and check.error.traceback:
        yield from (Text(f"      {line}", "dim") for line in visible(plain(check.error.traceback))[:_MOST].splitlines())


def _differences(check: CheckResult) -> list[str]:
    found = [each for item in check.expectations for each in item.differences]
    return [each.message for each in found[1:_DIFFERENCES]]


def _rest(report: GradeReport) -> Iterator[Text]:
    public = [check for check in counted(report) if check.visibility == "public"]
    hidden = [check for check in report.checks if check.visibility == "hidden"]
    written = [question for question in report.questions if question.written]
    gained, most = sum(check.points for check in public), sum(check.max_points for check in public)
    yield Text(f"Checked here: {_points(gained, most)} points.", "bold")
    if hidden:
        worth = formats.points(sum(check.max_points for check in hidden))
        yield Text(f"After you hand in: {len(hidden)} hidden checks for {worth} points:")
        yield from (Text(f"  – {check.question}: {visible(check.sentence)}", "dim") for check in hidden)
    if written:
        worth = formats.points(sum(question.max_points for question in written))
        names = ", ".join(question.id for question in written)
        yield Text(f"Marked by a person: {names}, {worth} points.")


def _points(gained: float, most: float) -> str:
    return f"{formats.points(gained)}/{formats.points(most)}"
