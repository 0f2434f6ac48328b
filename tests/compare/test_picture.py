import math

import numpy as np
import pytest
import torch

from grader.compare import compare
from grader.model import ErrorMap, Series


def drawn(got: object, want: object) -> tuple[ErrorMap | None, Series | None]:
    first = compare(got, want)[0]
    return first.map, first.series


def test_a_map_folds_a_convolution_onto_the_axes_where_the_error_lies() -> None:
    want = torch.ones(2, 3, 5, 6)
    got = want.clone()
    got[..., 0, :], got[..., :, -1] = 3.0, 2.0
    where, _ = drawn(got, want)
    assert where is not None
    assert (where.axes, where.sizes, where.worst) == ((2, 3), (5, 6), 2.0)
    assert where.rows == ("999999"[:5] + "5", *[".....5"] * 4)


def test_a_wrong_channel_shows_on_the_axis_of_channels() -> None:
    want = np.arange(2.0 * 4 * 3 * 3).reshape(2, 4, 3, 3)
    got = want.copy()
    got[1, 2] += 10
    where, _ = drawn(got, want)
    assert where is not None
    assert (where.axes, where.rows) == ((0, 1), ("....", "..9."))


def test_what_is_not_finite_has_a_sign_of_its_own() -> None:
    want = np.zeros((2, 3))
    where, _ = drawn(np.array([[0, math.nan, 0], [0, 0, 4.0]]), want)
    assert where is not None
    assert where.rows == (".x.", "..9")


@pytest.mark.parametrize("shape", [(4, 5), (100, 70), (1, 4, 1, 5)])
def test_a_map_stays_small_and_there_is_none_where_it_would_tell_nothing(shape: tuple[int, ...]) -> None:
    noise = np.random.default_rng(1).normal(size=shape)
    assert drawn(noise + 1, np.zeros(shape))[0] is None
    block = np.zeros(shape)
    block[..., :2] = 1.0
    where, _ = drawn(block, np.zeros(shape))
    assert where is not None
    assert len(where.rows) <= 16
    assert max(map(len, where.rows)) <= 32


def test_an_error_that_follows_the_columns_is_drawn_though_nothing_is_right() -> None:
    want = np.zeros((6, 4))
    where, _ = drawn(want + np.array([1.0, 2, 4, 9]), want)
    assert where is not None
    assert where.rows == ("1249",) * 6


def test_a_vector_gives_its_entries_and_a_larger_value_a_sample() -> None:
    _, vector = drawn(torch.tensor([1.0, 2, 3, 4, 5, 7]), torch.arange(1.0, 7.0))
    assert vector == Series(
        along="entry", positions=tuple(range(6)), expected=(1, 2, 3, 4, 5, 6), got=(1, 2, 3, 4, 5, 7)
    )
    _, sample = drawn(np.ones((40, 50)), np.zeros((40, 50)))
    assert sample is not None
    assert (sample.along, len(sample.positions), sample.positions[-1]) == ("sample", 64, 1999)


def test_a_vector_of_another_length_is_drawn_beside_the_expected_one() -> None:
    _, vector = drawn(np.arange(6.0), np.arange(5.0))
    assert vector is not None
    assert math.isnan(vector.expected[-1])
    assert vector.got == (0, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    "value", [np.ones(5, np.complex128), [10**400] * 20, np.ones(3), torch.ones(3), torch.zeros(2, 0)]
)
def test_what_cannot_be_drawn_is_left_out(value: object) -> None:
    shifted = [0] * 20 if isinstance(value, list) else value + 1  # type: ignore[operator]  # arrays and tensors
    found = compare(shifted, value)
    assert [(one.map, one.series) for one in found] == [(None, None)] * len(found)
