"""`similar`: answers that resemble each other more than the class."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from grader.cli.book import BookOption, open_book
from grader.cli.console import errors, out
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course
from grader.intake import read
from grader.model import Handin
from grader.report import safe_text
from grader.report.replace import replace_file
from grader.similarity import LEAST, Pair, render, similar_pairs, work_of

_ROWS = 20


def command(
    assignment: AssignmentArgument,
    out_folder: Annotated[Path, typer.Option("--out", help="Where the page goes.")] = Path("reports"),
    starter: Annotated[
        list[Path] | None, typer.Option(help="A notebook or module that everybody was given; its code does not count.")
    ] = None,
    least: Annotated[float, typer.Option(min=0, max=1, help="Share of code from which a pair is named.")] = LEAST,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """Name pairs of recorded hand-ins that share more than the class does, with their code side by side."""
    with open_book(Course.find(course or Path.cwd()), book) as opened:
        opened.require(assignment)
        attempts = opened.attempts(assignment)
        teams = {student: row.team for student, row in opened.roster().items()}
    works = [work_of(own[-1].report) for own in attempts.values()]
    pairs = similar_pairs(works, starter=map(_code, starter or ()), least=least, teams=teams)
    if pairs:
        out.print(_table(pairs))
    page = out_folder / assignment / "similar.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    replace_file(page, render(pairs, assignment, len(works)).encode("utf-8", "replace"))
    errors.print(f"{len(works)} hand-ins, {len(pairs)} pairs alike; side by side: {page}", markup=False, soft_wrap=True)


def _code(path: Path) -> str:
    submission = read(Handin(student="starter", slug="starter", path=path))
    if submission.main is None:
        raise typer.BadParameter(f"{path}: {submission.problem}", param_hint="--starter")
    return "\n\n".join(cell.source for cell in submission.main.code_cells)


def _table(pairs: list[Pair]) -> Table:
    table = Table(box=None, header_style="bold")
    for name in ("student", "student", "shared", "wrong in the same way"):
        table.add_column(name, justify="right" if name == "shared" else "left")
    for pair in pairs[:_ROWS]:
        names = (safe_text(pair.first.student), safe_text(pair.second.student))
        table.add_row(*names, f"{100 * pair.share:.0f} %", safe_text("; ".join(pair.faults)))
    return table
