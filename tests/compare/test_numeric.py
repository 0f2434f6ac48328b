"""Numeric values: container, shape, dtype, non-finite values and numbers, and the sentences about them."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from grader.compare import Close, Exact, compare
from grader.compare.numeric import DTypes, Shapes
from grader.model import Difference
from tests.compare.values import normal


def only(differences: list[Difference]) -> Difference:
    [difference] = differences
    return difference


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (torch.tensor([1.0, 2.0]), np.array([1.0, 2.0])),
        (torch.tensor(1.5), 1.5),
        (np.float32(1.5), torch.tensor(1.5, dtype=torch.float64)),
        (np.array(3), 3),
        (torch.nn.Parameter(torch.ones(2)), torch.ones(2)),
        (torch.ones(2, dtype=torch.bfloat16), torch.ones(2)),
        (torch.ones(2).to(torch.complex64).conj(), torch.ones(2, dtype=torch.complex64)),
        (torch.zeros(0, 3), np.zeros((0, 3))),
        (normal(3, 4).T, normal(3, 4).T.contiguous()),
        (torch.ones(1).expand(5), np.ones(5)),
        (np.arange(6.0).reshape(2, 3)[:, ::-1], np.array([[2.0, 1, 0], [5, 4, 3]])),
        (np.array([1.0], ">f8"), np.array([1.0])),
        (np.array([-0.0]), np.array([0.0])),
        (torch.tensor([math.nan, math.inf, -math.inf]), torch.tensor([math.nan, math.inf, -math.inf])),
        (complex(math.nan, 1), complex(1, math.nan)),
        (True, np.bool_(True)),
        (2**53 + 1, 2**53 + 1),
        (10**300, 10**300),
        (np.array([2**64 - 1], np.uint64), np.array([2**64 - 1], np.uint64)),
    ],
)
def test_equal(got: object, want: object) -> None:
    assert compare(got, want) == []
    assert compare(want, got) == []


@pytest.mark.parametrize(
    ("got", "want", "kind", "message"),
    [
        (torch.ones(3, 2), torch.ones(2, 3), "shape", "expected shape (2, 3), got shape (3, 2)"),
        (torch.ones(1), 1.0, "shape", "expected a single number, shape (), got shape (1,)"),
        (np.ones(2), np.ones(2, int), "dtype", "expected dtype int64, got float64"),
        (torch.ones(2), torch.ones(2, dtype=torch.bool), "dtype", "expected dtype bool, got float32"),
        (1, 1.0, "dtype", "expected a float, got an int"),
        (True, 1, "dtype", "expected an int, got a bool"),
        (1 + 0j, 1.0, "dtype", "expected a float, got a complex"),
        (math.nan, 1.0, "non_finite", "expected 1, got nan"),
        (1.0, math.inf, "non_finite", "expected inf, got 1"),
        (-math.inf, math.inf, "non_finite", "expected inf, got -inf"),
        (
            torch.tensor([1.0, math.nan, math.inf]),
            torch.ones(3),
            "non_finite",
            "NaN or infinity: 2 of 3 values (66.7%) differ, first at [1]: expected 1, got nan",
        ),
        (
            torch.tensor([1.0, math.nan]),
            torch.ones(2),
            "non_finite",
            "NaN or infinity: 1 of 2 values (50%) differs, at [1]: expected 1, got nan",
        ),
        (
            2.5,
            2.0,
            "value",
            "expected 2, got 2.5 (off by 0.5, relative error 0.25; allowed: rtol 1e-07, atol 1e-07)",
        ),
        (0.5, 0.0, "value", "expected 0, got 0.5 (off by 0.5; allowed: rtol 1e-07, atol 1e-07)"),
        (7, 5, "value", "expected 5, got 7 (off by 2)"),
        (False, True, "value", "expected True, got False"),
        (
            torch.tensor([1.0, 5.0, 4.0, 2.0]),
            torch.tensor([1.0, 2.0, 2.0, 2.0]),
            "value",
            "2 of 4 values (50%) differ, worst at [1]: expected 2, got 5 "
            "(off by 3, relative error 1.5; allowed: rtol 1.3e-06, atol 1e-05)",
        ),
        (
            torch.tensor([[1, 2]]),
            torch.tensor([[1, 3]]),
            "value",
            "1 of 2 values (50%) differs, at [0, 1]: expected 3, got 2 (off by 1)",
        ),
        (
            torch.zeros(2, dtype=torch.int8),
            torch.ones(2, dtype=torch.int8),
            "value",
            "all 2 values differ, worst at [0]: expected 1, got 0 (off by 1)",
        ),
    ],
)
def test_message(got: object, want: object, kind: str, message: str) -> None:
    difference = only(compare(got, want))
    assert (difference.kind, difference.message, difference.path) == (kind, message, "")


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (2**53 + 1, 2**53),
        (np.array([2**62 + 1]), np.array([2**62])),
        (np.array([2**64 - 1], np.uint64), np.array([2**64 - 2], np.uint64)),
        (np.array([2**63], np.uint64), np.array([-(2**63)])),
        (np.array([-1]), np.array([2**64 - 1], np.uint64)),
        (2**63, -(2**63)),
        (10**400, 10**400 + 1),
        (-(10**400), 10**400),
        (10**400, 1.0),
        (np.array([-128], np.int8), np.array([127], np.int8)),
    ],
)
def test_integers_differ_by_one_however_large(got: Any, want: Any) -> None:
    difference = compare(got, want, dtypes="any")[0]
    assert difference.kind in ("value", "non_finite")
    assert compare(want, got, dtypes="any") != []


def test_integers_use_an_explicit_tolerance() -> None:
    assert compare(2**60 + 3, 2**60, tolerance=Close(0.0, 3.0)) == []
    assert compare(2**60 + 4, 2**60, tolerance=Close(0.0, 3.0)) != []
    assert compare(np.array([-(2**62)]), np.array([-(2**62) + 5]), tolerance=Close(0.0, 5.0)) == []


def test_numbers_that_print_alike_are_told_apart() -> None:
    message = only(compare(0.1234567891, 0.1234567890, tolerance=Exact())).message
    assert message == "expected 0.123456789, got 0.1234567891 (off by 1e-10)"


def test_figures_are_finite_or_none() -> None:
    difference = only(compare(np.array([1.7e308, 1.0]), np.array([-1.7e308, 1.0])))
    assert (difference.worst_expected, difference.worst_got) == (-1.7e308, 1.7e308)
    assert difference.worst_absolute is None
    difference = only(compare(math.nan, 1.0))
    assert (difference.worst_expected, difference.worst_got) == (1.0, None)


def test_non_finite_and_finite_mistakes_are_both_reported() -> None:
    got, want = torch.tensor([math.nan, 1.0, 9.0, 4.0]), torch.tensor([1.0, 1.0, 3.0, 4.0])
    first, second = compare(got, want)
    assert (first.kind, first.mismatched, first.worst_index) == ("non_finite", 1, (0,))
    assert (second.kind, second.mismatched, second.worst_index) == ("value", 1, (2,))


def test_a_dtype_mistake_does_not_hide_wrong_numbers() -> None:
    kinds = [difference.kind for difference in compare(torch.tensor([1, 2]), torch.tensor([1.0, 2.5]))]
    assert kinds == ["dtype", "value"]


def test_nan_need_not_count_as_equal() -> None:
    difference = only(compare(math.nan, math.nan, equal_nan=False))
    assert difference.message == "expected nan, got nan (NaN does not count as equal here)"
    assert only(compare(1.0, math.nan, equal_nan=False)).message == "expected nan, got 1"
    assert compare(math.inf, math.inf, equal_nan=False) == []


@pytest.mark.parametrize(
    ("got", "want", "shapes", "agree"),
    [
        ((1, 5), (5,), "exact", False),
        ((1, 5), (5,), "unsqueezed", True),
        ((5, 1), (1, 5), "unsqueezed", True),
        ((), (1, 1), "unsqueezed", True),
        ((1, 4, 1, 1), (4,), "unsqueezed", True),
        ((2, 3), (3, 2), "unsqueezed", False),
        ((2, 3), (6,), "unsqueezed", False),
        ((2, 3), (6,), "any", True),
        ((2, 3), (3, 2), "any", True),
        ((2, 3), (5,), "any", False),
        ((0, 3), (3, 0), "exact", False),
        ((0, 3), (3, 0), "any", True),
    ],
)
def test_shapes(got: tuple[int, ...], want: tuple[int, ...], shapes: Shapes, agree: bool) -> None:
    differences = compare(torch.ones(got), torch.ones(want), shapes=shapes)
    assert (differences == []) is agree
    assert {difference.kind for difference in differences} <= {"shape"}


def test_the_worst_place_is_told_in_the_expected_shape() -> None:
    got = torch.zeros(1, 6)
    got[0, 4] = 1
    assert only(compare(got, torch.zeros(2, 3), shapes="any")).worst_index == (1, 1)


@pytest.mark.parametrize(
    ("got", "want", "dtypes", "agree"),
    [
        (torch.float32, torch.float64, "kind", True),
        (torch.float32, torch.float64, "exact", False),
        (torch.int32, torch.uint8, "kind", True),
        (torch.int64, torch.float32, "kind", False),
        (torch.int64, torch.float32, "any", True),
        (torch.bool, torch.int64, "kind", False),
        (torch.bool, torch.int64, "any", True),
        (torch.bfloat16, torch.bfloat16, "exact", True),
    ],
)
def test_dtypes(got: torch.dtype, want: torch.dtype, dtypes: DTypes, agree: bool) -> None:
    differences = compare(torch.ones(2, dtype=got), torch.ones(2, dtype=want), dtypes=dtypes)
    assert (differences == []) is agree
    assert {difference.kind for difference in differences} <= {"dtype"}


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        (np.ones(2), torch.ones(2), "expected a Tensor, got an ndarray"),
        (1.0, torch.tensor(1.0), "expected a Tensor, got a float"),
        (torch.tensor(1.0), 1.0, "expected a float, got a Tensor"),
        (np.float64(1.0), 1.0, ""),
        (torch.ones(2), torch.ones(2), ""),
    ],
)
def test_containers_count_when_asked(got: object, want: object, message: str) -> None:
    assert [difference.message for difference in compare(got, want, kinds=True)] == ([message] if message else [])


@pytest.mark.parametrize(
    "got",
    [
        torch.ones(2).to_sparse(),
        torch.ones(2, device="meta"),
        torch.ones(2, dtype=torch.float8_e4m3fn),
        np.array([1, "a"], object),
        np.array(["a"]),
        np.array(["2020-01-01"], "datetime64[D]"),
    ],
    ids=["sparse", "meta", "float8", "objects", "text", "dates"],
)
def test_an_array_that_holds_no_plain_numbers_is_another_type(got: object) -> None:
    difference = only(compare(got, torch.ones(2)))
    assert difference.kind == "type"
    assert difference.message.startswith("expected a Tensor of shape (2,), got an object of type ")


def test_a_value_of_many_blocks_is_compared_whole() -> None:
    want = np.zeros((1 << 18) + 7, np.float32)
    got = want.copy()
    got[[3, 1 << 18, -1]] = [1, 9, 2]
    difference = only(compare(got, want))
    assert (difference.mismatched, difference.total, difference.worst_index) == (3, len(want), (1 << 18,))
    assert "under 0.1%" in difference.message
    assert "over 99.9%" in only(compare(got, np.where(got == 0, np.float32(5), got))).message


def test_figures_name_the_worst() -> None:
    difference = only(compare(np.array([[1.0, 2.0], [4.0, 8.0]]), np.array([[1.0, 2.0], [5.0, 8.5]])))
    assert (difference.mismatched, difference.total, difference.worst_index) == (2, 4, (1, 0))
    assert (difference.worst_expected, difference.worst_got) == (5.0, 4.0)
    assert (difference.worst_absolute, difference.worst_relative) == (1.0, 0.2)
    assert difference.allowed == "rtol 1e-07, atol 1e-07"
