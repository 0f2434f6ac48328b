"""Writes the small CIFAR-10 that comes with the grader: drawn scenes in CIFAR-10's own Python files.

Run it from the checkout's top folder: `python tools/make_cifar10.py`. The same files come out every time.

Each class, in CIFAR-10's order and under its names, is a shape on a ground, both in colours, places and sizes that vary
from image to image, and some noise. Colours of the classes overlap, so that a network has to look at shapes as well;
nobody's pictures are in them.
"""

from pathlib import Path

import numpy as np

from grader.worker.standins.old_pickle import dumps

FOLDER = Path(__file__).resolve().parent.parent / "assignments" / "data" / "cifar-10-batches-py"
BATCH, TEST = 200, 200
SEED = 0
SIDE = 32
NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
SKY, ROAD, WOOD = (140, 180, 230), (130, 130, 130), (70, 110, 60)
ROOM, MEADOW, SEA = (190, 170, 150), (110, 170, 80), (50, 90, 150)

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def box(x: Floats, y: Floats, width: float, height: float) -> Floats:
    """1 inside of a box around the middle."""
    return ((abs(x) < width) & (abs(y) < height)).astype(np.float64)


def disc(x: Floats, y: Floats, radius: float, squeeze: float = 1.0) -> Floats:
    """1 inside of an ellipse around the middle."""
    return (x**2 + (y / squeeze) ** 2 < radius**2).astype(np.float64)


def shape(label: int, x: Floats, y: Floats) -> Floats:
    """How much of each point belongs to the thing; x to the right and y down, from -1 to 1."""
    wheels = disc(x - 0.4, y - 0.35, 0.18) + disc(x + 0.4, y - 0.35, 0.18)
    legs = sum(box(x - place, y - 0.55, 0.06, 0.35) for place in (-0.45, -0.25, 0.25, 0.45))
    ears = sum((abs(x - side) + abs(y + 0.5) < 0.25).astype(np.float64) for side in (-0.3, 0.3))
    parts = [
        box(x, y, 0.85, 0.1) + box(x - y, y, 0.12, 0.6),
        box(x, y - 0.1, 0.7, 0.2) + box(x, y + 0.2, 0.35, 0.2) + wheels,
        disc(x, y, 0.4, 0.5) + disc(x - 0.45, y + 0.2, 0.18) + (abs(x - 0.7) + 3 * abs(y + 0.2) < 0.2),
        disc(x, y, 0.5) + ears,
        disc(x, y, 0.5, 0.5) + legs + box(x - 0.5, y + 0.5, 0.05, 0.4) + box(x - 0.35, y + 0.7, 0.2, 0.05),
        disc(x, y, 0.45, 1.2) + disc(x - 0.45, y + 0.1, 0.2, 2.0) + disc(x + 0.45, y + 0.1, 0.2, 2.0),
        disc(x, y - 0.2, 0.7, 0.5) + disc(x - 0.3, y + 0.25, 0.18) + disc(x + 0.3, y + 0.25, 0.18),
        disc(x, y, 0.55, 0.45) + legs + box(x - 0.55 - y / 3, y + 0.35, 0.12, 0.4),
        ((abs(x) < 1.1 - y) & (abs(y - 0.3) < 0.2)) + box(x, y + 0.3, 0.06, 0.5) + box(x - 0.2, y + 0.3, 0.2, 0.3),
        box(x + 0.15, y, 0.6, 0.4) + box(x - 0.6, y - 0.15, 0.2, 0.25) + wheels,
    ]
    covered: Floats = np.clip(parts[label], 0, 1)
    return covered


GROUNDS = [SKY, ROAD, SKY, ROOM, WOOD, ROOM, WOOD, MEADOW, SEA, ROAD]
THINGS = [
    *((200, 205, 210), (190, 50, 50), (120, 90, 60), (120, 100, 80), (150, 110, 60)),
    *((160, 130, 90), (120, 150, 50), (110, 70, 40), (180, 180, 190), (200, 160, 60)),
]
"""The colours, red, green and blue, that those of a class vary around."""


def main() -> None:
    """Write five training batches, the test batch, and the names of the classes."""
    rng = np.random.default_rng(SEED)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number in range(1, 6):
        write(rng, f"data_batch_{number}", f"training batch {number} of 5", BATCH)
    write(rng, "test_batch", "testing batch 1 of 1", TEST)
    dump("batches.meta", {"num_cases_per_batch": BATCH, "label_names": NAMES, "num_vis": 3 * SIDE * SIDE})


def write(rng: np.random.Generator, name: str, title: str, count: int) -> None:
    """Write a batch: rows of 3072 bytes, all red ones, then green, then blue."""
    labels = [int(label) for label in rng.permutation(np.arange(count) % len(NAMES))]
    images = np.stack([drawn(rng, label) for label in labels])
    files = [f"{NAMES[label]}_{name}_{number:04}.png" for number, label in enumerate(labels)]
    rows = images.transpose(0, 3, 1, 2).reshape(count, -1)
    dump(name, {"batch_label": title, "labels": labels, "data": rows, "filenames": files})


def drawn(rng: np.random.Generator, label: int) -> Bytes:
    """One image of 32 x 32 x 3."""
    along = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    y, x = np.meshgrid(along, along, indexing="ij")
    shift, size, flip = rng.uniform(-0.2, 0.2, 2), rng.uniform(0.75, 1.05), rng.choice([-1, 1])
    inside = shape(label, flip * (x - shift[0]) / size, (y - shift[1]) / size)[..., None]
    ground, thing = (np.array(colour) + rng.normal(0, 35, 3) for colour in (GROUNDS[label], THINGS[label]))
    shaded = ground * (1 + 0.2 * rng.uniform(-1, 1) * y[..., None])
    image = shaded * (1 - inside) + thing * inside + rng.normal(0, 12, (SIDE, SIDE, 3))
    return image.clip(0, 255).astype(np.uint8)


def dump(name: str, content: dict[str, object]) -> None:
    """Write as Python 2 did, which CIFAR-10's readers count on."""
    (FOLDER / name).write_bytes(dumps(content))


if __name__ == "__main__":
    main()
