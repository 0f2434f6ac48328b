"""`mark`: points from people, one by one or by table."""

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.book import BookOption, open_book
from grader.cli.console import errors
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course
from grader.gradebook import MARK_COLUMNS, Gradebook, Wish, marks_to_give, read_marks, write_table
from grader.report import safe_cell


def command(
    assignment: AssignmentArgument,
    student: Annotated[str | None, typer.Argument(help="The student's id.")] = None,
    target: Annotated[str, typer.Argument(help="A question or check; left out: the assignment as a whole.")] = "",
    points: Annotated[float | None, typer.Option(help="Points to give; none with --override: take it back.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it later.")] = "",
    override: Annotated[bool, typer.Option("--override", help="Count these points whatever the machine says.")] = False,
    note: Annotated[str, typer.Option(help="Only keep a note, such as an appeal.")] = "",
    to_csv: Annotated[Path | None, typer.Option(help="Write a table of all that is to be marked.")] = None,
    from_csv: Annotated[Path | None, typer.Option(help="Take marks from such a table.")] = None,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """Give marks for what a machine cannot mark, change what it marked, or keep a note about it."""
    home = Course.find(course or Path.cwd())
    if (student is not None) + (to_csv is not None) + (from_csv is not None) != 1:
        raise typer.BadParameter("name one student, or give --to-csv or --from-csv")
    with open_book(home, book) as opened:
        opened.require(assignment)
        if to_csv is not None:
            _write(opened, assignment, to_csv)
        elif from_csv is not None:
            wishes = read_marks(opened, assignment, from_csv)
            opened.decide(assignment, wishes)
            errors.print(f"{len(wishes)} marks written")
        elif student is not None:
            opened.decide(assignment, [_wish(student, target, points, reason, note, override=override)])
            errors.print("written")


def _wish(student: str, target: str, points: float | None, reason: str, note: str, *, override: bool) -> Wish:
    if note:
        if override or points is not None or reason:
            raise typer.BadParameter("a note stands alone: no points, no reason, no --override")
        return Wish(student, "note", target, None, note)
    if points is None and not override:
        raise typer.BadParameter("how many points? For example --points 1.5")
    return Wish(student, "override" if override else "mark", target, points, reason)


def _write(book: Gradebook, assignment: str, path: Path) -> None:
    rows = list(marks_to_give(book, assignment))
    write_table(path, MARK_COLUMNS, rows, safe_cell)
    left = sum(not row["points"] for row in rows)
    errors.print(f"{len(rows)} answers, {left} of them without marks yet: {path}", markup=False, soft_wrap=True)
