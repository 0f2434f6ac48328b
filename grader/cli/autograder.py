"""The command line inside a learning platform's container."""

import typer

from grader.cli import doctor, gradescope
from grader.cli.ending import told

app = typer.Typer(name="grade.py", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("gradescope-run")(gradescope.inside)
app.command("doctor")(doctor.command)


def main() -> None:
    """Run the command line and exit."""
    told(app)
