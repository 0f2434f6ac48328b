import numpy as np
import pytest
import torch

from grader.compare import Close, agrees, compare

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
