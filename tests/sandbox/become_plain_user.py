"""Run Python as a user without any rights: `become_plain_user.py CHECKOUT HOME ARGUMENTS...`. Started by root.

Where Python or the checkout lie in a folder that admits only root, that folder is covered, in a mount namespace of our
own, by one that admits everybody and shows just what is needed.
"""

import ctypes
import os
import stat
import sys
from pathlib import Path

UID = 12345
NEW_MOUNTS, PRIVATE, BIND, RECURSIVE = 0x20000, 1 << 18, 4096, 16384
LIBC = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: Path | str, kind: str | None, flags: int, options: str | None = None) -> None:
    """mount(2)."""
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind, options)]
    if LIBC.mount(words[0], words[1], words[2], ctypes.c_ulong(flags), words[3]) != 0:
        raise OSError(ctypes.get_errno(), f"mount {source} {target}")


def closed(folder: Path) -> Path | None:
    """The uppermost folder on the way that admits only its owner."""
    return next((parent for parent in reversed(folder.parents) if not parent.stat().st_mode & stat.S_IXOTH), None)


def uncover(folders: set[Path]) -> None:
    """Make folders reachable for everybody, in this process's own view."""
    if LIBC.unshare(NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    mount("none", "/", None, PRIVATE | RECURSIVE)
    opened = {folder: os.open(folder, os.O_PATH) for folder in folders if closed(folder)}
    for cover in {cover for folder in opened if (cover := closed(folder))}:
        mount("tmpfs", cover, "tmpfs", 0, "mode=755")
    for folder, descriptor in opened.items():
        folder.mkdir(parents=True, exist_ok=True)
        mount(f"/proc/self/fd/{descriptor}", folder, None, BIND | RECURSIVE)
        os.close(descriptor)


checkout, home, *arguments = sys.argv[1:]
uncover({Path(path).resolve() for path in (sys.prefix, sys.base_prefix, checkout)})
os.setgroups([])
os.setresgid(UID, UID, UID)
os.setresuid(UID, UID, UID)
os.chdir(checkout)
environment = {"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1"}
os.execve(sys.executable, [sys.executable, *arguments], environment)
