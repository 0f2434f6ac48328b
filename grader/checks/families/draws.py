"""How freshly drawn parameters are distributed, in words: so that a wrong way to draw them has a name.

Values are told apart by the bound that `initialization` gives: right values are called something else with a
probability of at most `ALARM`, and what is near in distribution needs many values to be told apart.
"""

from collections.abc import Sequence

from torch import Tensor

from grader.checks.families.initialization import (
    ALARM,
    Constant,
    Distribution,
    Normal,
    Uniform,
    fan_in_normal,
    independent,
)

OTHER = "values of another kind"
MOST_VALUES = 30_000
"""Enough to tell deviations apart that differ by a tenth."""


def drawn_weight(draws: Sequence[Tensor], fan_in: int, fan_out: int) -> str:
    """How the entries of a weight are distributed, given several draws of it; the first of the usual ways that fits."""
    return _first(_usual(fan_in, fan_out), draws)


def drawn_bias(draws: Sequence[Tensor]) -> str:
    """Whether a bias starts at one value, and at which, or anywhere. It has too few entries to say more."""
    return _first({f"only {value}": Constant(value) for value in (0, 1)}, draws, other="random values")


def _usual(fan_in: int, fan_out: int) -> dict[str, Distribution]:
    """The usual ways to draw a weight. Deviation or variance is not told apart where a handout may mean either."""
    both = fan_in + fan_out
    return {
        "only 0": Constant(0),
        "only 1": Constant(1),
        "normal, 1/sqrt(fan_in)": fan_in_normal(fan_in),
        "normal, 1/fan_in": Normal((1 / fan_in,)),
        "normal, sqrt(2/fan_in)": Normal(((2 / fan_in) ** 0.5,)),
        "normal, 1/sqrt(fan_out)": fan_in_normal(fan_out),
        "normal, sqrt(2/(fan_in + fan_out))": Normal(((2 / both) ** 0.5,)),
        "standard normal": Normal((1.0,)),
        "uniform in [0, 1]": Uniform(0, 1),
        "uniform in [-1, 1]": Uniform(-1, 1),
        "uniform within 1/sqrt(fan_in)": Uniform(-(fan_in**-0.5), fan_in**-0.5),
        "uniform within sqrt(6/(fan_in + fan_out))": Uniform(-((6 / both) ** 0.5), (6 / both) ** 0.5),
        "uniform within sqrt(6/fan_in)": Uniform(-((6 / fan_in) ** 0.5), (6 / fan_in) ** 0.5),
    }


def _first(ways: dict[str, Distribution], draws: Sequence[Tensor], other: str = OTHER) -> str:
    if not draws or not all(draw.is_floating_point() and draw.numel() for draw in draws):
        return "no tensor of floats"
    flat = independent(draws)
    values = flat[:: max(1, len(flat) // MOST_VALUES)]
    return next((name for name, way in ways.items() if not way.problem(values, ALARM / 10)), other)
