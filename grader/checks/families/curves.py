"""Curves that a submission recorded: lists of numbers among its globals, whatever they are called."""

import math
from collections.abc import Iterable, Iterator
from contextlib import suppress

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
DEEPEST = 3
MOST_PARTS = 10
"""Lists in a list that are looked at."""
_CONTAINERS = ("list", "tuple", "dict", "defaultdict", "ndarray")


def curves(t: Context) -> Curves:
    """Every list or array of numbers in the globals, and in objects of the submission's own classes among them.

    Also those in other lists and dictionaries, and the columns of a table. Tensors are parameters, labels and such.
    """
    kept = {**globals_of(t, _CONTAINERS), **_own_objects(t)}
    return {path: numbers for name, value in kept.items() for path, numbers in _within(name, value)}


def _own_objects(t: Context) -> dict[str, object]:
    """The attributes of each global that is an object of a class of the submission's, as a dictionary."""
    known = t.student.outline()
    classes = {name for name, entry in known.items() if isinstance(entry, dict) and entry.get("kind") == "class"}
    found = {}
    for name, entry in known.items():
        if type_of(entry) in classes:
            with suppress(StudentFault):
                found[name] = t.student.hold(name).get("__dict__").value
    return found


def _within(path: str, value: object, depth: int = 0) -> Iterator[tuple[str, list[float]]]:
    """The curves in a value, each with the way to it."""
    numbers = as_numbers(value)
    if numbers is not None:
        yield path, numbers
    elif depth < DEEPEST:
        for key, part in _parts(value):
            yield from _within(f"{path}[{key!r}]", part, depth + 1)


def _parts(value: object) -> Iterable[tuple[object, object]]:
    """What a container holds: entries, a few lists, or the columns of a table that has a row for each minibatch."""
    if isinstance(value, dict):
        return value.items()
    rows = list(value) if isinstance(value, list | tuple | np.ndarray) else []
    lengths = {len(row) if as_numbers(row) else 0 for row in rows}
    table = len(lengths) == 1 and 0 < max(lengths) < len(rows)
    return enumerate(zip(*rows, strict=True) if table else rows[:MOST_PARTS])


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
