"""The commands, and how their errors end."""

import sys
from collections.abc import Callable

import typer

from grader.cli import (
    audit,
    book,
    doctor,
    grade,
    listing,
    mark,
    report,
    review,
    similar,
)
from grader.cli.console import errors
from grader.course import CourseError
from grader.gradebook import BookError
from grader.intake import IntakeError
from grader.report import ReportError
from grader.sandbox.protocol import SandboxError

app = typer.Typer(
    name="grader",
    help="An autograder for deep-learning homework.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "grade": grade.command,
    "report": report.command,
    "mark": mark.command,
    "review": review.command,
    "similar": similar.command,
    "list": listing.list_command,
    "show": listing.show_command,
    "audit": audit.command,
    "doctor": doctor.command,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
app.add_typer(book.app, name="book")


def main() -> None:
    """Run the command line and exit."""
    try:
        app()
    except (CourseError, IntakeError, BookError) as error:
        _fail(str(error), 2)
    except (ReportError, SandboxError) as error:
        _fail(str(error), 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _fail(message: str, code: int) -> None:
    errors.print(f"error: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)
