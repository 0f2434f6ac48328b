"""The commands, and how their errors end."""

import sys

import typer

from grader.cli import audit, book, doctor, grade, listing, mark, report, review
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
app.command("grade")(grade.command)
app.command("report")(report.command)
app.command("list")(listing.list_command)
app.command("show")(listing.show_command)
app.command("audit")(audit.command)
app.command("doctor")(doctor.command)
app.command("mark")(mark.command)
app.command("review")(review.command)
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
