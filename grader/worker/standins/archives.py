"""Files that notebooks download, made from the data folder when they are asked for: archives and packed arrays.

They hold the examples that are here. What is unpacked from an archive of a small data set is read in full length again,
as `datafiles` says.
"""

import gzip
import io
import pickle
import struct
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from grader.worker.standins.excerpts import Array

CIFAR = "cifar-10-batches-py"
_FASTEST = 1


def idx(path: Path) -> Array:
    """The array in a file of MNIST's format: labels (N,) or images (N, 28, 28), uint8."""
    raw = path.read_bytes()
    axes = raw[3]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(struct.unpack_from(f">{axes}I", raw, 4))


def mnist_arrays(data: Path, name: str) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Images (N, 28, 28) and labels (N,) for training, and the same for testing. `name` is the data set's folder."""
    train, test = (
        tuple(idx(data / name / "raw" / f"{part}-{kind}-ubyte") for kind in ("images-idx3", "labels-idx1"))
        for part in ("train", "t10k")
    )
    return (train[0], train[1]), (test[0], test[1])


def cifar_batch(path: Path) -> tuple[Array, Array]:
    """Images (N, 32, 32, 3), uint8, and labels (N,) of one of CIFAR-10's files."""
    batch = pickle.loads(path.read_bytes(), encoding="latin1")
    return batch["data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), np.array(batch["labels"])


def _cifar_archive(data: Path) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_FASTEST) as archive:
        archive.add(data / CIFAR, CIFAR)
    return file.getvalue()


def _keras_arrays(data: Path) -> bytes:
    (x_train, y_train), (x_test, y_test) = mnist_arrays(data, "MNIST")
    file = io.BytesIO()
    np.savez(file, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return file.getvalue()


def _three_parts(data: Path) -> bytes:
    """Training, validation and test images as rows (N, 784) between 0 and 1, each with their labels."""
    (x, y), (x_test, y_test) = mnist_arrays(data, "MNIST")
    cut = len(x) * 5 // 6
    parts = [(x[:cut], y[:cut]), (x[cut:], y[cut:]), (x_test, y_test)]
    rows = [((images.reshape(-1, 784) / np.float32(255)), labels.astype(np.int64)) for images, labels in parts]
    return gzip.compress(pickle.dumps(tuple(rows)), _FASTEST)


ARCHIVES: Mapping[str, tuple[str, Callable[[Path], bytes]]] = {
    "cifar-10-python.tar.gz": (CIFAR, _cifar_archive),
    "mnist.npz": ("MNIST", _keras_arrays),
    "mnist.pkl.gz": ("MNIST", _three_parts),
}
"""By the file's name: the folder it is made from, and what makes it of the data folder."""
