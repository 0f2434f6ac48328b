"""Tolerances: what they allow at their very edge, what they say, and which one two dtypes get."""

import numpy as np
import pytest
import torch

from grader.compare import Close, Exact, Relative, Tolerance, compare, default_tolerance
from grader.compare.values import DType

DOUBLE, SINGLE = Close(1e-7, 1e-7), Close(1.3e-6, 1e-5)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("float64", "float64", DOUBLE),
        (torch.float32, np.dtype(np.float64), SINGLE),
        (torch.float64, torch.float16, Close(1e-3, 1e-5)),
        ("bfloat16", "float16", Close(1.6e-2, 1e-5)),
        (torch.complex64, torch.complex128, SINGLE),
        ("complex128", "float64", DOUBLE),
        (torch.int64, torch.uint8, Exact()),
        ("bool", np.dtype(np.bool_), Exact()),
        ("int64", "float32", SINGLE),
    ],
)
def test_the_less_precise_dtype_decides(a: DType, b: DType, expected: Tolerance) -> None:
    assert default_tolerance(a, b) == expected
    assert default_tolerance(b, a) == expected


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64])
def test_defaults_are_those_of_torch(dtype: torch.dtype) -> None:
    default = default_tolerance(dtype, dtype)
    assert isinstance(default, Close)
    one = torch.ones((), dtype=torch.float64)
    torch.testing.assert_close(one.to(dtype), one.to(dtype), rtol=default.rtol, atol=default.atol)
    assert (default.rtol, default.atol) == torch.testing._comparison.default_tolerances(dtype)


@pytest.mark.parametrize(
    ("got", "want", "tolerance", "agree"),
    [
        (1.25, 1.0, Close(0.25, 0.0), True),
        (1.25, 1.0, Close(0.0, 0.25), True),
        (1.25, 1.0, Close(0.125, 0.125), True),
        (1.2500001, 1.0, Close(0.125, 0.125), False),
        (1.0, 1.25, Close(0.2, 0.0), True),
        (0.0, 0.0, Close(0.0, 0.0), True),
        (5e-324, 0.0, Close(0.0, 0.0), False),
        (3.0, 1.0, Relative(0.5), True),
        (3.0, 1.0, Relative(0.4999), False),
        (1e-9, 0.0, Relative(0.2), True),
        (1e-9, 0.0, Relative(0.2, floor=1e-12), False),
        (0.0, 0.0, Relative(0.0, floor=0.0), True),
        (1.0, 1.0 + 2e-16, Relative(0.0), False),
        (-0.0, 0.0, Exact(), True),
        (1.0, 1.0 + 2e-16, Exact(), False),
        (5e-324, 0.0, Exact(), False),
        (1e308, -1e308, Relative(0.9), False),
        (1.7e308, 1.0e308, Relative(0.1), False),
        (1.7e308, 1.7e308, Relative(0.0), True),
        (-1.7e308, 1.7e308, Close(1e-3, 0.0), False),
    ],
)
def test_the_edge(got: float, want: float, tolerance: Tolerance, agree: bool) -> None:
    assert (compare(got, want, tolerance=tolerance) == []) is agree


def test_a_huge_neighbour_loosens_nothing() -> None:
    differences = compare(np.array([1.7e308, 3e-5]), np.array([1.7e308, 0.0]), tolerance=Close(0.0, 1e-5))
    assert [difference.worst_index for difference in differences] == [(1,)]


def test_the_worst_element_decides_and_is_named() -> None:
    [difference] = compare([1.0, 2.0], [1.0, 2.5], tolerance=Relative(1e-7))
    assert difference.path == "[1]"
    [difference] = compare(np.array([1.0, 2.1, 2.0]), np.array([1.0, 2.0, 2.5]), tolerance=Relative(1e-7))
    assert difference.worst_index == (2,)
    assert difference.worst_relative == pytest.approx(0.5 / 4.5)
    assert difference.mismatched == 2


@pytest.mark.parametrize(
    ("tolerance", "words"),
    [
        (SINGLE, "rtol 1.3e-06, atol 1e-05"),
        (Relative(1e-7), "relative error 1e-07"),
        (Exact(), "no difference"),
    ],
)
def test_words(tolerance: Tolerance, words: str) -> None:
    assert tolerance.words == words


@pytest.mark.parametrize("limit", [-1.0, float("nan"), float("inf")])
def test_a_limit_that_is_none_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match=r"rtol is .* finite number of at least 0"):
        Close(limit, 0.0)
    with pytest.raises(ValueError, match="floor"):
        Relative(1e-3, floor=limit)
