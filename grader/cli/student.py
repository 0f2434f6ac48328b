"""The command line of a kit: `python grade.py check`."""

import typer

from grader.cli import check, ci
from grader.cli.ending import told

app = typer.Typer(
    name="grade.py",
    help="Check your own work before you hand it in.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check")(check.command)
app.command("ci")(ci.command)


def main() -> None:
    """Run the command line and exit."""
    told(app)
