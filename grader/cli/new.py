"""`new`: an assignment to start from."""

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.console import out
from grader.cli.options import CourseOption
from grader.course import Course
from grader.scaffold import scaffold


def command(
    name: Annotated[str, typer.Argument(help="Name of the new assignment: small letters, digits and _.")],
    title: Annotated[str, typer.Option(help="Its title. Default: its name.")] = "",
    course: CourseOption = None,
) -> None:
    """Make an assignment with a check, a hidden check, named mistakes and samples, which grades and audits at once."""
    root = course if course and course.is_dir() else Course.find(Path.cwd() if course is None else course).root
    for path in scaffold(root, name, title or name.replace("_", " ").capitalize()):
        out.print(str(path.relative_to(root)), markup=False, soft_wrap=True)
    out.print(f"next: grade.py audit {name}, then docs/authoring.md", markup=False, soft_wrap=True)
