"""Curves that a submission recorded: lists of numbers among its globals, whatever they are called."""

import math
from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor

from grader.checks.asking.student import StudentObject
from grader.checks.context import Context
from grader.checks.errors import StudentFault

Curves = dict[str, list[float]]

MOST_VALUES = 50_000
"""Elements of an array that may be a recorded curve."""
MOST_NEAR = 0.9
"""Share of a curve's values that must be right: noise may grow in a training."""
_CONTAINERS = ("list", "tuple", "dict", "defaultdict", "ndarray")


def curves(t: Context) -> Curves:
    """Every global list or array of numbers, also those in dictionaries. Tensors are parameters, labels and such."""
    found: Curves = {}
    for name, value in globals_of(t, _CONTAINERS).items():
        entries = value.items() if isinstance(value, dict) else [(None, value)]
        for key, entry in entries:
            numbers = as_numbers(entry)
            if numbers is not None:
                found[name if key is None else f"{name}[{key!r}]"] = numbers
    return found


def added(after: list[float], before: list[float]) -> list[float]:
    """What a list gained: the end of one that goes on, all of one that was begun anew."""
    return after[len(before) :] if after[: len(before)] == before else after


def as_numbers(value: object) -> list[float] | None:
    """A sequence of single numbers as floats; None for anything else."""
    if isinstance(value, np.ndarray):
        value = list(value) if value.ndim == 1 else None
    if not isinstance(value, list | tuple):
        return None
    numbers = [_as_number(item) for item in value]
    return None if None in numbers else [number for number in numbers if number is not None]


def is_recorded(
    found: Curves, right: Iterable[float], scales: tuple[float, ...] = (1.0,), allowed: float = 1e-3
) -> bool:
    """Whether some curve is the right one, in one of the scales, up to a few values that noise may have changed.

    `allowed` is what a value may be off, in the scale of the right ones: for an accuracy one example, which noise puts
    into another class.
    """
    wanted = torch.tensor(list(right), dtype=torch.float64)
    return any(
        len(curve) == len(wanted)
        and _share_near(torch.tensor(curve, dtype=torch.float64) / scale, wanted, allowed) >= MOST_NEAR
        for curve in found.values()
        for scale in scales
    )


def _share_near(curve: Tensor, wanted: Tensor, allowed: float) -> float:
    return float(torch.isclose(curve, wanted, rtol=1e-3, atol=allowed).double().mean())


def _as_number(value: object) -> float | None:
    if isinstance(value, Tensor | np.ndarray | np.generic):
        one = value.numel() if isinstance(value, Tensor) else value.size
        value = value.item() if one == 1 else None
    return float(value) if isinstance(value, int | float) else None


def globals_of(t: Context, types: tuple[str, ...]) -> dict[str, object]:
    """The values of the globals of some types that are small enough and may cross."""
    found = {}
    for name, entry in t.student.outline().items():
        if type_of(entry) not in types:
            continue
        try:
            if type_of(entry) != "ndarray" or _elements(t.student.hold(name)) <= MOST_VALUES:
                found[name] = t.student.get(name).value
        except StudentFault:
            continue
    return found


def _elements(array: StudentObject) -> int:
    shape = array.get("shape").value
    return math.prod(shape) if isinstance(shape, tuple | list) else 0


def type_of(entry: object) -> str:
    """The type of a global, as the submission's outline tells it."""
    kind = entry.get("type") if isinstance(entry, dict) else None
    return kind if isinstance(kind, str) else ""
