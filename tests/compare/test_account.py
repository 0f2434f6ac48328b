import numpy as np
import pytest

from grader.compare import accounted

RIGHT = np.array([1.0, 2.0, 3.0, 4.0])
CAME = np.array([1.0, 20.0, 30.0, 0.0])


@pytest.mark.parametrize(
    ("other", "many"),
    [
        ([1.0, 20.0, 30.0, 4.0], 2),
        ([1.0, 20.0, 31.0, 4.0], 1),
        ([1.0, 2.0, 3.0, 0.0], 0),
        ([1.5, 20.0, 30.0, 4.0], None),
        ([[1.0, 20.0, 30.0, 0.0]], None),
    ],
)
def test_numbers_that_another_value_explains_are_counted(other: list[float], many: int | None) -> None:
    assert accounted(CAME, RIGHT, np.array(other)) == many


def test_equal_numbers_count_once() -> None:
    assert accounted(np.full(5, 7.0), np.arange(5.0), np.full(5, 7.0)) == 1


def test_parts_are_looked_at_one_by_one() -> None:
    came = {"step 1": CAME, "step 2": [CAME, None]}
    right = {"step 1": RIGHT, "step 2": [RIGHT, None]}
    other = {"step 1": CAME, "step 2": [RIGHT, None]}
    assert accounted(came, right, other) == 2


def test_another_shape_is_explained_by_the_same_shape() -> None:
    assert accounted(CAME[:3], RIGHT, CAME[:3]) == 3


def test_what_is_no_number_explains_nothing() -> None:
    assert accounted(None, RIGHT, CAME) == 0
