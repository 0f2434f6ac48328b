"""`gradescope`: the archive to upload; `gradescope-run`: what happens inside Gradescope's container."""

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.console import out
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course
from grader.gradescope import Container, build_archive, run
from grader.gradescope.build import VISIBILITIES

HiddenOption = Annotated[str, typer.Option(help=f"When students see hidden checks: {', '.join(VISIBILITIES)}.")]


def build(
    assignment: AssignmentArgument,
    hidden: HiddenOption = "after_published",
    torch_index: Annotated[str, typer.Option(help="Package index with PyTorch's CPU builds.")] = "",
    out_folder: Annotated[Path, typer.Option("--out", help="Where the archive goes.")] = Path("gradescope"),
    course: CourseOption = None,
) -> None:
    """Build the archive to upload to Gradescope. It holds the reference and the secret: keep it to yourself."""
    if hidden not in VISIBILITIES:
        raise typer.BadParameter(f"{hidden!r} is none of {', '.join(VISIBILITIES)}", param_hint="--hidden")
    home = Course.find(course or Path.cwd())
    archive = build_archive(home, home.load(assignment), out_folder, hidden=hidden, torch_index=torch_index)
    out.print(f"{archive}: upload it under Configure Autograder", markup=False, soft_wrap=True)


def inside(
    assignment: AssignmentArgument,
    hidden: HiddenOption = "after_published",
    root: Annotated[Path, typer.Option(help="Gradescope's folder.")] = Path("/autograder"),
) -> None:
    """Grade the submission in Gradescope's container."""
    if not run(Course.find(Path.cwd()), assignment, Container(root), hidden):
        raise typer.Exit(1)
