"""Distributions of fresh parameters: right draws pass on any seed, wrong ones are told with their figures."""

import math

import pytest
import torch
from torch import Tensor

from grader.checks.families.initialization import (
    Constant,
    Distribution,
    Normal,
    Uniform,
    allowed,
    distance,
    fan_in_normal,
    independent,
    summary,
)

UNIFORM = Uniform(-1, 1)


def uniform(count: int, low: float = -1.0, high: float = 1.0, seed: int = 0) -> Tensor:
    return torch.rand(count, generator=torch.Generator().manual_seed(seed)) * (high - low) + low


def normal(count: int, deviation: float = 1.0, seed: int = 0) -> Tensor:
    return torch.randn(count, generator=torch.Generator().manual_seed(seed)) * deviation


@pytest.mark.parametrize("count", [60, 2500])
def test_right_draws_pass_on_every_seed(count: int) -> None:
    for seed in range(100):
        assert UNIFORM.problem(uniform(count, seed=seed)) == ""
        assert fan_in_normal(784).problem(normal(count, 784**-0.5, seed)) == ""


@pytest.mark.parametrize(
    ("distribution", "values"),
    [
        (UNIFORM, uniform(300, 0, 1)),
        (UNIFORM, uniform(300, -0.5, 0.5)),
        (UNIFORM, normal(300)),
        (UNIFORM, normal(300, 784**-0.25).clamp(-1, 1)),
        (UNIFORM, torch.zeros(60)),
        (UNIFORM, torch.full((60,), math.nan)),
        (UNIFORM, torch.cat([uniform(300), torch.tensor([1.5])])),
        (fan_in_normal(784), normal(1000)),
        (fan_in_normal(784), uniform(10_000, -0.06, 0.06)),
        (fan_in_normal(784), normal(1000, 784**-0.5) + 0.05),
        (Constant(0), torch.full((5,), 1e-8)),
        (Constant(1), torch.full((5,), math.nan)),
    ],
)
def test_wrong_draws_are_told(distribution: Distribution, values: Tensor) -> None:
    assert "expected" in distribution.problem(values)


def test_constants_pass() -> None:
    assert Constant(1).problem(torch.ones(50)) == ""


def test_a_problem_names_what_was_expected_and_what_came() -> None:
    assert UNIFORM.problem(torch.tensor([0.0, 2.0] * 50)) == (
        "expected values uniform in [-1, 1]; got values from 0 to 2 with mean 1 and standard deviation 1.005"
    )
    wanted = "expected normal values with mean 0 and standard deviation 0.03571 or 0.189; got only 0"
    assert fan_in_normal(784).problem(torch.zeros(90)) == wanted
    assert summary(torch.tensor([math.inf])) == "NaN or infinite values"


def test_false_alarms_are_bounded() -> None:
    """The bound is that of the inequality: it holds exactly where the distance is that of a step."""
    assert allowed(50, 1e-6) == pytest.approx(math.sqrt(math.log(2e6) / 100))
    assert distance(torch.tensor([0.0]), Normal.cumulative(1.0)) == pytest.approx(0.5)
    assert distance(torch.tensor([-1.0, 1.0]), UNIFORM.cumulative) == pytest.approx(0.5)
    assert distance(uniform(100_000), UNIFORM.cumulative) < 0.01


def test_a_draw_that_is_repeated_counts_once() -> None:
    first, second = uniform(10), uniform(10, seed=1)
    assert independent([first, second, first.reshape(2, 5)]).tolist() == [*first.tolist(), *second.tolist()]
