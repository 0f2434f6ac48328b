"""Keys of expectations: the same for the same question, other for another, and robust against rounding."""

from functools import partial

import numpy as np
import pytest
import torch

from grader.checks.expected.provenance import Key, key_of

X = np.linspace(-1, 1, 12).reshape(3, 4)


def test_the_same_parts_have_the_same_key() -> None:
    assert key_of("call", (torch.tensor(X), {"a": 1}), None) == key_of("call", (torch.tensor(X), {"a": 1}), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f", "g"),
        (1, True),
        (1, 2),
        (torch.tensor([1, 2]), torch.tensor([2, 1])),
        (torch.tensor(X), X),
        (X, X.T),
        (X, X.astype(np.float32)),
        ([1], (1,)),
        ({"a": 1}, {"b": 1}),
        (torch.tensor(X), torch.tensor(X).requires_grad_()),
        (torch.sum, torch.mean),
        (partial(max, 1), partial(max, 2)),
        (lambda value: value.mean(), lambda value: value.var()),
        (torch.nn.Linear(2, 3), torch.nn.Linear(3, 2)),
    ],
)
def test_other_parts_have_another_form(one: object, other: object) -> None:
    first, second = key_of(one), key_of(other)
    assert first is not None
    assert second is not None
    assert first.form != second.form


@pytest.mark.parametrize(("factor", "near"), [(1.0, True), (1 + 1e-7, True), (1.001, False), (-1.0, False)])
@pytest.mark.parametrize("make", [float, lambda factor: X * factor, lambda factor: torch.tensor(X * factor)])
def test_numbers_are_compared_but_for_rounding(make: object, factor: float, near: bool) -> None:
    assert callable(make)
    right, other = key_of(make(1.0)), key_of(make(factor))
    assert isinstance(right, Key)
    assert isinstance(other, Key)
    assert right.form == other.form
    assert right.near(other.numbers) is near


def test_places_count() -> None:
    right, swapped = key_of(X), key_of(X[::-1].copy())
    assert right is not None
    assert swapped is not None
    assert not right.near(swapped.numbers)


def test_what_a_function_carries_along_counts() -> None:
    def made(size: int) -> object:
        return lambda value: value + size

    assert key_of(made(1)) == key_of(made(1)) != key_of(made(2))


def test_what_cannot_be_told_has_no_key() -> None:
    assert key_of(object()) is None
    assert key_of("call", [np.random.default_rng(1)]) is None
