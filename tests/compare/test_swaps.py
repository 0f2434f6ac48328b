"""Exchanged values."""

import pytest
import torch

from grader.compare import swapped
from tests.compare.values import normal

A, B, C = normal(5), normal(5, seed=1), normal(5, seed=2)


@pytest.mark.parametrize(
    ("gots", "wants", "pairs"),
    [
        ({"gamma": B, "beta": A}, {"gamma": A, "beta": B}, [("gamma", "beta")]),
        ({"gamma": A, "beta": B}, {"gamma": A, "beta": B}, []),
        ({"a": B, "b": A, "c": C}, {"a": A, "b": B, "c": C}, [("a", "b")]),
        ({"a": B, "b": C, "c": A}, {"a": A, "b": B, "c": C}, []),
        ({"a": B, "b": 2 * A}, {"a": A, "b": B}, []),
        ({"a": B.numpy(), "b": A.double()}, {"a": A, "b": B}, [("a", "b")]),
        ({"a": 2, "b": 1}, {"a": 1, "b": 2}, [("a", "b")]),
        ({"a": False, "b": True}, {"a": True, "b": False}, []),
        ({"a": "y", "b": "x"}, {"a": "x", "b": "y"}, []),
        ({"a": B}, {"a": A, "b": B}, []),
        ({"a": torch.zeros(5), "b": torch.ones(5)}, {"a": torch.ones(5), "b": torch.zeros(5)}, [("a", "b")]),
        ({"a": B, "b": A, "c": A, "d": B}, {"a": A, "b": B, "c": B, "d": A}, [("a", "b"), ("c", "d")]),
        ({"a": A, "b": normal(3)}, {"a": normal(3), "b": A}, [("a", "b")]),
    ],
)
def test_swapped(gots: dict[str, object], wants: dict[str, object], pairs: list[tuple[str, str]]) -> None:
    assert swapped(gots, wants) == pairs
