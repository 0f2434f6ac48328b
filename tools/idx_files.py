"""The IDX format of MNIST's files, for the makers of small data sets."""

import struct
from pathlib import Path

import numpy as np

Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def write_set(folder: Path, images: Bytes, labels: Bytes, train: int) -> None:
    """Write images (N, 28, 28) and labels (N,) in MNIST's four files; the first `train` are for training."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in (("train", slice(0, train)), ("t10k", slice(train, None))):
        write_idx(folder / f"{name}-images-idx3-ubyte", images[part])
        write_idx(folder / f"{name}-labels-idx1-ubyte", labels[part])


def write_idx(path: Path, values: Bytes) -> None:
    """Write bytes: a magic number with element type and dimensions, the sizes, then the values."""
    header = struct.pack(">BBBB", 0, 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
    path.write_bytes(header + values.tobytes())
