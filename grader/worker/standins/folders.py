"""Paths of another machine: `/content/drive/MyDrive/hw`, `/kaggle/working`, `/Users/ada/results`.

What is written there goes to the same path below the scratch folder, and is read from there again. To go to a folder
that is not here changes nothing. A folder that a file is written into is made: on the writer's machine it was there.
"""

import builtins
import functools
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from IPython.core import interactiveshell

from grader.worker.standins.surroundings import Surroundings

_WRITING = frozenset("wax")
_exists, _make_folders = os.path.exists, os.makedirs


class Elsewhere:
    """Leads paths of another machine into the scratch folder."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._scratch, self._notes = surroundings.scratch, surroundings.notes

    def to_read(self, path: Any) -> Any:
        """The path, or where something was written that is to be read."""
        inside = self._inside(path)
        return inside if inside and _exists(inside) else path

    def to_write(self, path: Any) -> Any:
        """The path that is written to; the folder above it is made."""
        inside = self._inside(path)
        if inside:
            self._notes.add(f"{str(path)[:200]} is of another machine: it was written below the grader's own folder.")
        above = os.path.dirname(inside or path) if isinstance(path, str | os.PathLike) else ""  # noqa: PTH120
        if above and (inside or not Path(above).is_absolute()):
            _make_folders(above, exist_ok=True)
        return inside or path

    def _inside(self, path: Any) -> str:
        """Where a path leads that begins with a folder which is not on this machine; empty for any other."""
        if not isinstance(path, str | os.PathLike) or not Path(path).is_absolute():
            return ""
        parts = Path(os.fspath(path)).parts
        return str(self._scratch.joinpath(*parts[1:])) if len(parts) > 1 and not _exists(f"/{parts[1]}") else ""


def install(surroundings: Surroundings) -> None:
    """Lead what opens, makes, asks for and saves files."""
    elsewhere = Elsewhere(surroundings)
    _lead_open(elsewhere)
    for owner, names in ((os, ("listdir", "remove", "scandir")), (os.path, ("exists", "isfile", "isdir", "getsize"))):
        for name in names:
            setattr(owner, name, _led(getattr(owner, name), elsewhere.to_read))
    for name in ("makedirs", "mkdir"):
        setattr(os, name, _led(getattr(os, name), elsewhere.to_write))
    _stay(elsewhere, surroundings)
    save = torch.save
    torch.save = functools.wraps(save)(
        lambda obj, f, *args, **kwargs: save(obj, elsewhere.to_write(f), *args, **kwargs)
    )


def _led(original: Callable[..., Any], lead: Callable[[Any], Any]) -> Callable[..., Any]:
    return functools.wraps(original)(lambda path=".", *args, **kwargs: original(lead(path), *args, **kwargs))


def _lead_open(elsewhere: Elsewhere) -> None:
    real: Callable[..., Any] = builtins.open

    @functools.wraps(real)
    def open_here(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        lead = elsewhere.to_write if _WRITING & set(mode) else elsewhere.to_read
        return real(lead(file), mode, *args, **kwargs)

    # As in `datafiles`, which may have been there before.
    for owner, name in ((builtins, "open"), (io, "open"), (interactiveshell, "io_open")):
        setattr(owner, name, open_here)


def _stay(elsewhere: Elsewhere, surroundings: Surroundings) -> None:
    go = os.chdir

    def go_if_there(path: Any) -> None:
        try:
            go(elsewhere.to_read(path))
        except FileNotFoundError:
            surroundings.notes.add(f"the folder {str(path)[:200]} is not here: the notebook stayed where it was.")

    os.chdir = go_if_there
