import math

import numpy as np
import pytest
import torch

from grader.compare import Close, Exact, Relative, Tolerance, agrees, compare, excess

PAIRS: list[tuple[object, object]] = [
    (torch.ones(3), torch.ones(3)),
    (torch.ones(3), torch.ones(3) + 1e-7),
    (torch.ones(3), torch.ones(3) + 1e-2),
    (torch.ones(3, 1), torch.ones(3)),
    ({"a": [1, 2]}, {"a": [1, 2]}),
    ({"a": [1, 2]}, {"a": [1, 3]}),
    ({"a": [1, 2]}, {"b": [1, 2]}),
    (None, None),
    (None, np.zeros(2)),
    (np.array([np.nan]), np.array([np.nan])),
]


@pytest.mark.parametrize(("got", "want"), PAIRS)
def test_it_says_whether_compare_finds_nothing(got: object, want: object) -> None:
    assert agrees(got, want) is (compare(got, want) == [])
    assert agrees(got, want, shapes="unsqueezed") is (compare(got, want, shapes="unsqueezed") == [])
    loose = Close(0.1, 0.1)
    assert agrees(got, want, tolerance=loose) is (compare(got, want, tolerance=loose) == [])


@pytest.mark.parametrize(
    ("got", "want", "tolerance", "least", "most"),
    [
        (1.0, 1.0, Close(0, 0.1), 0, 0),
        (1.05, 1.0, Close(0, 0.1), 0.3, 1),
        (1.3, 1.0, Close(0, 0.1), 3, 5),
        ([1.0, 1.002], [1.0, 1.0], Relative(1e-3), 0.6, 1.1),
        (1.0, "one", None, math.inf, math.inf),
        (2, 1, Exact(), math.inf, math.inf),
        ([1.0], [1.0, 2.0], Close(0, 0.1), math.inf, math.inf),
    ],
)
def test_excess_is_the_multiple_of_the_tolerance_that_it_takes(
    got: object, want: object, tolerance: Tolerance | None, least: float, most: float
) -> None:
    assert least <= excess(got, want, tolerance=tolerance) <= most
