"""The commands."""

import typer

from grader.cli.catalog import Catalog
from grader.cli.ending import told

app = typer.Typer(
    name="grader",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    cls=Catalog,
)


@app.callback()
def about() -> None:
    """An autograder for deep-learning homework."""


def main() -> None:
    """Run the command line and exit."""
    told(app)
