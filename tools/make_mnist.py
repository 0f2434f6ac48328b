"""Writes the small MNIST that comes with the grader: real handwritten digits in MNIST's own file format.

Run it from anywhere where scikit-learn is installed: `python tools/make_mnist.py`. The same files come out every time.

The digits are scikit-learn's `load_digits`: 1,797 of the test digits of E. Alpaydin and C. Kaynak, "Optical Recognition
of Handwritten Digits", UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, licence CC BY 4.0. They
are 8x8 pixels of 17 grey levels; here they are scaled up smoothly to 20x20 and set into 28x28, as MNIST's are.
"""

import struct
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits  # type: ignore[import-not-found, import-untyped, unused-ignore]

FOLDER = Path(__file__).resolve().parent.parent / "assignments" / "data" / "MNIST" / "raw"
TRAIN = 1_500
SEED = 0
BRIGHTEST = 16
BOX = 20
MARGIN = 4

Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def main() -> None:
    """Write the four files."""
    digits = load_digits()
    order = np.random.default_rng(SEED).permutation(len(digits.target))
    images, labels = enlarged(digits.images)[order], digits.target.astype(np.uint8)[order]
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, part in (("train", slice(0, TRAIN)), ("t10k", slice(TRAIN, None))):
        write_idx(FOLDER / f"{name}-images-idx3-ubyte", images[part])
        write_idx(FOLDER / f"{name}-labels-idx1-ubyte", labels[part])


def enlarged(images: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Bytes:
    """Images (N, 8, 8) of 0..16 as (N, 28, 28) of 0..255."""
    scaled = torch.nn.functional.interpolate(
        torch.from_numpy(images)[:, None], size=(BOX, BOX), mode="bicubic", align_corners=False
    )
    framed = torch.nn.functional.pad(scaled[:, 0], (MARGIN,) * 4)
    bright: Bytes = (framed * 255 / BRIGHTEST).round().clamp(0, 255).to(torch.uint8).numpy()
    return bright


def write_idx(path: Path, values: Bytes) -> None:
    """Write bytes in the IDX format: magic number with element type and dimensions, sizes, then the values."""
    header = struct.pack(">BBBB", 0, 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
    path.write_bytes(header + values.tobytes())


if __name__ == "__main__":
    main()
