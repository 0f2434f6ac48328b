"""How drawn parameters are told apart."""

import pytest
import torch

from grader.checks.families.draws import OTHER, drawn_bias, drawn_weight

FAN_IN, FAN_OUT = 784, 100


def draws(way: str, seed: int) -> list[torch.Tensor]:
    """Four draws of a weight."""
    stream = torch.Generator().manual_seed(seed)
    normal = [torch.randn(FAN_IN, FAN_OUT, generator=stream) for _ in range(4)]
    uniform = [torch.rand(FAN_IN, FAN_OUT, generator=stream) for _ in range(4)]
    ways = {
        "normal, 1/sqrt(fan_in)": [value / 28 for value in normal],
        "variance": [value / 28**0.5 for value in normal],
        "normal, sqrt(2/fan_in)": [value * (2 / 784) ** 0.5 for value in normal],
        "normal, 1/sqrt(fan_out)": [value / 10 for value in normal],
        "standard normal": normal,
        "uniform in [0, 1]": uniform,
        "uniform in [-1, 1]": [2 * value - 1 for value in uniform],
        "uniform within 1/sqrt(fan_in)": [(2 * value - 1) / 28 for value in uniform],
        "only 0": [torch.zeros(FAN_IN, FAN_OUT)] * 4,
        OTHER: [value * 0.001 for value in normal],
    }
    return ways[way]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "way",
    [
        "normal, 1/sqrt(fan_in)",
        "normal, sqrt(2/fan_in)",
        "normal, 1/sqrt(fan_out)",
        "standard normal",
        "uniform in [0, 1]",
        "uniform in [-1, 1]",
        "uniform within 1/sqrt(fan_in)",
        "only 0",
        OTHER,
    ],
)
def test_each_way_has_its_name(way: str, seed: int) -> None:
    assert drawn_weight(draws(way, seed), FAN_IN, FAN_OUT) == way


def test_the_fan_in_may_be_the_variance() -> None:
    assert drawn_weight(draws("variance", 0), FAN_IN, FAN_OUT) == "normal, 1/sqrt(fan_in)"


def test_biases_are_one_value_or_random() -> None:
    assert drawn_bias([torch.zeros(10)] * 4) == "only 0"
    assert drawn_bias([torch.ones(1, 10)] * 4) == "only 1"
    assert drawn_bias([torch.randn(10, generator=torch.Generator().manual_seed(1))]) == "random values"
    assert drawn_bias([torch.zeros(10, dtype=torch.int64)]) == "no tensor of floats"
    assert drawn_bias([]) == "no tensor of floats"
