"""Notebooks as nobody should hand them in: samples that were changed at random, as files that may not even be JSON."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

Book = dict[str, Any]
Change = Callable[[Book, random.Random], None]

STRANGE = (
    "%%bash\nls", "!pip install torch", "%cd /content", "import os\nos._exit(3)", "exit()", "1 / 0", "def f(:",
    "print('x' * 3_000_000)", "raise KeyboardInterrupt", "import nowhere.at.all as n\nn.x[0] + 1", "%reset -f",
    "del torch", "import sys\nsys.stdout = None", "torch = None", "print = len = range = None", "return 3", "await 3",
    "import torch\ntorch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)", "%%nothing\nx", "input()",
    "from google.colab import files\nfiles.upload()['a']", "globals().clear()", "def deep(n): return deep(n)\ndeep(0)",
    "import matplotlib.pyplot as plt\nfor n in range(80):\n    plt.figure()\n    plt.plot([n])\nplt.show()",
    "class Odd(Exception):\n    def __str__(self): raise self\nraise Odd", "\x00\x01", "\ud800", "# " + "x" * 100_000,
)  # fmt: skip
ODD_SOURCES: tuple[Any, ...] = (None, 3, [], ["a = 1\n", None, 3], {"text": "x"}, [["x"]], True, "a\r\nb\rc", "\t" * 50)
ODD_METADATA: tuple[Any, ...] = (
    None,
    [],
    3,
    {"tags": "x"},
    {"tags": [None, {}]},
    {"nbgrader": 3, "otter": []},
    {"id": {"a": {}}},
)
ODD_KINDS = ("heading", "raw", "markdown", "", None, 3, "Code")


def drop(book: Book, rng: random.Random) -> None:
    """Leave out some cells."""
    book["cells"] = [cell for cell in book["cells"] if rng.random() > 0.3]


def shuffle(book: Book, rng: random.Random) -> None:
    """Put the cells into another order."""
    rng.shuffle(book["cells"])


def duplicate(book: Book, rng: random.Random) -> None:
    """Repeat some cells further down."""
    book["cells"] += [dict(cell) for cell in rng.choices(book["cells"] or [{}], k=4)]


def insert(book: Book, rng: random.Random) -> None:
    """Add cells that do harm, or are no Python."""
    for source in rng.sample(STRANGE, 3):
        cell: Book = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        book["cells"].insert(rng.randint(0, len(book["cells"])), cell)


def garble(book: Book, rng: random.Random) -> None:
    """Cut characters out of the sources."""
    for cell in rng.sample(book["cells"], min(3, len(book["cells"]))):
        text = "".join(cell["source"]) if isinstance(cell.get("source"), str | list) else ""
        at = rng.randint(0, len(text))
        cell["source"] = text[:at] + text[at + rng.randint(1, 30) :]


def lose_lines(book: Book, rng: random.Random) -> None:
    """Leave out lines of code."""
    for cell in book["cells"]:
        lines = "".join(cell["source"]).splitlines(keepends=True)
        cell["source"] = [line for line in lines if rng.random() > 0.08]


def swell(book: Book, rng: random.Random) -> None:
    """Keep very large outputs in the file."""
    for cell in rng.sample(book["cells"], min(2, len(book["cells"]))):
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["y" * 200_000] * 10}]


def confuse(book: Book, rng: random.Random) -> None:
    """Put things of other types into cells."""
    for cell in rng.sample(book["cells"], min(4, len(book["cells"]))):
        part, odd = rng.choice((("source", ODD_SOURCES), ("metadata", ODD_METADATA), ("cell_type", ODD_KINDS)))
        cell[part] = rng.choice(odd)
        cell["id"] = rng.choice(("same", "same", 3, None, "x" * 500, "../.."))


def strip(book: Book, rng: random.Random) -> None:
    """Leave out what the format demands."""
    for name in rng.sample(("metadata", "nbformat", "nbformat_minor"), 2):
        book.pop(name, None)
    for cell in book["cells"]:
        cell.pop(rng.choice(("metadata", "outputs", "execution_count", "id")), None)


def age(book: Book, rng: random.Random) -> None:
    """Write it in version 3 or 2 of the format."""
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    book.update(nbformat=rng.choice((2, 3)), worksheets=[{"cells": book.pop("cells")}])


CHANGES: tuple[Change, ...] = (drop, shuffle, duplicate, insert, insert, garble, lose_lines, swell, confuse, strip, age)


def mutant(sample: Path, rng: random.Random) -> bytes:
    """The content of a file made from a sample notebook."""
    book = json.loads(sample.read_text(encoding="utf-8"))
    chosen = [change for change in CHANGES if rng.random() < 0.25] or [rng.choice(CHANGES)]
    for change in sorted(chosen, key=lambda change: CHANGES.index(change) if change in (confuse, strip, age) else -1):
        change(book, rng)
    raw = json.dumps(book).encode()
    return _encoded(raw, rng)


def _encoded(raw: bytes, rng: random.Random) -> bytes:
    """Mostly as it is; else with a mark in front, in another encoding, cut off, or with a conflict in it."""
    how = rng.randint(0, 19)
    if how == 0:
        return raw[: rng.randint(0, len(raw))]
    if how == 1:
        return b"\xef\xbb\xbf" + raw
    if how == 2:
        return raw.decode().encode("utf-16")
    if how == 3:
        at = rng.randint(0, len(raw))
        return raw[:at] + b"\n<<<<<<< HEAD\n=======\n>>>>>>> other\n" + raw[at:]
    return raw
