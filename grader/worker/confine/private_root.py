"""A file system of the worker's own: a small tmpfs with read-only views of Python and the system, and a scratch folder.

The scratch folders are mounted before the views, because a tmpfs mounted later on /tmp would hide views below /tmp. Each has
a cap on bytes and on files. /proc shows this worker's processes and nothing of the machine.

Stops: reading or naming any file outside, writing outside scratch, filling the disk, devices, set-uid programs.
Does not stop: reading what is granted (Python, its packages, data sets).
"""

import os

from grader.worker.confine import kernel
from grader.worker.confine.plan import SCRATCH_INSIDE, Plan

_DEVICES = ("null", "zero", "full", "random", "urandom")
_GUARDED = kernel.MS_NOSUID | kernel.MS_NODEV
_VIEW = kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID | kernel.MOUNT_ATTR_NODEV


def enter(plan: Plan) -> str:
    """Put the private root together on `plan.root` and move into it. Needs a mount namespace of our own."""
    kernel.mount(None, "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", plan.root, "tmpfs", _GUARDED, "size=1m,nr_inodes=4k,mode=755")
    _mount_scratch(plan)
    for path in plan.granted:
        _show(path, plan.root + path)
    for inside, outside in plan.readable:
        _show(os.path.realpath(outside), plan.root + inside)
    for name in _DEVICES:
        _bind(f"/dev/{name}", f"{plan.root}/dev/{name}")
    os.mkdir(f"{plan.root}/proc")
    kernel.mount("proc", f"{plan.root}/proc", "proc", _GUARDED | kernel.MS_NOEXEC, "subset=pid")
    kernel.change_root(plan.root)
    kernel.restrict_mount("/", _VIEW, recursive=False)
    return "private root"


def _mount_scratch(plan: Plan) -> None:
    owner = "" if plan.uid is None else f",uid={plan.uid},gid={plan.uid}"
    for folder in (SCRATCH_INSIDE, "/dev/shm"):  # noqa: S108  private mounts
        target = plan.root + folder
        os.makedirs(target)
        caps = f"size={plan.scratch_mb}m,nr_inodes={plan.scratch_files},mode=700{owner}"
        kernel.mount("tmpfs", target, "tmpfs", _GUARDED | kernel.MS_NOEXEC, caps)


def _show(path: str, target: str) -> None:
    """Make a file or folder visible at `target`, read-only; a link stays a link; what does not exist is left out."""
    if os.path.islink(path):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(os.readlink(path), target)
    elif os.path.exists(path):
        _bind(path, target)
        kernel.restrict_mount(target, _VIEW, recursive=True)


def _bind(path: str, target: str) -> None:
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o444))
    kernel.mount(path, target, flags=kernel.MS_BIND | kernel.MS_REC)
