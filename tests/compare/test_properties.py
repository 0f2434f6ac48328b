"""What must hold for all values: compared with NumPy's and Python's own words for the same."""

import copy
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.compare import Close, Exact, Relative, Tolerance, compare, explain
from tests.compare.values import Array, arrays, finite, nested

tolerances: st.SearchStrategy[Tolerance] = st.one_of(
    st.just(Exact()),
    st.builds(Relative, st.floats(1e-9, 0.5)),
    st.builds(Close, st.floats(0, 0.5), st.floats(0, 10)),
)


@given(nested)
def test_a_value_agrees_with_its_copy(value: Any) -> None:
    assert compare(copy.deepcopy(value), value, tolerance=Exact(), dtypes="exact", kinds=True) == []


@given(arrays)
def test_a_tensor_agrees_with_its_array(value: Array) -> None:
    assert compare(torch.from_numpy(value.copy()), value, dtypes="exact") == []
    assert compare(value.tolist(), value.tolist()) == []


@given(nested, nested)
def test_any_two_values_can_be_compared(got: Any, want: Any) -> None:
    differences = compare(got, want)
    assert len(differences) <= 21
    assert [one.path for one in differences if not one.message] == []
    back = compare(want, got)
    assert (differences == []) is (back == []) or any(one.kind == "value" for one in differences + back)


@given(arrays, arrays, st.sampled_from([Exact(), Relative(1e-3), Relative(0.3)]))
def test_as_many_elements_differ_either_way(one: Array, other: Array, tolerance: Tolerance) -> None:
    there, back = (compare(a, b, tolerance=tolerance, dtypes="any") for a, b in ((one, other), (other, one)))
    assert [(d.kind, d.mismatched, d.worst_index) for d in there] == [
        (d.kind, d.mismatched, d.worst_index) for d in back
    ]


@given(finite(3, 4), finite(3, 4), st.floats(0, 0.5), st.floats(0, 1e6))
def test_close_is_isclose(got: Array, want: Array, rtol: float, atol: float) -> None:
    margin = atol + rtol * np.abs(want)
    assume(not np.any(np.isclose(np.abs(got - want), margin, rtol=1e-9, atol=0)))
    wrong = int(np.count_nonzero(~np.isclose(got, want, rtol=rtol, atol=atol)))
    assert sum(one.mismatched for one in compare(got, want, tolerance=Close(rtol, atol))) == wrong


@given(finite(3, 4), finite(3, 4), st.floats(1e-9, 0.9))
def test_relative_is_the_formula(got: Array, want: Array, limit: float) -> None:
    error = np.max(np.abs(got - want) / np.maximum(1e-8, np.abs(got) + np.abs(want)))
    assume(abs(error - limit) > 1e-12)
    assert (compare(got, want, tolerance=Relative(limit)) == []) is bool(error <= limit)


@given(st.integers(), st.integers())
def test_integers_are_compared_as_integers(got: int, want: int) -> None:
    assert (compare(got, want) == []) is (got == want)


@given(st.lists(st.integers(-(2**63), 2**64 - 1), min_size=17), st.integers(0, 16), st.integers(1, 3))
def test_lists_of_integers_too(wants: list[int], place: int, step: int) -> None:
    gots = [*wants[:place], wants[place] + step, *wants[place + 1 :]]
    [difference] = compare(gots, wants)
    assert (difference.mismatched, difference.worst_index, difference.worst_absolute) == (1, (place,), step)


@given(finite(4, 5), st.tuples(st.integers(0, 3), st.integers(0, 4)), tolerances, st.floats(1.5, 100), st.booleans())
def test_one_element_beyond_the_tolerance_is_found(
    want: Array, place: tuple[int, int], tolerance: Tolerance, times: float, down: bool
) -> None:
    step = _allowed(tolerance, want[place]) * times * (-1 if down else 1)
    got = want.copy()
    got[place] = want[place] + step
    assume(not isinstance(tolerance, Relative) or abs(got[place] - want[place]) > 1e-8)
    assume(not isinstance(tolerance, Relative) or _relative(got[place], want[place]) > tolerance.limit * 1.01)
    assume(
        abs(got[place] - want[place])
        > 1.01 * (0 if isinstance(tolerance, Relative) else _allowed(tolerance, want[place]))
    )
    [difference] = compare(got, want, tolerance=tolerance)
    assert (difference.kind, difference.mismatched, difference.worst_index) == ("value", 1, place)


@given(finite(4, 5), finite(4, 5, size=0.9), tolerances)
def test_elements_within_the_tolerance_pass(want: Array, steps: Array, tolerance: Tolerance) -> None:
    got = want + steps * np.vectorize(lambda x: _allowed(tolerance, x))(want) * 0.5
    assert compare(got, want, tolerance=tolerance) == []


def _allowed(tolerance: Tolerance, want: float) -> float:
    """A distance from `want` at which the tolerance is about used up."""
    if isinstance(tolerance, Close):
        return tolerance.atol + tolerance.rtol * abs(want)
    return tolerance.limit * abs(want) if isinstance(tolerance, Relative) else 0.0


