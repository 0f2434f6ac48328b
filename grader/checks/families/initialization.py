"""What fresh parameters must look like, and whether drawn values do.

A distribution is tested by the largest distance between the empirical and the expected distribution function. By the
Dvoretzky-Kiefer-Wolfowitz inequality (Massart 1990) n independent values exceed sqrt(ln(2 / alarm) / (2 n)) with a
probability of at most `alarm`, whatever the distribution: the rate of false alarms is a bound, not an estimate.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

ALARM = 1e-6
"""Probability that right values are called wrong, for all tensors of one check together."""
_SLACK = 1e-6


class Distribution(Protocol):
    """What a tensor is drawn from."""

    def problem(self, values: Tensor, alarm: float = ALARM) -> str:
        """What is wrong with independently drawn values, in a sentence; empty when nothing is."""


@dataclass(frozen=True)
class Constant:
    """Every element is the same number."""

    value: float

    def problem(self, values: Tensor, alarm: float = ALARM) -> str:
        """See `Distribution`."""
        return "" if bool((values == self.value).all()) else f"expected only {self.value:g}; got {summary(values)}"


@dataclass(frozen=True)
class Uniform:
    """Uniform in [low, high]."""

    low: float
    high: float

    def problem(self, values: Tensor, alarm: float = ALARM) -> str:
        """See `Distribution`."""
        inside = (values >= self.low - _SLACK) & (values <= self.high + _SLACK)
        if bool(inside.all()) and distance(values, self.cumulative) <= allowed(values.numel(), alarm):
            return ""
        return f"expected values uniform in [{self.low:g}, {self.high:g}]; got {summary(values)}"

    def cumulative(self, values: Tensor) -> Tensor:
        """The distribution function."""
        return ((values - self.low) / (self.high - self.low)).clamp(0, 1)


@dataclass(frozen=True)
class Normal:
    """N(0, deviation**2), with any of the deviations."""

    deviations: tuple[float, ...]

    def problem(self, values: Tensor, alarm: float = ALARM) -> str:
        """See `Distribution`."""
        bound = allowed(values.numel(), alarm)
        if any(distance(values, self.cumulative(deviation)) <= bound for deviation in self.deviations):
            return ""
        wanted = " or ".join(f"{deviation:.4g}" for deviation in self.deviations)
        return f"expected normal values with mean 0 and standard deviation {wanted}; got {summary(values)}"

    @staticmethod
    def cumulative(deviation: float) -> Callable[[Tensor], Tensor]:
        """The distribution function for one deviation."""
        return lambda values: torch.special.ndtr(values / deviation)


def fan_in_normal(fan_in: int) -> Normal:
    """N(0, 1/sqrt(fan_in)), which handouts leave open to be read as a deviation or as a variance: either will do."""
    return Normal((fan_in**-0.5, fan_in**-0.25))


def distance(values: Tensor, cumulative: Callable[[Tensor], Tensor]) -> float:
    """The Kolmogorov-Smirnov distance of values to a distribution function; 1 when a value is not finite."""
    ordered = values.detach().double().reshape(-1).sort().values
    if not bool(torch.isfinite(ordered).all()):
        return 1.0
    expected, count = cumulative(ordered), ordered.numel()
    steps = torch.arange(count + 1, dtype=torch.float64) / count
    return float(torch.maximum((expected - steps[:-1]).abs(), (steps[1:] - expected).abs()).max())


def allowed(count: int, alarm: float) -> float:
    """The distance that `count` independent values exceed with a probability of at most `alarm`."""
    return math.sqrt(math.log(2 / alarm) / (2 * count))


def independent(draws: Sequence[Tensor]) -> Tensor:
    """The values of several draws as one vector; a draw that repeats an earlier one counts once."""
    distinct: list[Tensor] = []
    for draw in draws:
        flat = draw.detach().reshape(-1)
        if not any(torch.equal(flat, other) for other in distinct):
            distinct.append(flat)
    return torch.cat(distinct)


def summary(values: Tensor) -> str:
    """Values in a few figures: range, mean, standard deviation."""
    flat = values.detach().double().reshape(-1)
    if not bool(torch.isfinite(flat).all()):
        return "NaN or infinite values"
    if bool((flat == flat[0]).all()):
        return f"only {float(flat[0]):.4g}"
    figures = (float(figure) for figure in (flat.min(), flat.max(), flat.mean(), flat.std()))
    return "values from {:.4g} to {:.4g} with mean {:.4g} and standard deviation {:.4g}".format(*figures)
