"""Which commands there are. Each is imported when it is used: most bring torch along, which takes seconds."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "grade": ("grade:command", "Grade hand-ins: marks, a report for each student, an overview of the class."),
    "regrade": ("regrade:command", "Grade again what a changed assignment concerns; say who gains and loses."),
    "report": ("report:command", "Render stored reports again: another language or theme, pseudonyms, feedback."),
    "mark": ("mark:command", "Give marks that a machine cannot, change its marks, or keep a note."),
    "review": ("review:command", "Mark written answers and what needs review, in the browser."),
    "book": ("book:app", "The gradebook: attempts, marks, dates and notes of every student."),
    "similar": ("similar:command", "Name pairs of hand-ins that share more than the class does."),
    "list": ("listing:list_command", "List the assignments of the course."),
    "show": ("listing:show_command", "Show an assignment's questions, points and checks."),
    "new": ("new:command", "Make an assignment to start from, which grades and audits at once."),
    "audit": ("audit:command", "Try an assignment on hand-ins made from its own reference."),
    "check": ("check:command", "Check your own work: what passes, what fails and why."),
    "ci": ("ci:command", "Check the work of one push, for the machine that runs it."),
    "export": ("export:command", "Export marks for Canvas, Moodle or nbgrader."),
    "gradescope": ("gradescope:build", "Build the archive that Gradescope takes as an autograder."),
    "import": ("import_:command", "Bring over an assignment of nbgrader or otter."),
    "kit": ("kit:command", "Build the kit that students get to check themselves."),
    "doctor": ("doctor:command", "Show what the sandbox can do on this machine."),
}
"""Where each command stands below `grader.cli`, and what it does, for the list of commands."""


class Catalog(TyperGroup):
    """A group of commands that knows their names before it imports any of them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the commands, as they are listed."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name. Where there is none, all are imported, so that the nearest can be named."""
        for name in [cmd_name] if cmd_name in COMMANDS else COMMANDS:
            if name not in self.commands:
                self.add_command(_imported(name), name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands in `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])


def _imported(name: str) -> Any:
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(f"grader.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command(name)(found)
    return typer.main.get_command(alone)
