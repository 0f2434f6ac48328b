"""`export`: the marks of a class as a learning platform reads them."""

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.book import BookOption, open_book
from grader.cli.console import errors
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course
from grader.exports import Grade, Matched, canvas_gradebook, moodle_worksheet, nbgrader_grades
from grader.gradebook import read_policy
from grader.report import replace_file

PLATFORMS = ("canvas", "moodle", "nbgrader")


def command(
    platform: Annotated[str, typer.Argument(help=f"{', '.join(PLATFORMS)}.")],
    assignment: AssignmentArgument,
    roster: Annotated[
        Path | None, typer.Option(help="The table that the platform exports: gradebook, grading worksheet, students.")
    ] = None,
    title: Annotated[str, typer.Option(help="Canvas's name of the assignment. Default: the title here.")] = "",
    out_file: Annotated[Path | None, typer.Option("--out", help="Where to. Default: PLATFORM-ASSIGNMENT.csv")] = None,
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Export marks that a person has yet to decide.")
    ] = False,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """Export marks, after marks by people and lateness, for Canvas, Moodle or nbgrader."""
    if platform not in PLATFORMS:
        raise typer.BadParameter(f"{platform!r} is none of {', '.join(PLATFORMS)}")
    if roster is None and platform != "nbgrader":
        raise typer.BadParameter(f"{platform} needs the table that it exports itself", param_hint="--roster")
    home = Course.find(course or Path.cwd())
    loaded = home.load(assignment)
    with open_book(home, book) as opened:
        standings = opened.standings(assignment, read_policy(home.policy_file(assignment)))
    left = [each.student for each in standings if each.undecided and not undecided]
    grades = [
        Grade(each.student, each.points, each.max_points, each.lost_late, each.undecided)
        for each in standings
        if each.student not in left
    ]
    matched = _filled(platform, grades, roster, title or loaded.title, loaded.max_points, assignment)
    place = out_file or Path(f"{platform}-{assignment}.csv")
    replace_file(place, matched.text.encode("utf-8"))
    _tell(place, grades, matched, left)


def _filled(
    platform: str, grades: list[Grade], roster: Path | None, title: str, most: float, assignment: str
) -> Matched:
    if platform == "canvas" and roster:
        return canvas_gradebook(grades, roster, title, most)
    if platform == "moodle" and roster:
        return moodle_worksheet(grades, roster, most)
    return nbgrader_grades(grades, roster, assignment)


def _tell(place: Path, grades: list[Grade], matched: Matched, left: list[str]) -> None:
    errors.print(f"{place}: {len(grades) - len(matched.unknown)} grades", markup=False, soft_wrap=True)
    for sentence, names in (
        ("graded, but not in the table, or there twice", matched.unknown),
        ("in the table, but without a grade", matched.without),
        ("left out, because a person has yet to mark them (--undecided exports them)", left),
    ):
        if names:
            errors.print(f"{sentence}: {', '.join(names)}", style="yellow", markup=False, soft_wrap=True)
