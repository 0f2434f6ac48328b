"""The page that a student reads: marks at a glance, what to fix first, every check, the run, the environment."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from markupsafe import Markup

from grader.model import CellResult, ErrorInfo, Expectation, FinalMark, GradeReport, Output, QuestionResult, Verdict
from grader.report import comparison, highlight, markup
from grader.report.attachments import address
from grader.report.budget import LEFT_OUT, Budget
from grader.report.charts import Chart, NotDrawn, draw_picture
from grader.report.fixes import check_anchor, what_to_fix
from grader.report.look import PLAIN, Look, Texts
from grader.report.plot import Plot, read_plot
from grader.report.redaction import redact
from grader.report.templating import render
from grader.report.text import clip, plain, with_code

_TEXT_BYTES = 200_000
"""What texts of the submission may take of a page; frame and style come to some 30,000 bytes more."""
_PLOT_BYTES = 6_000_000
_CHARTS = 6
"""Charts of one page; more would tire the reader, and each takes a tenth of a second to draw."""
_CELL_BYTES = 900
"""What a cell costs before it holds anything."""
_ROW_BYTES = 30
"""What a line of source costs before it holds anything."""
_COLOURED = 12_000
"""Characters of source; of a longer cell so many are shown, without colours."""
_AROUND = 3
"""Lines of source before and after the one that raised."""


def render_student(report: GradeReport, *, private: bool = False, look: Look = PLAIN) -> str:
    """One self-contained HTML page, at most 300 kB besides plots.

    Hidden checks are redacted first. With `private` they are shown whole, under a warning, for the instructor's eyes.
    """
    shown = report if private else redact(report)
    look = look.speaking(report.language)
    page = StudentPage(shown, look.texts)
    return render("student.html", look, report=shown, fixes=what_to_fix(shown), page=page, private=private)


Item = TypeVar("Item")


class Row(NamedTuple):
    """One line of source."""

    number: int
    markup: Markup
    marked: bool


Rows = tuple[Row, ...]


class StudentPage:
    """What the templates of one page ask for. It holds the page's budget, so that what comes first is shown first."""

    def __init__(self, report: GradeReport, texts: Texts) -> None:
        self._wording = texts
        self._texts = Budget(_TEXT_BYTES)
        self._charts = _CHARTS
        self._plots = Budget(_PLOT_BYTES)
        self._cells = report.cells
        self._sources = {cell.index: cell.source for cell in report.cells}
        self._shown: set[int] = set()
        self.stopped = tuple(cell for cell in report.cells if cell.status in {"raised", "timed_out", "crashed"})
        """Cells that did not run to their end."""
        self.begin_with_cells = bool(self.stopped) and any(check.verdict is Verdict.MISSING for check in report.checks)
        """Something is missing, and a cell that may have been about to define it was stopped."""
        self.final = report.final or FinalMark(points=report.points, undecided=report.undecided)
        """What the page says of the marks; without a gradebook, what the machine found."""
        self.undrawn = ""
        """Why charts are missing; known after the checks."""
        self.cells_left_out = 0
        """How many cells the page had no room for; known after the cells."""

    anchor = staticmethod(check_anchor)
    address = staticmethod(address)
    rows = staticmethod(comparison.rows)
    numeric = staticmethod(comparison.numeric)
    told = staticmethod(comparison.told)
    single = staticmethod(comparison.single)

    def marked(self, question: QuestionResult) -> float:
        """The question's points, a person's where there are any."""
        return self.final.questions.get(question.id, question.points)

    def remarks(self, question: str) -> tuple[str, ...] | None:
        """What people said as they marked it; None where nobody did."""
        return self.final.remarks.get(question)

    def text(self, text: str, most: int = 2_000) -> Markup:
        """Text of the submission as it stands."""
        return self._texts.text(text, most)

    def prose(self, text: str, most: int) -> Markup:
        """A sentence of the grader's, which may quote the submission; what stands between backticks is code."""
        return self._texts.markup(with_code(clip(text, most)))

    def output(self, text: str, most: int = 6_000) -> Markup:
        """Text as a terminal would show it."""
        return self._texts.text(plain(text), most)

    def source(self, source: str, marked: int | None = None) -> Rows:
        """The lines of a cell; `marked` is the line that raised, from 1."""
        return self._paid(_rows(source, marked))

    def excerpt(self, error: ErrorInfo) -> Rows:
        """The lines around the one that raised; empty when the report does not know it."""
        source = self._sources.get(error.cell or 0)
        if source is None or error.line is None:
            return ()
        rows = _rows(source, error.line)
        marked = next((index for index, row in enumerate(rows) if row.marked), None)
        return () if marked is None else self._paid(rows[max(0, marked - _AROUND) : marked + _AROUND + 1])

    def answer(self, markdown: str, most: int = 20_000) -> Markup:
        """A written answer as markup."""
        return self._texts.markup(markup.answer(clip(markdown, most)))

    def html(self, html: str, most: int = 24_000) -> Markup:
        """A rich output as harmless markup. What does not fit is cut, and its open tags are closed."""
        return self._texts.markup(markup.html_output(html[:most]), len(html[:most].encode()))

    def plot(self, output: Output) -> Plot | None:
        """A picture, or None when it cannot be shown."""
        size = len(output.image_png) + len(output.image_jpeg) + len(output.image_svg.encode())
        return read_plot(output) if self._plots.spend(size) else None

    def chart(self, expectation: Expectation) -> Chart | None:
        """A picture of a comparison that failed, as long as the page may hold more of them."""
        found = comparison.picture(expectation)
        if found is None or self._charts <= 0:
            return None
        self._charts -= 1
        try:
            return draw_picture(found, self._wording)
        except NotDrawn as reason:
            self.undrawn = str(reason)
            return None

    def caption(self, expectation: Expectation) -> Markup:
        """The line under the picture."""
        return self._texts.text(comparison.caption(expectation, self._wording), 600)

    def some(self, items: Sequence[Item], most: int, cost: int = 250) -> tuple[Item, ...]:
        """As many items as the page has room for; each costs `cost` bytes before it holds anything."""
        return tuple(item for item in items[:most] if self._texts.spend(cost))

    def cells_of(self, question: QuestionResult) -> tuple[CellResult, ...]:
        """The cells that answer a question and were not shown with an earlier one."""
        own = set(question.cells) - self._shown
        return tuple(self._affordable(cell for cell in self._cells if cell.index in own))

    def other_cells(self) -> tuple[CellResult, ...]:
        """The cells that were not shown with a question."""
        return tuple(self._affordable(cell for cell in self._cells if cell.index not in self._shown))

    def _affordable(self, cells: Iterable[CellResult]) -> Iterator[CellResult]:
        for cell in cells:
            self._shown.add(cell.index)
            if self._texts.spend(_CELL_BYTES):
                yield cell
            else:
                self.cells_left_out += 1

    def first_line(self, source: str) -> str:
        """What a folded cell is recognised by: what it defines, else its first line."""
        lines = [line.strip()[:90] for line in source.splitlines() if line.strip()]
        return next((line for line in lines if line.startswith(("def ", "class "))), lines[0] if lines else "…")

    def _paid(self, rows: Rows) -> Rows:
        """The rows, or one that says that they did not fit."""
        fits = self._texts.spend(sum(len(row.markup.encode()) + _ROW_BYTES for row in rows))
        return rows if fits else (Row(0, Markup(LEFT_OUT), False),)


def _rows(source: str, marked: int | None) -> Rows:
    bare = source.rstrip("\n")
    coloured = len(bare) <= _COLOURED
    lines = highlight.lines(bare) if coloured else highlight.plain_lines(clip(bare, _COLOURED))
    return tuple(Row(number, line, coloured and number == marked) for number, line in enumerate(lines, 1))
