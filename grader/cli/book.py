"""`book`: what is kept of a course, and how its students stand."""

import contextlib
import getpass
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from grader.cli.console import errors, out
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course
from grader.gradebook import (
    BookError,
    Gradebook,
    Standing,
    export,
    forget,
    read_policy,
    read_roster,
    read_times,
    write_table,
)
from grader.report import safe_cell, safe_text

app = typer.Typer(
    help="The gradebook: attempts, marks, dates and notes of every student.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_TO_THE_SECOND = len("2026-11-20T18:00:00")

StudentArgument = Annotated[str, typer.Argument(help="The student's id, as the reports show it.")]
TableArgument = Annotated[Path, typer.Argument(help="A CSV file; its first line names its columns.")]
BookOption = Annotated[
    str | None,
    typer.Option("--book", help="The gradebook's database: sqlite:///FILE or postgresql://... Default: the course's."),
]


@contextlib.contextmanager
def open_book(home: Course, url: str | None) -> Iterator[Gradebook]:
    """The course's gradebook, or the one at `url`, in the name of whoever runs this."""
    book = Gradebook.open(url or home.gradebook, getpass.getuser())
    try:
        yield book
    finally:
        book.close()


@app.command("show")
def show(
    assignment: AssignmentArgument,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write the table there too.")] = None,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """How every student stands: points after marks, overrides and lateness, and why."""
    home = Course.find(course or Path.cwd())
    with open_book(home, book) as opened:
        opened.require(assignment)
        standings = opened.standings(assignment, read_policy(home.policy_file(assignment)))
    out.print(_table(standings))
    if csv_file:
        rows = [_row(standing) for standing in standings]
        write_table(csv_file, rows[0], rows, safe_cell)


def _row(standing: Standing) -> dict[str, str]:
    return {
        "student": standing.student,
        "points": f"{standing.points:g}",
        "max_points": f"{standing.max_points:g}",
        "undecided": f"{standing.undecided:g}" if standing.undecided else "",
        "lost_late": f"{standing.lost_late:g}" if standing.lost_late else "",
        "why": "; ".join(standing.why),
    }


def _table(standings: list[Standing]) -> Table:
    table = Table(box=None, header_style="bold")
    for name in ("student", "points", "of", "undecided", "late", "why"):
        table.add_column(name, justify="left" if name in ("student", "why") else "right")
    for standing in standings:
        table.add_row(*(safe_text(cell) for cell in _row(standing).values()))
    return table


@app.command("roster")
def roster(table: TableArgument, book: BookOption = None, course: CourseOption = None) -> None:
    """Take students from a table: student, and name, team, extra_hours where there are such columns."""
    students = read_roster(table)
    with open_book(Course.find(course or Path.cwd()), book) as opened:
        opened.enrol(students)
    errors.print(f"{len(students)} students")


@app.command("times")
def times(
    assignment: AssignmentArgument, table: TableArgument, book: BookOption = None, course: CourseOption = None
) -> None:
    """Say when students handed in: a table with the columns student and submitted_at (with its time zone)."""
    found = read_times(table)
    with open_book(Course.find(course or Path.cwd()), book) as opened:
        opened.set_times(assignment, found)
    errors.print(f"{len(found)} times")


@app.command("history")
def history(student: StudentArgument, book: BookOption = None, course: CourseOption = None) -> None:
    """Everything that happened with one student's work, in order."""
    with open_book(Course.find(course or Path.cwd()), book) as opened:
        # By the second, since gradings are timed no finer; within one, in the order of cause and effect.
        for moment, line in sorted(_events(opened, student), key=lambda event: event[0][:_TO_THE_SECOND]):
            out.print(f"{moment[:_TO_THE_SECOND]}  {line}", markup=False, soft_wrap=True)


def _events(book: Gradebook, student: str) -> Iterator[tuple[str, str]]:
    data = export(book, student)
    names = {attempt["id"]: attempt["assignment"] for attempt in data["attempts"]}
    for one in data["attempts"]:
        yield one["recorded_at"], f"{one['assignment']}: attempt {one['id']} came in"
    for one in data["times"]:
        about = f"{names[one['attempt_id']]}: attempt {one['attempt_id']}"
        yield one["at"], f"{about} handed in at {one['submitted_at']}, says {one['who']}"
    for one in data["gradings"]:
        about = f"{names[one['attempt_id']]}: attempt {one['attempt_id']}"
        yield one["at"], f"{about} graded {one['points']:g} of {one['max_points']:g} by {one['who']}"
    for one in data["marks"]:
        points = "" if one["points"] is None else f" {one['points']:g} points"
        about = " ".join(filter(None, (one["assignment"], one["target"])))
        yield one["at"], f"{about}: {one['kind']}{points} by {one['who']}: {one['reason']}"


@app.command("export")
def export_command(student: StudentArgument, book: BookOption = None, course: CourseOption = None) -> None:
    """Print everything that is kept about one student, as JSON."""
    with open_book(Course.find(course or Path.cwd()), book) as opened:
        typer.echo(json.dumps(export(opened, student), ensure_ascii=False, indent=1))


@app.command("forget")
def forget_command(
    student: StudentArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """Delete everything that the gradebook keeps about one student. This cannot be undone."""
    home = Course.find(course or Path.cwd())
    with open_book(home, book) as opened, open_book(home, home.trial) as trial:
        export(opened, student)  # a name that nobody has ends here, before anything is asked
        if not yes:
            typer.confirm(f"Delete everything about {student}?", abort=True)
        rows = forget(opened, student)
        with contextlib.suppress(BookError):  # regradings that wait to be published are seldom there
            rows += forget(trial, student)
    errors.print(f"{rows} rows deleted; reports and hand-ins on disk are left, delete these yourself")
