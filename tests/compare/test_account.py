import numpy as np
import pytest

from grader.compare import Close, accounted

RIGHT = np.arange(1.0, 9.0)
CAME = np.array([1.0, 20.0, 30.0, 40.0, 50.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("other", "many"),
    [
        ([1.0, 20.0, 30.0, 40.0, 50.0, 6.0, 7.0, 8.0], 4),
        ([1.0, 20.0, 30.0, 40.0, 51.0, 6.0, 7.0, 8.0], 3),
        ([1.0, 20.0, 30.0, 41.0, 51.0, 6.0, 7.0, 8.0], 0),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 0.0, 0.0, 0.0], 0),
        ([1.5, 20.0, 30.0, 40.0, 50.0, 6.0, 7.0, 8.0], None),
        ([[1.0, 20.0, 30.0, 40.0, 50.0, 0.0, 0.0, 0.0]], None),
    ],
)
def test_numbers_that_another_value_explains_are_counted(other: list[float], many: int | None) -> None:
    assert accounted(CAME, RIGHT, np.array(other)) == many


def test_a_few_of_many_numbers_may_agree_by_chance() -> None:
    came, other = np.arange(100.0, 200.0), np.zeros(100)
    other[:9] = came[:9]
    assert accounted(came, np.zeros(100), other) == 0
    other[9] = came[9]
    assert accounted(came, np.zeros(100), other) == 10


def test_equal_numbers_count_once() -> None:
    assert accounted(np.full(5, 7.0), np.arange(5.0), np.full(5, 7.0)) == 0


def test_parts_are_looked_at_one_by_one() -> None:
    came = {"step 1": CAME, "step 2": [CAME, None]}
    right = {"step 1": RIGHT, "step 2": [RIGHT, None]}
    other = {"step 1": CAME, "step 2": [RIGHT, None]}
    assert accounted(came, right, other) == 4


def test_another_shape_is_explained_by_the_same_shape() -> None:
    assert accounted(CAME[:4], RIGHT, CAME[:4]) == 4


def test_what_is_no_number_explains_nothing() -> None:
    assert accounted(None, RIGHT, CAME) == 0


def test_integers_however_large_are_numbers_too() -> None:
    came = [10**400, 11, 12, 13, 14]
    assert accounted(came, [1, 2, 3, 4, 5], came) == 4


def test_what_is_as_good_as_zero_tells_nothing() -> None:
    came = np.arange(1.0, 9.0) * 1e-12
    assert accounted(came, np.ones(8), np.zeros(8), tolerance=Close(0, 1e-9)) == 0
