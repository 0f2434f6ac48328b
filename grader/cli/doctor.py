"""`doctor`: what this machine can do."""

from grader.cli.console import out
from grader.sandbox import advice, probe


def command() -> None:
    """Show the sandbox's tiers on this machine: which work, with which layers, and the command that would raise it."""
    reports = probe()
    for report in reports:
        out.print(str(report), markup=False, soft_wrap=True)
    out.print(advice(reports), markup=False, soft_wrap=True)
