"""Figures that a function prints, in whatever words and with however many decimals."""

import re

import numpy as np
from torch import Tensor

from grader.checks.asking.reply import Reply

_NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.(?P<decimals>\d+))?(?:[eE](?P<exponent>[-+]?\d+))?")
_LEAST_DECIMALS = 1
"""A number with fewer than these says too little, unless it stands alone for a percentage."""


def says(reply: Reply, value: float, scales: tuple[float, ...] = (1.0,)) -> bool:
    """Whether a call printed (or returned) a number, rounded to as many decimals as it shows, in one of the scales."""
    near = any(_rounds(number, value * scale) for number in _NUMBER.finditer(reply.printed) for scale in scales)
    returned = any(abs(number - value * scale) <= 1e-4 * scale for number in _numbers(reply.value) for scale in scales)
    return near or returned


def _rounds(number: re.Match[str], value: float) -> bool:
    """Whether a number that is written out is a value, rounded or cut off after its last digit."""
    decimals = len(number["decimals"] or "") - int(number["exponent"] or 0)
    if decimals < _LEAST_DECIMALS and abs(value) < 10:
        return False
    unit, beyond, slack = 10.0**-decimals, abs(value) - abs(float(number[0])), 1e-4 * abs(value)
    return -unit / 2 - slack <= beyond <= unit + slack and (float(number[0]) < 0) == (value < 0)


def _numbers(value: object) -> list[float]:
    """The single numbers in a returned value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [number for item in value for number in _numbers(item)]
    if isinstance(value, Tensor | np.ndarray | np.generic):
        size = value.numel() if isinstance(value, Tensor) else value.size
        value = value.item() if size == 1 else None
    return [float(value)] if isinstance(value, int | float) else []
