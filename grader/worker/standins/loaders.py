"""`DataLoader`: no worker processes, and each pass ends after the number of batches that the assignment allows."""

import functools
import inspect
from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

from torch.utils.data import DataLoader
from torch.utils.data.dataloader import _BaseDataLoaderIter

from grader.worker.notes import Notes
from grader.worker.standins.surroundings import Surroundings

whole: WeakSet[DataLoader[Any]] = WeakSet()
"""Loaders that are never cut: those which the grader made for a check."""

_ONLY_FOR_WORKERS = ("num_workers", "prefetch_factor", "persistent_workers", "multiprocessing_context", "timeout")


def install(surroundings: Surroundings) -> None:
    """Change `DataLoader` itself, so that it does not matter under which name it is known."""
    _load_in_this_process(surroundings.notes)
    _BaseDataLoaderIter.next = _BaseDataLoaderIter.__next__  # type: ignore[attr-defined]  # see `CutPass`
    if surroundings.max_batches is not None:
        _cut_passes(surroundings.max_batches, surroundings.notes)


def _load_in_this_process(notes: Notes) -> None:
    original = DataLoader.__init__
    signature = inspect.signature(original)

    @functools.wraps(original)
    def initialize(self: DataLoader[Any], *args: Any, **kwargs: Any) -> None:
        bound = signature.bind(self, *args, **kwargs)
        if bound.arguments.get("num_workers"):
            notes.add("`DataLoader` loaded in the same process: `num_workers` was taken as 0.")
            for name in _ONLY_FOR_WORKERS:
                bound.arguments.pop(name, None)
        original(*bound.args, **bound.kwargs)

    DataLoader.__init__ = initialize  # type: ignore[method-assign]


def _cut_passes(most: int, notes: Notes) -> None:
    original_iter, original_len = DataLoader.__iter__, DataLoader.__len__

    def iterate(self: DataLoader[Any]) -> Any:
        batches = original_iter(self)
        return batches if self in whole else CutPass(batches, most, notes)

    def length(self: DataLoader[Any]) -> int:
        full = original_len(self)
        return full if self in whole else min(full, most)

    DataLoader.__iter__ = iterate  # type: ignore[method-assign]
    DataLoader.__len__ = length  # type: ignore[method-assign]


class CutPass:
    """An iterator over the first batches of another."""

    def __init__(self, batches: Any, most: int, notes: Notes) -> None:
        self._batches = batches
        self._left = most
        self._most = most
        self._notes = notes

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if self._left == 0:
            self._notes.add(f"each pass over a `DataLoader` ended after {self._most} batches.")
            raise StopIteration
        self._left -= 1
        return next(self._batches)

    next = __next__  # as iterators of loaders had it when many course notebooks were written

    def __len__(self) -> int:
        return min(len(self._batches), self._most)
