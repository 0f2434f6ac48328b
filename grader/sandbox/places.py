"""What of this machine's files every worker may read: Python, its packages, the system's libraries; nothing else."""

import os
import sys
import sysconfig
from pathlib import Path

from grader.sandbox.protocol import SandboxError

_SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/share", "/lib", "/lib32", "/lib64")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
_OF_PYTHON = ("lib", "lib64", "share")
_COURSE = ("assignments", "reference")
"""Folders that no submission may see; where one of them lies beside the grader, the course does."""


def packages() -> tuple[str, ...]:
    """The folders from which the grader imports installed packages."""
    return tuple(path for path in sys.path if Path(path).name in ("site-packages", "dist-packages"))


def granted() -> tuple[str, ...]:
    """Files and folders that workers may read, none of them inside another.

    Raises `SandboxError` when the course lies in one of them.
    """
    python = [str(Path(prefix) / name) for prefix in {sys.prefix, sys.base_prefix} for name in _OF_PYTHON]
    library = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    found = {path for path in (*_SYSTEM, *python, *library, *packages()) if Path(path).exists()}
    folders = tuple(path for path in sorted(found) if not _inside(path, found))
    _require_hidden_course(folders)
    return (*folders, *(path for path in _SYSTEM_FILES if Path(path).exists()))


def _inside(path: str, folders: set[str]) -> bool:
    return any(path.startswith(folder + os.sep) for folder in folders)


def _require_hidden_course(folders: tuple[str, ...]) -> None:
    for place in (Path(__file__).resolve().parents[2], Path.cwd()):
        if any((place / name).is_dir() for name in _COURSE):
            holder = next((folder for folder in folders if place.is_relative_to(os.path.realpath(folder))), None)
            if holder:
                raise SandboxError(
                    f"the course in {place} would be readable to submissions, because it lies in {holder}, "
                    "which holds Python or its packages; move it to another folder"
                )