def _relative(got: float, want: float) -> float:
    return abs(got - want) / max(1e-8, abs(got) + abs(want))


def _near(one: Array, other: Array) -> bool:
    return np.allclose(one, other, rtol=1e-5, atol=1e-5)


def _alike(block: Array) -> bool:
    return float(np.ptp(block)) < 1e-3


def _same_numbers(got: Array, want: Array) -> bool:
    return _near(np.sort(got, None), np.sort(want, None))


def _few_lines(got: Array, want: Array) -> bool:
    """Whether a few rows or columns alone are wrong, or alone are right."""
    wrong = ~np.isclose(got, want, rtol=1e-7, atol=1e-7)
    return any(lines.any(axis).sum() in (1, 2, 3, 4) for lines in (wrong, ~wrong) for axis in (0, 1))


def _off_by_row(got: Array, want: Array) -> bool:
    return all(_alike(row) for row in got - want)


def _linear_by_row(got: Array, want: Array) -> bool:
    one, other = got - got.mean(1, keepdims=True), want - want.mean(1, keepdims=True)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return bool((np.abs((one * other).sum(1)) >= 0.999 * lengths - 1e-9).all())


MEANINGS: dict[str, Callable[[Array, Array], bool]] = {
    "it is the transpose of .*": lambda got, want: _near(got.T, want),
    "every value is 0": lambda got, want: not got.any(),
    "every value is -?[0-9.e+-]+(, the mean.*)?": lambda got, want: _alike(got),
    "every value is .* (more|less) than the expected one": lambda got, want: _alike(got - want),
    "every value is (.* times|1/.* of) the expected one.*": lambda got, want: _alike(got[want != 0] / want[want != 0]),
    "every sign is flipped": lambda got, want: _near(-got, want),
    "every value is the square of .*": lambda got, want: _near(got, want**2),
    "every value is one minus .*": lambda got, want: _near(got, 1 - want),
    "every value is the absolute value .*": lambda got, want: _near(got, np.abs(want)),
    "every row is off by .*": _off_by_row,
    "every column is off by .*": lambda got, want: _off_by_row(got.T, want.T),
    "(in )?every row (is .* times as wide|only the mean) .*": _linear_by_row,
    "(in )?every column (is .* times as wide|only the mean) .*": lambda got, want: _linear_by_row(got.T, want.T),
    "every row is the .*": lambda got, want: _near(got, got[:1]),
    "every column is the .*": lambda got, want: _near(got, got[:, :1]),
    "the expected rows are there in reverse order": lambda got, want: _near(got[::-1], want),
    "the expected columns are there in reverse order": lambda got, want: _near(got[:, ::-1], want),
    "the (rows|columns) are right, but in another order": _same_numbers,
    "the expected values are there, but .*": _same_numbers,
    "the expected values are there, in .*": _same_numbers,
    "the expected values were rounded .*": lambda got, want: _near(got, np.round(got, 5)),
    "the expected values were cut .*": lambda got, want: bool((got == np.trunc(want)).all()),
    "the values have only the precision .*": lambda got, want: np.allclose(got, want, rtol=1e-2),
    "only .* (differs?|is right|are right)": _few_lines,
}
CHANGES: dict[str, Callable[[Array, Array, int], Array]] = {
    "transpose": lambda want, other, number: want.T,
    "factor": lambda want, other, number: want * number,
    "offset": lambda want, other, number: want + number,
    "sign": lambda want, other, number: -want,
    "other": lambda want, other, number: other,
    "zero": lambda want, other, number: want * 0,
    "square": lambda want, other, number: want**2,
    "rows": lambda want, other, number: np.random.default_rng(number).permutation(want),
    "linear": lambda want, other, number: want * np.abs(other[0]) + other[1],
    "column": lambda want, other, number: np.where(np.arange(5) == number % 5, other, want),
}


@given(finite(5, 5, size=100), finite(5, 5, size=100), st.sampled_from(sorted(CHANGES)), st.integers(2, 9))
def test_explanations_are_true(want: Array, other: Array, change: str, number: int) -> None:
    """Whatever is claimed is checked by what the sentence means, not by how the value was made."""
    got = CHANGES[change](want, other, number)
    words = explain(got, want, Close(1e-7, 1e-7))
    meant = [meaning for pattern, meaning in MEANINGS.items() if re.fullmatch(pattern, words)]
    assert not words or (meant and all(meaning(got, want) for meaning in meant)), words


@given(finite(6, 4, size=100), st.integers(2, 50))
def test_a_factor_is_found(want: Array, number: int) -> None:
    assume(len(np.unique(np.round(want, 3))) > 5)
    assert explain(number * want, want).startswith(f"every value is {number} times the expected one")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("shape", [(3,), (4, 3), (5, 5), (2, 3, 4, 4), (64,), (2, 2)])
def test_unrelated_numbers_are_not_explained(seed: int, shape: tuple[int, ...]) -> None:
    generator = torch.Generator().manual_seed(seed)
    got, want = torch.randn(shape, generator=generator), torch.randn(shape, generator=generator)
    assert explain(got, want) == ""
    assert explain(got * 1e-3, want * 1e-3, Close(0.1, 1e-4)) == ""
