from collections.abc import Callable
from typing import Any

import pytest
from torch import nn

from grader.worker.calling.binding import Passed, bind, by_declared_name

DECLARED = ["inputs", "beta", "gamma", "stats_dict", "train", "eps"]


def bound(function: Callable[..., Any], *args: object, **kwargs: object) -> tuple[list[object], dict[str, object]]:
    passed = [Passed(name=DECLARED[at], value=value, by="position") for at, value in enumerate(args)]
    passed += [Passed(name=name, value=value, by="keyword") for name, value in kwargs.items()]
    return bind(function, passed, DECLARED)


def test_declared_names_are_passed_as_written() -> None:
    def function(inputs, beta, gamma, stats_dict, train=True, eps=1e-3): ...  # type: ignore[no-untyped-def]

    assert bound(function, 1, 2, 3, 4, train=False) == ([1, 2, 3, 4], {"train": False})


def test_a_renamed_parameter_gets_the_keyword_of_its_position() -> None:
    def function(x, b, g, running, training=True, epsilon=1e-3): ...  # type: ignore[no-untyped-def]

    assert bound(function, 1, 2, 3, 4, train=False, eps=0.1) == ([1, 2, 3, 4], {"training": False, "epsilon": 0.1})


def test_further_optional_parameters_do_no_harm() -> None:
    def function(inputs, beta, gamma, stats_dict, train=True, eps=1e-3, verbose=False): ...  # type: ignore[no-untyped-def]

    assert bound(function, 1, 2, 3, 4, eps=0.1) == ([1, 2, 3, 4], {"eps": 0.1})


def test_a_missing_parameter_is_left_for_python_to_complain_about() -> None:
    def function(inputs, beta, gamma, stats_dict, eps=1e-3): ...  # type: ignore[no-untyped-def]

    args, kwargs = bound(function, 1, 2, 3, 4, train=False)
    with pytest.raises(TypeError, match="unexpected keyword argument 'train'"):
        function(*args, **kwargs)  # type: ignore[no-untyped-call]


def test_a_position_that_is_taken_is_not_filled_twice() -> None:
    def function(inputs, beta, gamma, stats_dict, mode): ...  # type: ignore[no-untyped-def]

    args, kwargs = bound(function, 1, 2, 3, 4, 5, train=False)
    assert (args, kwargs) == ([1, 2, 3, 4, 5], {"train": False})


def test_a_positional_only_parameter_gets_a_keyword_by_position() -> None:
    def function(x, b, g, running, training, /): ...  # type: ignore[no-untyped-def]

    assert bound(function, 1, 2, 3, 4, train=False) == ([1, 2, 3, 4, False], {})


def test_a_function_that_takes_any_keyword_gets_it_by_its_declared_name() -> None:
    def function(*args, **kwargs): ...  # type: ignore[no-untyped-def]

    assert bound(function, 1, train=False) == ([1], {"train": False})


def test_a_module_is_bound_by_its_forward_pass() -> None:
    class Net(nn.Module):
        def forward(self, x, b): ...  # type: ignore[no-untyped-def]

    assert bound(Net(), 1, beta=2) == ([1], {"b": 2})


def test_a_function_without_a_signature_is_called_as_written() -> None:
    assert bound(min, 1, beta=2) == ([1], {"beta": 2})


def test_a_variadic_rest_is_numbered() -> None:
    rest = [Passed(name="*", value=value, by="position") for value in "abc"]
    assert by_declared_name(rest) == {"*": "a", "*2": "b", "*3": "c"}
