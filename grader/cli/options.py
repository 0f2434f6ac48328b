"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from grader.course import Course
from grader.report import Look, ReportError

CourseOption = Annotated[
    Path | None,
    typer.Option("--course", help="Folder of the course (holds assignments/). Default: this folder or one above it."),
]
AssignmentArgument = Annotated[str, typer.Argument(help="Name of the assignment; see `list`.")]
SandboxOption = Annotated[
    str,
    typer.Option(
        "--sandbox",
        help="auto, tier0, tier1 or tier2; none-i-trust-this runs the code with fewer walls than grading asks for.",
    ),
]

LanguageOption = Annotated[
    str, typer.Option("--language", help="Language of the reports, such as de. Default: the assignment's.")
]
ThemeOption = Annotated[
    Path | None,
    typer.Option("--theme", help="Folder with own style.css, templates and texts. Default: the course's theme/."),
]

_TIERS: dict[str, tuple[int | None, bool]] = {
    "auto": (None, False),
    "tier0": (0, False),
    "tier1": (1, False),
    "tier2": (2, False),
    "none-i-trust-this": (3, True),
}


def chosen_look(language: str, theme: Path | None, course: Course | None, usual: str = "") -> Look:
    """The look of the reports, in their `usual` language unless another was asked for.

    A language without texts or a folder that is not there end the command.
    """
    if theme is not None and not theme.is_dir():
        raise typer.BadParameter(f"there is no folder {theme}", param_hint="--theme")
    look = Look(language, theme or (course.theme if course else None)).speaking(usual)
    try:
        look.texts  # noqa: B018  (read here, so that a missing language is found before anything is graded)
    except ReportError as error:
        raise typer.BadParameter(str(error), param_hint="--language") from None
    return look


def sandbox_choice(name: str) -> tuple[int | None, bool]:
    """Tier (None for the best there is) and whether weaker walls are accepted. Wrong names end the command."""
    if name not in _TIERS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(_TIERS)}", param_hint="--sandbox")
    return _TIERS[name]


def data_folder(given: Path | None, home: Course) -> str | None:
    """The folder of data sets: the one that was named, else the course's own; None where there is none."""
    if given is not None and not given.is_dir():
        raise typer.BadParameter(f"there is no folder {given}", param_hint="--data")
    folder = given or home.data
    return str(folder.resolve()) if folder.is_dir() else None
