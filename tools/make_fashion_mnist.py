"""Writes the small FashionMNIST that comes with the grader: drawn clothes in FashionMNIST's own file format.

Run it from the checkout's top folder: `python tools/make_fashion_mnist.py`. The same files come out every time.

The classes are FashionMNIST's, in its order, each an outline of polygons with corners, place, size and brightness that
vary from image to image, and some noise. They can be learned, tops with more trouble than the rest; nobody's pictures
are in them.
"""

from pathlib import Path

import numpy as np
from idx_files import Bytes, write_set
from matplotlib.path import Path as Outline

FOLDER = Path(__file__).resolve().parent.parent / "assignments" / "data" / "FashionMNIST" / "raw"
TRAIN, TEST = 1_000, 200
SEED = 0
SIDE = 28
FINE = 2
"""Points along an axis of a pixel, for soft edges."""

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Corners = list[tuple[float, float]]


def mirrored(half: Corners) -> Corners:
    """An outline from its right half, from top to bottom, in x and y from 0 (the middle, the top) to 1."""
    return half + [(-x, y) for x, y in reversed(half)]


def top(sleeve: Corners, waist: float = 0.45, bottom: float = 0.95, neck: float = 0.2) -> Corners:
    """A garment with sleeves."""
    return mirrored([(neck, 0.08), *sleeve, (waist, 0.4), (waist, bottom)])


SHORT = [(0.9, 0.25), (0.8, 0.45), (0.5, 0.32)]
LONG = [(0.6, 0.12), (0.95, 0.85), (0.75, 0.9), (0.5, 0.35)]
SOLE = [(-0.95, 0.72), (0.95, 0.72), (0.95, 0.84), (-0.95, 0.84)]
SHOE = [(-0.9, 0.45), (-0.5, 0.42), (0.1, 0.58), (0.85, 0.62), (0.95, 0.75), (-0.92, 0.75)]
SEAM = [(-0.04, 0.1), (0.04, 0.1), (0.04, 0.95), (-0.04, 0.95)]

CLASSES: list[list[tuple[float, Corners]]] = [
    [(0.8, top(SHORT))],
    [
        (0.7, mirrored([(0.4, 0.05), (0.45, 0.95), (0.15, 0.95), (0.05, 0.3)])),
        (0.9, mirrored([(0.4, 0.05), (0.4, 0.12)])),
    ],
    [(0.7, top(LONG))],
    [(0.7, mirrored([(0.18, 0.04), (0.25, 0.35), (0.2, 0.45), (0.5, 0.97)]))],
    [(0.6, top(LONG, waist=0.52, bottom=1.0)), (0.1, SEAM)],
    [(0.6, SOLE), (0.8, [(-0.6, 0.72), (-0.3, 0.5), (-0.1, 0.72)]), (0.8, [(0.2, 0.72), (0.5, 0.56), (0.6, 0.72)])],
    [(0.75, top(LONG, waist=0.4, neck=0.3)), (1.0, [(-0.3, 0.08), (0.3, 0.08), (0.0, 0.28)])],
    [(0.7, SHOE), (0.95, SOLE)],
    [
        (0.8, mirrored([(0.85, 0.35), (0.9, 0.9)])),
        (0.5, mirrored([(0.5, 0.1), (0.55, 0.35), (0.4, 0.35), (0.38, 0.18)])),
    ],
    [(0.8, [(-0.7, 0.1), (0.0, 0.1), (0.05, 0.5), (0.85, 0.62), (0.9, 0.85), (-0.75, 0.85)]), (0.4, SOLE)],
]
"""For each class its polygons, each with its brightness, drawn one over the other."""


def main() -> None:
    """Write the four files."""
    rng = np.random.default_rng(SEED)
    labels = rng.permutation(np.arange(TRAIN + TEST) % len(CLASSES)).astype(np.uint8)
    images = np.stack([drawn(rng, CLASSES[label]) for label in labels])
    write_set(FOLDER, images, labels, TRAIN)


def drawn(rng: np.random.Generator, polygons: list[tuple[float, Corners]]) -> Bytes:
    """One image of 28 x 28, from 0 to 255."""
    size, shift, light = rng.uniform(0.8, 1.0, 2), rng.uniform(-0.06, 0.06, 2), rng.uniform(0.6, 1.1)
    image = np.zeros((SIDE, SIDE))
    for brightness, corners in polygons:
        jitter = rng.normal(0, 0.025, (len(corners), 2))
        places = (np.array(corners) + jitter - [0, 0.5]) * size + shift + [0, 0.5]
        inside = covered(places * [SIDE / 2, SIDE] + [SIDE / 2, 0])
        image = image * (1 - inside) + brightness * light * inside
    noisy = image * rng.normal(1, 0.12, image.shape)
    return (noisy.clip(0, 1) * 255).astype(np.uint8)


def covered(corners: Floats) -> Floats:
    """How much of each pixel lies inside a polygon, 0 to 1."""
    along = (np.arange(SIDE * FINE) + 0.5) / FINE
    points = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
    inside = Outline(corners).contains_points(points).astype(np.float64)
    return inside.reshape(SIDE, FINE, SIDE, FINE).mean(axis=(1, 3))


if __name__ == "__main__":
    main()
