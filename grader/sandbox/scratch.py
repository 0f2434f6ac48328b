"""Folders of the sandbox outside: where workers without a private root may write, and where private roots are put together."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.protocol import SandboxError

_PREFIX = "grader-"


@dataclass(frozen=True)
class Used:
    """What a folder holds."""

    size: int
    """Bytes on disk, with holes left out."""
    files: int


def new_base(*, for_others: bool) -> Path:
    """A new folder for one sandbox. With `for_others`, every user may walk through it, to a folder of their own."""
    base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    if for_others:
        base.chmod(0o711)
        closed = next((parent for parent in base.parents if not parent.stat().st_mode & stat.S_IXOTH), None)
        if closed:
            base.rmdir()
            raise SandboxError(f"workers cannot reach {base}, because {closed} admits only its owner; set TMPDIR to another folder")
    return base


def new_folder(base: Path, *, owner: int | None) -> Path:
    """A new folder for one worker in the sandbox's, given to its user, with a folder `work` in it."""
    folder = Path(tempfile.mkdtemp(prefix="worker-", dir=base))
    work = folder / "work"
    work.mkdir(mode=0o700)
    if owner is not None:
        os.chown(work, owner, owner)
        os.chown(folder, owner, owner)
    return folder


def used(folder: Path, most_files: int) -> Used:
    """Bytes and files below a folder, counted until there are more than `most_files`."""
    size = files = 0
    for entry in _walk(folder):
        files += 1
        with contextlib.suppress(OSError):
            size += entry.stat(follow_symlinks=False).st_blocks * 512
        if files > most_files:
            break
    return Used(size, files)


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    folders: list[str | Path] = [folder]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)


def remove(folder: Path) -> None:
    """Remove a folder whatever a submission made of it: folders that admit nobody, or nested deeper than paths can be long.

    Every folder is moved up before it is emptied, so that no path gets long. Never raises, never follows a link.
    """
    with contextlib.suppress(OSError):
        moved = 0
        folders = [folder]
        while folders:
            current = folders[-1]
            current.chmod(0o700)
            with os.scandir(current) as entries:
                below = [entry for entry in entries if not _unlinked(entry)]
            for entry in below:
                moved += 1
                folders.append(folder / f".{moved}")
                os.rename(entry.path, folders[-1])
            if not below or current == folder:
                ...


def _unlinked(entry: os.DirEntry[str]) -> bool:
    if entry.is_dir(follow_symlinks=False):
        return False
    os.unlink(entry.path)
    return True
