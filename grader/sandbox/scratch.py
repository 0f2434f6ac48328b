"""Folders of the sandbox outside.

Where workers without a private root may write, and where private roots are put together.
"""

import contextlib
import itertools
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.sandbox.leftovers import everyones, is_leftover, owner_mark
from grader.sandbox.protocol import SandboxError


def new_base(*, for_others: bool) -> Path:
    """A new folder for one sandbox. With `for_others`, every user may walk through it, to a folder of their own."""
    base = Path(tempfile.mkdtemp(prefix=f"{owner_mark()}-"))
    if for_others:
        base.chmod(0o711)
        closed = next((parent for parent in base.parents if not parent.stat().st_mode & stat.S_IXOTH), None)
        if closed:
            base.rmdir()
            why = f"{closed} admits only its owner; set TMPDIR to another folder"
            raise SandboxError(f"workers cannot reach {base}: {why}")
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


def overfull(folder: Path, most_bytes: int, most_files: int) -> bool:
    """Whether more lies below a folder than may; also when a part of it cannot be looked into."""
    size = files = 0
    try:
        for entry in _walk(folder):
            files += 1
            with contextlib.suppress(FileNotFoundError):
                size += entry.stat(follow_symlinks=False).st_blocks * 512
            if size > most_bytes or files > most_files:
                return True
    except OSError:  # a folder that admits nobody, or nested deeper than a path can be long
        return True
    return False


def remove(folder: Path) -> None:
    """Remove a folder whatever a submission made of it; never raises, never follows a link.

    Each folder is moved aside before it is emptied, so that paths stay short however deep the folders were nested.
    """
    with contextlib.suppress(OSError):
        aside = Path(tempfile.mkdtemp(prefix="gone-", dir=folder.parent))
        waiting = [_moved(folder, aside / "0")]
        names = itertools.count(1)
        while waiting:
            current = waiting.pop()
            with os.scandir(current) as entries:
                for entry in list(entries):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(_moved(Path(entry.path), aside / str(next(names))))
                    else:
                        Path(entry.path).unlink()
            current.rmdir()
        aside.rmdir()


def remove_leftovers() -> None:
    """Remove the folders of sandboxes whose grader was killed."""
    for base in Path(tempfile.gettempdir()).glob(everyones()):
        with contextlib.suppress(FileNotFoundError):
            if is_leftover(base.name) and base.stat().st_uid == os.geteuid():
                remove(base)


def _moved(folder: Path, target: Path) -> Path:
    folder.chmod(0o700)
    folder.rename(target)
    return target


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    folders: list[str | Path] = [folder]
    while folders:
        try:
            entries = os.scandir(folders.pop())
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
