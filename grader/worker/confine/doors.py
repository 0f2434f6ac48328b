"""Doors: descriptors of folders that a worker may read but could not reach by their path.

Where a worker gets a user of its own, and no private root, Python may lie in a folder that this user cannot walk
through, such as root's home. The folder is then opened beforehand, without the right to read (O_PATH), and used under
the name `/proc/self/fd/N`, which needs no walk. Going up from it ends at the first folder that does not admit the user,
and Landlock grants nothing above it in any case.
"""

import fcntl
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

_FIRST = 100
"""Doors are numbered from here, clear of the descriptors that come and go."""


def open_doors(folders: Iterable[str]) -> dict[str, str]:
    """Open a door to every folder that strangers cannot reach by path. Maps its path to the door's."""
    return {folder: through(_open(folder)) for folder in folders if Path(folder).is_dir() and not _reachable(folder)}


def through(descriptor: int) -> str:
    """The path that leads through a door."""
    return f"/proc/self/fd/{descriptor}"


def numbers(doors: Iterable[str]) -> list[int]:
    """The descriptors behind paths that lead through doors."""
    return [int(door.rsplit("/", 1)[1]) for door in doors]


def redirected(path: str, doors: dict[str, str]) -> str:
    """The path, leading through a door where it lies behind one."""
    for folder, door in doors.items():
        if path == folder or path.startswith(folder + "/"):
            return door + path[len(folder) :]
    return path


def import_through(doors: dict[str, str]) -> None:
    """Make every import from now on go through the doors, those of packages that are already loaded included."""
    sys.path[:] = [redirected(entry, doors) for entry in sys.path]
    sys.path_importer_cache.clear()
    for module in list(sys.modules.values()):
        folders = getattr(module, "__path__", None)
        if isinstance(folders, list):
            folders[:] = [redirected(folder, doors) for folder in folders]


def _open(folder: str) -> int:
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _FIRST)
    finally:
        os.close(descriptor)


def _reachable(folder: str) -> bool:
    """Whether any user may walk down to the folder."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in Path(folder).resolve().parents)
