"""`kit`: what students get to check themselves."""

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.console import errors, out
from grader.cli.options import AssignmentArgument, CourseOption
from grader.course import Course
from grader.intake import find
from grader.kit.build import build_kit
from grader.sandbox import NO_LANDLOCK, open_for_own_work


def command(
    assignment: AssignmentArgument,
    samples: Annotated[
        list[Path] | None,
        typer.Option("--samples", help="Right or wrong hand-ins of yours to record on. Default: submissions/NAME."),
    ] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Where the kit goes.")] = Path("kits"),
    course: CourseOption = None,
) -> None:
    """Build the kit that students get: handout, public checks with recorded answers, nothing of the hidden part."""
    home = Course.find(course or Path.cwd())
    loaded = home.load(assignment)
    usual = home.root / "submissions" / loaded.name
    sandbox = open_for_own_work()
    confined = sandbox.info.tier < NO_LANDLOCK  # else only what the instructor names is run
    places = samples or ([usual] if usual.is_dir() and confined else [])
    try:
        built = build_kit(home, loaded, find(places).handins if places else (), sandbox, out_folder)
    finally:
        sandbox.close()
    out.print(f"{built.folder} and {built.archive}: {built.recorded} answers recorded", markup=False, soft_wrap=True)
    for name in built.unsure:
        errors.print(
            f"no hand-in passed {name} while answers were recorded: students may be told to wait for the marks; "
            "name a right hand-in with --samples",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
