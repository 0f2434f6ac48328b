"""`list` and `show`: what there is to grade."""

from pathlib import Path

from rich.table import Table

from grader.checks import Assignment
from grader.cli.console import errors, out
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course, CourseError


def list_command(course: CourseOption = None) -> None:
    """List the assignments of the course."""
    found = Course.find(course or Path.cwd())
    table = Table(title=f"Assignments in {found.root.name}", title_justify="left")
    for heading in ("name", "title", "questions", "checks", "points"):
        table.add_column(heading, justify="right" if heading in ("questions", "checks", "points") else "left")
    for name in found.names():
        try:
            table.add_row(*_row(found.load(name)))
        except CourseError as error:
            errors.print(f"warning: {error}", style="yellow", markup=False, soft_wrap=True)
    out.print(table)


def show_command(assignment: AssignmentArgument, course: CourseOption = None) -> None:
    """Show an assignment's questions, points and checks."""
    loaded = Course.find(course or Path.cwd()).load(assignment)
    table = Table(title=f"{loaded.title} ({loaded.name}): {loaded.max_points:g} points", title_justify="left")
    for heading in ("question", "points", "check", "visible", "what it asks"):
        table.add_column(heading, justify="right" if heading == "points" else "left", no_wrap=heading == "points")
    for question in loaded.questions.values():
        extra = " (optional)" if question.optional else " (written)" if question.written else ""
        table.add_row(question.id, f"{question.points:g}", "", "", f"{question.title}{extra}", style="bold")
        for check in question.checks:
            table.add_row("", f"{check.points:g}", check.name, check.visibility, check.sentence)
        table.add_section()
    out.print(table)


def _row(assignment: Assignment) -> tuple[str, ...]:
    questions, checks = len(assignment.questions), len(assignment.checks)
    return (assignment.name, assignment.title, str(questions), str(checks), f"{assignment.max_points:g}")
