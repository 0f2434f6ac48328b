"""Inputs of a reference moved by half a unit in their last places."""

import types

import numpy as np
import torch
from torch import nn

from grader.audit.rounding import rounded


def mean(x: torch.Tensor) -> torch.Tensor:
    return x.mean()


def double(values: dict[str, np.ndarray]) -> None:
    values["x"] = 2 * values["x"]


class Net(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 2 * x


REFERENCE = types.ModuleType(__name__)
REFERENCE.__dict__.update(mean=mean, double=double, Net=Net)


def test_results_move_by_rounding_and_the_same_call_by_as_much() -> None:
    x = torch.linspace(0.1, 1, 7)
    right = REFERENCE.mean(x)
    with rounded(REFERENCE):
        moved = [REFERENCE.mean(x.clone()) for _ in range(2)]
        net = REFERENCE.Net()(x.clone())
    assert moved[0] == moved[1]
    assert 0 < float((net - 2 * x).abs().max()) < 1e-6
    torch.testing.assert_close(moved[0], right)
    assert REFERENCE.mean is mean
    assert torch.equal(REFERENCE.Net()(x), 2 * x)


def test_arrays_in_dictionaries_are_moved_in_place_and_whole_numbers_are_not() -> None:
    values = {"x": np.array([0.3, 0.7]), "labels": np.array([1, 2])}
    with rounded(REFERENCE):
        REFERENCE.double(values)
    assert values["labels"].tolist() == [1, 2]
    np.testing.assert_allclose(values["x"], [0.6, 1.4], rtol=1e-15)
    assert values["x"].tolist() != [0.6, 1.4]
