"""Whether a student's report tells anything of what hidden checks were given.

Two tests. What the report holds of a hidden check has to be the same whatever its inputs were: that is compared between
trials. And no run of numbers of a hidden input may stand anywhere on the page or in the file.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from grader.checks.judging.attempt import Attempt
from grader.model import GradeReport
from grader.report import redact, render_student

RUN = 3
"""So many numbers of an input, one after the other, are no accident."""
_SEEN = 4
"""Significant digits at which a number counts as shown."""
_MOST = 4000
"""Numbers of an input that are looked for, from its start: excerpts begin there."""
_NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]\d+)?")

Run = tuple[str, ...]


@dataclass
class Given:
    """The inputs of hidden checks, as runs of numbers."""

    runs: set[Run] = field(default_factory=set)

    def note(self, attempt: Attempt) -> None:
        """Remember what a check gave to the submission."""
        for call in attempt.made:
            for value in call.arguments.values():
                for numbers in _numbers(value):
                    self.runs |= set(_runs([_digits(number) for number in numbers]))


def leaks(report: GradeReport, given: Given) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a student sees of hidden checks, one text for each, and what of their inputs stands in the report."""
    seen = redact(report)
    hidden = [check for check in seen.checks if check.visibility == "hidden"]
    public = (
        *(check.model_dump_json(exclude={"seconds"}) for check in hidden),
        json.dumps(seen.notes),
    )
    texts = {"report.json": seen.model_dump_json(), "report.html": render_student(seen)}
    found = [
        f"{name} shows {', '.join(run)}" for name, text in texts.items() if (run := _first_run(text, given)) is not None
    ]
    return public, tuple(found)


def _first_run(text: str, given: Given) -> Run | None:
    shown = [_digits(float(number)) for number in _NUMBER.findall(text)] if given.runs else []
    return next((run for run in _runs(shown) if run in given.runs), None)


def _runs(digits: list[str]) -> Iterator[Run]:
    for start in range(len(digits) - RUN + 1):
        run = tuple(digits[start : start + RUN])
        if len(set(run)) == RUN and all(_tells(number) for number in run):
            yield run


def _tells(number: str) -> bool:
    """Whether a number has digits enough not to be there by chance: 0.5 is in every report."""
    return len(number.strip("-0.").replace(".", "").partition("e")[0].rstrip("0")) >= _SEEN - 1


def _digits(number: float) -> str:
    return f"{number:.{_SEEN}g}"


def _numbers(value: object) -> Iterator[list[float]]:
    """The floats of a value, array by array."""
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        value = value.detach().numpy()
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        yield [float(number) for number in value.reshape(-1)[:_MOST]]
    elif isinstance(value, dict):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
