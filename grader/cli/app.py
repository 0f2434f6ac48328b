"""The commands."""

from collections.abc import Callable

import typer

from grader.cli import (
    audit,
    book,
    check,
    ci,
    doctor,
    export,
    grade,
    gradescope,
    import_,
    kit,
    listing,
    mark,
    new,
    regrade,
    report,
    review,
    similar,
)
from grader.cli.ending import told
from grader.cluster import ClusterError
from grader.exports import RosterError
from grader.gradebook import BookError
from grader.imports import ImportProblem
from grader.scaffold import ScaffoldError

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
    "regrade": regrade.command,
    "report": report.command,
    "mark": mark.command,
    "review": review.command,
    "similar": similar.command,
    "list": listing.list_command,
    "show": listing.show_command,
    "new": new.command,
    "audit": audit.command,
    "check": check.command,
    "ci": ci.command,
    "export": export.command,
    "gradescope": gradescope.build,
    "import": import_.command,
    "kit": kit.command,
    "doctor": doctor.command,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
app.add_typer(book.app, name="book")


def main() -> None:
    """Run the command line and exit."""
    told(app, BookError, ClusterError, RosterError, ScaffoldError, ImportProblem)
