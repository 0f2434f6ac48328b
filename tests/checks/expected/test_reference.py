import copy
import types
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch

from grader.checks import AuthorError
from grader.checks.expected.reference import Reference, substituted
from grader.checks.expected.sealed import Sealed, open_sealed


def double(x: torch.Tensor) -> torch.Tensor:
    return x * 2


def scaled(x: torch.Tensor, state: dict[str, torch.Tensor]) -> torch.Tensor:
    state["calls"] = state["calls"] + 1
    doubled: torch.Tensor = module.double(x)
    return doubled + torch.rand(1)


class Net(torch.nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(size, 1, bias=False)
        self.seen = 0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.seen += 1
        scaled_output: torch.Tensor = self.linear(x) * self.seen
        return scaled_output


module = types.ModuleType("reference_of_test")
for function in (double, scaled, Net):
    setattr(module, function.__name__, function)


@pytest.fixture
def reference() -> Reference:
    return Reference(module, lambda: 7)


X = torch.tensor([1.0, 2.0])


def test_the_value_the_arguments_afterwards_and_the_gradients(reference: Reference) -> None:
    x = X.clone().requires_grad_()
    want = reference.double.vjp(torch.tensor([1.0, 10.0]))(x)
    assert isinstance(want, Sealed)
    assert torch.equal(open_sealed(want.value), X * 2)
    assert torch.equal(open_sealed(want.grads.x), torch.tensor([2.0, 20.0]))
    assert x.grad is None


def test_arguments_are_copied_when_the_call_is_written(reference: Reference) -> None:
    state = {"calls": torch.zeros(1)}
    want = reference.scaled(X, state)
    state["calls"] += 5
    assert open_sealed(want.args.state["calls"]) == torch.ones(1)
    assert state["calls"] == 5


@pytest.mark.parametrize(
    "use",
    [
        bool,
        float,
        len,
        list,
        lambda value: value == 1,
        lambda value: value != 1,
        lambda value: value > 1,
        lambda value: value + 1,
        lambda value: torch.zeros(1) * value,
        lambda value: value(),
        torch.as_tensor,
    ],
)
def test_an_expectation_cannot_be_used_as_a_value(reference: Reference, use: Callable[[Any], object]) -> None:
    with pytest.raises((AuthorError, TypeError)):
        use(reference.double(X).value)


def test_map_and_items_stay_sealed(reference: Reference) -> None:
    want = reference.double(X).value.map(lambda value: (value.sum(), value))[0]
    assert isinstance(want, Sealed)
    assert open_sealed(want) == 6


def test_the_same_seed_gives_the_same_draws_and_leaves_the_stream_alone(reference: Reference) -> None:
    state = {"calls": torch.zeros(1)}
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first, second = (open_sealed(reference.scaled(X, copy.deepcopy(state)).value) for _ in range(2))
    assert torch.equal(first, second)
    assert torch.equal(torch.get_rng_state(), before)


def test_objects_do_what_was_asked_in_order(reference: Reference) -> None:
    net = reference.Net(2)
    first, second = net(X), net(X)
    later = open_sealed(second.value)
    assert torch.allclose(later, open_sealed(first.value) * 2)


def test_gradients_of_an_objects_parameters(reference: Reference) -> None:
    got = reference.Net(2).vjp(torch.ones(1))(X)
    assert torch.equal(open_sealed(got.grads.parameters["linear.weight"]), X[None])


def test_functions_that_call_a_substituted_one_use_the_substitute(reference: Reference) -> None:
    want = reference.scaled(X, {"calls": torch.zeros(1)}).value.map(torch.round)
    with substituted(module, {"double": lambda x: x * 100}):
        assert open_sealed(want).min() >= 100
    assert module.double is double


def test_an_unknown_name_is_the_authors_mistake(reference: Reference) -> None:
    with pytest.raises(AuthorError, match="no `triple`"):
        _ = reference.triple


def test_what_is_warned_of_while_an_expectation_is_computed_is_not_told(reference: Reference) -> None:
    assert open_sealed(reference.Net(2).run(lambda net: warnings.warn("divided by 0", stacklevel=1))) is None
