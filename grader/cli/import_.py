"""`import`: assignments of other autograders."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.console import errors, out
from grader.cli.options import CourseOption
from grader.course import Course
from grader.imports import Draft, ImportProblem, read_draft, write_assignment


def command(
    notebook: Annotated[
        Path,
        typer.Argument(help="nbgrader's source notebook, or a folder of them, or otter's notebook with its tests."),
    ],
    name: Annotated[str, typer.Option(help="Name of the new assignment. Default: the notebook's.")] = "",
    course: CourseOption = None,
) -> None:
    """Bring assignments over from nbgrader or otter. Their tests run beside the submission: they can be forged."""
    home = Course.find(course or Path.cwd())
    found = sorted(notebook.glob("*.ipynb")) if notebook.is_dir() else [notebook]
    if not found:
        raise ImportProblem(f"there is no notebook in {notebook}")
    for path in found:
        _bring_over(
            path, f"{name or notebook.resolve().name}_{path.stem}" if notebook.is_dir() else name or path.stem, home
        )


def _bring_over(notebook: Path, name: str, home: Course) -> None:
    draft = read_draft(notebook, re.sub(r"\W", "_", name))
    for path in write_assignment(draft, home.root):
        out.print(str(path), markup=False, soft_wrap=True)
    for note in (*draft.notes, *_told(draft)):
        errors.print(note, style="yellow", markup=False, soft_wrap=True)


def _told(draft: Draft) -> Iterator[str]:
    """What to know of the new assignment."""
    by_hand = [question.id for question in draft.questions if question.written]
    if draft.tests:
        yield f"checks that run beside the submission's code, where they can be forged: {len(draft.tests)}"
    if by_hand:
        yield f"questions for a person to mark (grade.py review {draft.name}): {len(by_hand)}"
    yield f"try it: grade.py audit {draft.name}"
