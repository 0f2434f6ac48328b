"""`doctor`: what this machine can do."""

from grader.cli.console import out
from grader.sandbox import probe


def command() -> None:
    """Show the sandbox's tiers on this machine: which work, with which layers, and what would raise them."""
    for tier in probe():
        out.print(str(tier), markup=False, soft_wrap=True)
