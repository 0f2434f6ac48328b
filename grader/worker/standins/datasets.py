"""torchvision's data sets: read from the data folder, never downloaded."""

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from torchvision import datasets

from grader.worker.standins.surroundings import Surroundings

_KNOWN: Sequence[type] = (
    datasets.MNIST,
    datasets.FashionMNIST,
    datasets.KMNIST,
    datasets.CIFAR10,
    datasets.CIFAR100,
)


def install(surroundings: Surroundings) -> None:
    """Redirect the root folder of each known data set, and of what the submission derives from it."""
    for data_set in _KNOWN:
        if "__init__" in vars(data_set):
            setattr(data_set, "__init__", _redirected(data_set.__init__, surroundings))  # type: ignore[misc]  # noqa: B010


def _redirected(original: Callable[..., None], surroundings: Surroundings) -> Callable[..., None]:
    signature = inspect.signature(original)

    @functools.wraps(original)
    def initialize(self: object, *args: Any, **kwargs: Any) -> None:
        name = next(known.__name__ for known in type(self).__mro__ if known in _KNOWN)
        bound = signature.bind(self, *args, **kwargs)
        if bound.arguments.pop("download", False):
            surroundings.notes.add(f"{name} was not downloaded.")
        if surroundings.data is not None:
            surroundings.notes.add(f"{name} was read from the grader's data folder, which may hold fewer examples.")
            bound.arguments["root"] = str(surroundings.data)
        try:
            original(*bound.args, **bound.kwargs)
        except RuntimeError as error:
            raise FileNotFoundError(f"the data set {name} is not there, and nothing can be downloaded") from error

    return initialize
