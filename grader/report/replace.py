"""Replaces files and folders whole: a reader, a full disk or a kill sees the old or the new, never half of either.

The new content is written under a hidden name beside the place where it belongs and then renamed. For a file that is
`os.replace`. A folder cannot be renamed onto one that is not empty, so the two are exchanged in one step where the
system can do that (Linux, on most file systems). Elsewhere the old one is moved aside first; a kill between the two
renames leaves it there, whole, as `.<name>.previous`.
"""

import ctypes
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from grader.report.errors import ReportError

_SUFFIX = ".partial"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder` hold exactly `files` (relative paths to contents). Raises ReportError; then it is as it was."""

    def write(temporary: Path) -> None:
        for name, content in files.items():
            target = temporary / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    _guarded(folder, write, _swap)


def replace_file(path: Path, content: bytes) -> None:
    """Make `path` hold exactly `content`. Raises ReportError; then it is as it was."""
    _guarded(path, lambda temporary: _write_file(temporary, content), os.replace)


def sweep(folder: Path) -> None:
    """Remove what a killed run left half written in `folder`."""
    for leftover in folder.glob(f".*{_SUFFIX}"):
        _remove(leftover)


def _guarded(place: Path, write: Callable[[Path], None], move: Callable[[Path, Path], None]) -> None:
    temporary = place.parent / f".{place.name[:80]}.{secrets.token_hex(4)}{_SUFFIX}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write(temporary)
        move(temporary, place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(f"Cannot write {place}: {reason}. What was there before is unchanged.") from error
    finally:
        _remove(temporary)


def _write_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _swap(new: Path, place: Path) -> None:
    """Put `new` where `place` is. What was there is then at `new`, or gone."""
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        aside = place.with_name(f".{place.name}.previous")
        _remove(aside)
        place.rename(aside)
        try:
            new.rename(place)
        except OSError:
            aside.rename(place)
            raise
        _remove(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    status: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return status == 0


def _remove(path: Path) -> None:
    """Remove a file or a folder if it is there; that it cannot be removed hurts nobody."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
