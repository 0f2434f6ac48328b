"""The files of known data sets, for notebooks that read them by hand: from wherever they think that they lie.

A path that does not exist, but ends like a file or folder in the data folder, leads there: `cifar-10-batches-py/
data_batch_1` below any folder, `train-images-idx3-ubyte.gz` anywhere; so does a copy that came out of an archive of the
data folder's. Readers by hand say `reshape(10000, 3, 32, 32)`, so they get a small file in full length: its rows over
and over. The course helper `load_CIFAR10` makes floats of all
that (1.2 GB), so it is answered with the rows that are here, as an array that takes indices of the full length.
"""

import ast
import builtins
import functools
import gzip
import io
import os
import pickle
import struct
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any, NoReturn

import numpy as np
from IPython.core import interactiveshell

from grader.worker.standins.archives import ARCHIVES, CIFAR, cifar_batch
from grader.worker.standins.excerpts import Array, excerpt
from grader.worker.standins.old_pickle import dumps
from grader.worker.standins.surroundings import Surroundings

_BATCH = 10_000
_IDX_ROWS = {"train": 60_000, "t10k": 10_000}
_HELPER = "__course_data__"
_Open = Callable[..., Any]


def install(surroundings: Surroundings) -> None:
    """Lead paths to the data folder, and answer for the course helper."""
    if surroundings.data is None:
        return
    finder = Finder(surroundings.data)
    _redirect_open(finder, surroundings)
    _redirect_questions(finder)
    answering = _answering(finder, surroundings)
    setattr(builtins, _HELPER, answering)
    surroundings.instead["load_CIFAR10"] = answering(_not_there)
    surroundings.rewriter.rules.append(_decorated)


class Finder:
    """Looks for what is named like something in the data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._files = [path for path in sorted(data.rglob("*")) if path.is_file()]

    def find(self, asked: object) -> Path | None:
        """The file or folder of the data folder that a path means which is missing, or leads to a copy."""
        if not isinstance(asked, str | os.PathLike):
            return None
        path = PurePath(os.fspath(asked))
        if not path.parts or path.is_relative_to(self._data):
            return None
        place = self._place(path.parts, "fashion" in str(asked).lower())
        return place if place and (not _exists(asked) or _is_copy(Path(asked), place)) else None

    def _place(self, parts: tuple[Any, ...], fashion: bool) -> Path | None:
        if CIFAR in parts:
            place = self._data.joinpath(*parts[parts.index(CIFAR) :])
            return place if place.exists() else None
        if parts[-1] in ARCHIVES:
            source, _ = ARCHIVES[parts[-1]]
            return self._data / parts[-1] if (self._data / source).is_dir() else None
        name = str(parts[-1]).removesuffix(".gz").replace(".idx", "-idx")
        found = [path for path in self._files if path.name == name and name.endswith("ubyte")]
        # MNIST and FashionMNIST have files of the same names.
        return next((path for path in found if ("Fashion" in str(path)) == fashion), None)


_exists, _is_file, _is_folder, _size = os.path.exists, os.path.isfile, os.path.isdir, os.path.getsize


def _is_copy(path: Path, place: Path) -> bool:
    """Whether a file, or every file of a folder, is as long as the data folder's."""
    if _is_file(place):
        return _is_file(path) and _size(path) == _size(place)
    return _is_folder(place) and all(_is_copy(path / inner.name, inner) for inner in place.iterdir())


def is_file(place: Path) -> bool:
    """Whether a place that was found is a file, or can be made one."""
    return place.name in ARCHIVES or _is_file(place)


def content(path: Path, name: str) -> bytes:
    """A file of the data folder, in full length where it is a short one of a known kind; packed for a `.gz` name."""
    if path.name in ARCHIVES:
        return ARCHIVES[path.name][1](path.parent)
    raw = path.read_bytes()
    if path.parent.name == CIFAR and path.name != "batches.meta":
        return _full_batch(raw)
    if path.name.endswith("ubyte"):
        raw = _full_idx(raw, _IDX_ROWS["train" if path.name.startswith("train") else "t10k"])
    return gzip.compress(raw, 0) if name.endswith(".gz") else raw


