"""`sklearn.model_selection.train_test_split`, where scikit-learn is not installed."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.worker.standins.excerpts import Array
from grader.worker.standins.surroundings import Surroundings

Size = float | int | None
_USUAL = 0.25
"""The share for testing where none is asked for."""


def install(surroundings: Surroundings) -> None:
    """Answer the call."""
    surroundings.calls["train_test_split"] = train_test_split


def train_test_split(
    *arrays: Any,
    test_size: Size = None,
    train_size: Size = None,
    random_state: Any = None,
    shuffle: bool = True,
    stratify: object = None,
) -> list[Any]:
    """The rows of each array for training and for testing, drawn alike from all. Classes are not balanced."""
    del stratify
    count = len(arrays[0])
    train, test = _counts(count, getattr(arrays[0], "full", 0) or count, train_size, test_size)
    order = _generator(random_state).permutation(count) if shuffle else np.arange(count)
    chosen = (order[test : test + train], order[:test]) if shuffle else (order[:train], order[train : train + test])
    return [part for array in arrays for part in _parts(array, chosen)]


def _counts(here: int, full: int, train_size: Size, test_size: Size) -> tuple[int, int]:
    """Rows for training and for testing, of those that are `here` and stand for `full` ones."""
    if test_size is None and train_size is None:
        test_size = _USUAL
    test = None if test_size is None else _rows(test_size, here, full, math.ceil)
    train = here - (test or 0) if train_size is None else _rows(train_size, here, full, math.floor)
    return train, here - train if test is None else test


def _rows(size: float, here: int, full: int, rounded: Any) -> int:
    share = size if isinstance(size, float) else size / full
    return max(1, int(rounded(round(share * here, 6))))


def _generator(random_state: Any) -> Any:
    if random_state is None:
        return np.random
    return random_state if hasattr(random_state, "permutation") else np.random.RandomState(random_state)


def _parts(array: Any, chosen: tuple[Array, Array]) -> Iterator[Any]:
    for rows in chosen:
        if hasattr(array, "iloc"):
            yield array.iloc[rows]
        else:
            yield array[rows] if hasattr(array, "shape") else [array[row] for row in rows]
