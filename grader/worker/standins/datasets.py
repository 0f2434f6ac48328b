"""torchvision's data sets: read from the data folder, never downloaded.

A small data set stands for the full one: `len` is what is here, and indices that assume the full length are followed as
`excerpts` says, in the data set itself, in its `data` and `targets`, in a `Subset`, in `random_split` and in a sampler.
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch.utils import data as torch_data
from torchvision import datasets

from grader.worker.notes import Notes
from grader.worker.standins.excerpts import excerpt, excerpt_tensor, rows
from grader.worker.standins.surroundings import Surroundings

_FULL: Mapping[type, tuple[int, int]] = {
    datasets.MNIST: (60_000, 10_000),
    datasets.FashionMNIST: (60_000, 10_000),
    datasets.KMNIST: (60_000, 10_000),
    datasets.CIFAR10: (50_000, 10_000),
    datasets.CIFAR100: (50_000, 10_000),
}
"""The known data sets, and how many examples they have for training and for testing."""


def install(surroundings: Surroundings) -> None:
    """Redirect the root folder of each known data set, and of what the submission derives from it."""
    for data_set in _FULL:
        if "__init__" in vars(data_set):
            setattr(data_set, "__init__", _redirected(data_set.__init__, surroundings))  # type: ignore[misc]  # noqa: B010
        if "__getitem__" in vars(data_set):
            setattr(data_set, "__getitem__", _wrapping(vars(data_set)["__getitem__"]))  # noqa: B010
            setattr(data_set, "__iter__", _examples)  # noqa: B010
    _follow_in_subsets(surroundings.notes)


def full_length(data_set: object) -> int:
    """How many examples the data set stands for; 0 where it holds all that it stands for, or is none of the known."""
    return int(getattr(data_set, "_full_length", 0))


def _redirected(original: Callable[..., None], surroundings: Surroundings) -> Callable[..., None]:
    signature = inspect.signature(original)

    @functools.wraps(original)
    def initialize(self: Any, *args: Any, **kwargs: Any) -> None:
        known = next(known for known in type(self).__mro__ if known in _FULL)
        bound = signature.bind(self, *args, **kwargs)
        if bound.arguments.pop("download", False):
            surroundings.notes.add(f"{known.__name__} was not downloaded.")
        if surroundings.data is not None:
            bound.arguments["root"] = str(surroundings.data)
        try:
            original(*bound.args, **bound.kwargs)
        except RuntimeError as error:
            name = known.__name__
            raise FileNotFoundError(f"the data set {name} is not there, and nothing can be downloaded") from error
        train, test = _FULL[known]
        _stand_for(self, train if bound.arguments.get("train", True) else test, known.__name__, surroundings.notes)

    return initialize


def _stand_for(data_set: Any, full: int, name: str, notes: Notes) -> None:
    here = len(data_set.data)
    if here >= full:
        notes.add(f"{name} was read from the grader's data folder.")
        return
    notes.add(f"{name} was read from the grader's data folder: {here} examples, which stand for {full}.")
    data_set._full_length = full
    for part in ("data", "targets"):
        values = getattr(data_set, part)
        if isinstance(values, torch.Tensor):
            setattr(data_set, part, excerpt_tensor(values, full))
        elif isinstance(values, np.ndarray):
            setattr(data_set, part, excerpt(values, full))


def _wrapping(original: Callable[[Any, int], Any]) -> Callable[[Any, int], Any]:
    @functools.wraps(original)
    def item(self: Any, index: int) -> Any:
        beyond = len(self) <= index < full_length(self)
        return original(self, index % len(self) if beyond else index)

    return item


def _examples(self: Any) -> Iterator[Any]:
    """The examples that are here: a loop without an end of its own would go on to the full length."""
    return (self[index] for index in range(len(self)))


def _follow_in_subsets(notes: Notes) -> None:
    subset, split, load = torch_data.Subset.__init__, torch_data.random_split, torch_data.DataLoader.__init__
    load_signature = inspect.signature(load)

    def choose(self: Any, dataset: Any, indices: Sequence[int]) -> None:
        full = full_length(dataset)
        subset(self, dataset, rows(indices, len(dataset), full).tolist() if full else indices)

    def random_split(dataset: Any, lengths: Sequence[float], *args: Any, **kwargs: Any) -> Any:
        if sum(lengths) == full_length(dataset):
            notes.add("`random_split` shared out the examples that are here in the proportion asked for.")
            lengths = _in_proportion(lengths, len(dataset))
        return split(dataset, lengths, *args, **kwargs)

    @functools.wraps(load)
    def initialize(self: Any, *args: Any, **kwargs: Any) -> None:
        given = load_signature.bind(self, *args, **kwargs).arguments
        sampler: Any = given.get("sampler")
        dataset = given["dataset"]
        if full_length(dataset) and isinstance(getattr(sampler, "indices", None), Sequence | torch.Tensor | np.ndarray):
            sampler.indices = rows(sampler.indices, len(dataset), full_length(dataset)).tolist()
        load(self, *args, **kwargs)

    torch_data.Subset.__init__ = choose  # type: ignore[method-assign]
    torch_data.random_split = torch_data.dataset.random_split = random_split
    torch_data.DataLoader.__init__ = initialize  # type: ignore[method-assign]


def _in_proportion(lengths: Sequence[float], here: int) -> list[int]:
    """Lengths that add up to `here`, none of them zero that was not."""
    shares = [max(1, int(length * here / sum(lengths))) if length else 0 for length in lengths]
    shares[shares.index(max(shares))] += here - sum(shares)
    return shares
