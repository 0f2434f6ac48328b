"""Data sets that a package which is not here would have given: Keras's arrays, and OpenML's by way of scikit-learn."""

from pathlib import Path
from typing import Any

import numpy as np

from grader.worker.standins.archives import CIFAR, cifar_batch, mnist_arrays
from grader.worker.standins.excerpts import Array, excerpt
from grader.worker.standins.surroundings import Surroundings

_TRAIN, _TEST, _ALL = 60_000, 10_000, 70_000
_CIFAR_TRAIN = 50_000
_OPENML = {"mnist_784": "MNIST", "fashion-mnist": "FashionMNIST"}
_Parts = tuple[tuple[Array, Array], tuple[Array, Array]]


def install(surroundings: Surroundings) -> None:
    """Answer the calls that load them."""
    if surroundings.data is None:
        return
    giving = _Giving(surroundings.data, surroundings)
    for name, folder in (("mnist", "MNIST"), ("fashion_mnist", "FashionMNIST")):
        surroundings.calls[f"datasets.{name}.load_data"] = lambda *_path, folder=folder: giving.mnist(folder)
    surroundings.calls["datasets.cifar10.load_data"] = giving.cifar
    surroundings.calls["datasets.fetch_openml"] = giving.openml


class _Giving:
    """Reads the data folder, and says so."""

    def __init__(self, data: Path, surroundings: Surroundings) -> None:
        self._data, self._notes = data, surroundings.notes

    def mnist(self, folder: str) -> _Parts:
        """Images (N, 28, 28) and labels (N,), uint8, for training and for testing."""
        (x, y), (x_test, y_test) = mnist_arrays(self._data, folder)
        self._notes.add(f"{folder} was read from the data folder: {len(x)} examples, which stand for {_TRAIN}.")
        return (excerpt(x, _TRAIN), excerpt(y, _TRAIN)), (excerpt(x_test, _TEST), excerpt(y_test, _TEST))

    def cifar(self, *_path: object) -> _Parts:
        """Images (N, 32, 32, 3) and labels (N, 1), uint8, for training and for testing."""
        parts = [self._batch(f"data_batch_{number}") for number in range(1, 6)]
        x, y = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        x_test, y_test = self._batch("test_batch")
        self._notes.add(f"CIFAR-10 was read from the data folder: {len(x)} examples, which stand for {_CIFAR_TRAIN}.")
        return (excerpt(x, _CIFAR_TRAIN), excerpt(y, _CIFAR_TRAIN)), (excerpt(x_test, _TEST), excerpt(y_test, _TEST))

    def openml(self, name: str = "", *_args: object, return_X_y: bool = False, **_options: object) -> Any:
        """Rows of pixels (N, 784), float64, and labels (N,) as texts: both parts of the data set together."""
        if str(name).lower() not in _OPENML:
            raise ModuleNotFoundError(f"OpenML's {name} was not downloaded, and `sklearn` is not there", name="sklearn")
        train, test = self.mnist(_OPENML[str(name).lower()])
        x, y = (np.concatenate([np.asarray(part[at]) for part in (train, test)]) for at in (0, 1))
        rows, labels = excerpt(x.reshape(len(x), -1).astype(float), _ALL), excerpt(y.astype(str).astype(object), _ALL)
        return (rows, labels) if return_X_y else _Bunch(data=rows, target=labels)

    def _batch(self, name: str) -> tuple[Array, Array]:
        images, labels = cifar_batch(self._data / CIFAR / name)
        return images, labels.astype(np.uint8).reshape(-1, 1)


class _Bunch(dict[str, Any]):
    """A dictionary whose items are attributes, too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None