def _full_batch(raw: bytes) -> bytes:
    batch = pickle.loads(raw, encoding="latin1")
    if len(batch["labels"]) >= _BATCH:
        return raw
    return dumps({key: _repeated(value) for key, value in batch.items()})


def _repeated(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.resize(value, (_BATCH, *value.shape[1:]))
    return [value[at % len(value)] for at in range(_BATCH)] if isinstance(value, list) else value


def _full_idx(raw: bytes, full: int) -> bytes:
    here = struct.unpack(">I", raw[4:8])[0]
    start = 4 + 4 * raw[3]
    if here >= full:
        return raw
    rows = np.frombuffer(raw, np.uint8, offset=start).reshape(here, -1)
    return raw[:4] + struct.pack(">I", full) + raw[8:start] + np.resize(rows, (full, rows.shape[1])).tobytes()


def _redirect_open(finder: Finder, surroundings: Surroundings) -> None:
    real: _Open = builtins.open

    @functools.wraps(real)
    def open_or_find(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        found = finder.find(file) if "r" in mode else None
        if found is None or not is_file(found):
            return real(file, mode, *args, **kwargs)
        surroundings.notes.add(f"{found.name} was read from the grader's data folder.")
        raw = io.BytesIO(content(found, str(file)))
        return raw if "b" in mode else io.TextIOWrapper(raw)

    # A cell's `open` is IPython's own, which goes on to the one that it imported; `pathlib` takes io's.
    for owner, name in ((builtins, "open"), (io, "open"), (interactiveshell, "io_open")):
        setattr(owner, name, open_or_find)


def _redirect_questions(finder: Finder) -> None:
    def redirected(question: Callable[..., Any]) -> Callable[..., Any]:
        return functools.wraps(question)(lambda path, *rest: question(finder.find(path) or path, *rest))

    for name in ("exists", "isfile", "isdir"):
        setattr(os.path, name, redirected(getattr(os.path, name)))
    listed = os.listdir
    os.listdir = functools.wraps(listed)(lambda path=".": listed(finder.find(path) or path))  # type: ignore[assignment]


def _decorated(statement: ast.stmt) -> list[ast.stmt] | None:
    """The course's reader, asked by way of ours."""
    if isinstance(statement, ast.FunctionDef) and statement.name == "load_CIFAR10":
        statement.decorator_list.append(ast.Name(_HELPER, ast.Load()))
        return [statement]
    return None


def _not_there(root: object) -> NoReturn:
    raise FileNotFoundError(f"CIFAR-10 is neither in {root} nor in the grader's data folder")


def _answering(finder: Finder, surroundings: Surroundings) -> Callable[[_Open], _Open]:
    def decorate(own: _Open) -> _Open:
        @functools.wraps(own)
        def load(root: Any, *args: Any, **kwargs: Any) -> Any:
            folder = finder.find(root)
            if folder is None or len(_read(folder / "test_batch")[1]) >= _BATCH:
                return own(root, *args, **kwargs)
            (x, y), (x_test, y_test) = _training(folder), _read(folder / "test_batch")
            text = "CIFAR-10 was read from the grader's data folder: {} examples, which stand for {}."
            surroundings.notes.add(text.format(len(y), 5 * _BATCH))
            return excerpt(x, 5 * _BATCH), excerpt(y, 5 * _BATCH), excerpt(x_test, _BATCH), excerpt(y_test, _BATCH)

        return load

    return decorate


def _training(folder: Path) -> tuple[Array, Array]:
    images, labels = zip(*(_read(folder / f"data_batch_{number}") for number in range(1, 6)), strict=True)
    return np.concatenate(images), np.concatenate(labels)


def _read(path: Path) -> tuple[Array, Array]:
    """Images (N, 32, 32, 3), float64, and labels (N,), as the course's reader gives them."""
    images, labels = cifar_batch(path)
    return images.astype("float"), labels
