"""An autograder for deep-learning homework: values cross the sandbox's border, verdicts never do."""

from typing import Any

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext grader` in a notebook: adds the magic `%grade`."""
    from grader.live import GradeMagic  # noqa: PLC0415  (only notebooks need it)

    shell.register_magics(GradeMagic)
