"""How a submission writes its running statistics, read off the submission itself."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from grader.checks.asking.student import Student, StudentFunction
from grader.checks.errors import Raised, StudentFault
from grader.checks.families.batchnorm.names import statistic_keys

_KEYS = 3
"""Keys asked for one after the other before the search is given up."""


@dataclass(frozen=True)
class Style:
    """Names of the keys, and shape (F,) or (1, F)."""

    mean: str = "running_mean"
    var: str = "running_var"
    row: bool = False

    def statistics(self, mean: Tensor, var: Tensor) -> dict[str, Tensor]:
        """The dictionary that this submission would pass, the mean first; from a mean and a variance of shape (F,)."""
        shape = (1, -1) if self.row else (-1,)
        return {self.mean: mean.reshape(shape).clone(), self.var: var.reshape(shape).clone()}


def style_from(value: object) -> Style | None:
    """The style of a statistics dictionary, or of a list of such; None for anything else."""
    if isinstance(value, list | tuple) and value:
        return style_from(value[0])
    if not isinstance(value, dict):
        return None
    keys = statistic_keys(name for name in value if isinstance(name, str))
    if keys is None:
        return None
    mean = value[keys[0]]
    return Style(*keys, row=isinstance(mean, Tensor) and mean.ndim == 2)


def read_style(student: Student, examples: Sequence[str]) -> Style | None:
    """The style of the first of the named globals that holds statistics."""
    for name in examples:
        with contextlib.suppress(StudentFault):
            if found := style_from(student.get(name).value):
                return found
    return None


def ask_style(function: StudentFunction, arguments: Sequence[object], statistics: str) -> Style:
    """The style that a function itself asks for: called with an empty dictionary, it names the keys that it misses.

    `arguments` come before the dictionary, which is the argument declared as `statistics`.
    """
    known: dict[str, Tensor] = {}
    for _ in range(_KEYS):
        try:
            after = getattr(function(*arguments, known).args, statistics, None)
            return style_from(after) or Style()
        except Raised as fault:
            if fault.error is None or fault.error.type != "KeyError":
                break
            known[fault.error.message.strip("'\"")] = torch.ones(())
    return style_from(known) or Style()
