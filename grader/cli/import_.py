"""`import`: assignments of other autograders."""

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.console import errors, out
from grader.cli.options import CourseOption
from grader.course import Course
from grader.imports import read_draft, write_assignment


def command(
    notebook: Annotated[Path, typer.Argument(help="nbgrader's source notebook, or otter's with its tests.")],
    name: Annotated[str, typer.Option(help="Name of the new assignment. Default: the notebook's.")] = "",
    course: CourseOption = None,
) -> None:
    """Bring an assignment over from nbgrader or otter. Its tests run beside the submission: they can be forged."""
    home = Course.find(course or Path.cwd())
    draft = read_draft(notebook, name or notebook.stem.replace("-", "_").replace(" ", "_"))
    for path in write_assignment(draft, home.root):
        out.print(str(path), markup=False, soft_wrap=True)
    for note in draft.notes:
        errors.print(note, style="yellow", markup=False, soft_wrap=True)
    errors.print(
        f"{len(draft.tests)} tests run beside the submission's code: they can be forged. Try it: "
        f"grade.py audit {draft.name}",
        style="yellow",
        markup=False,
        soft_wrap=True,
    )
