"""A file system of the worker's own: a small tmpfs with read-only views of Python and the system, and a scratch folder.

The scratch folders are mounted before the views, because a tmpfs mounted later on /tmp would hide views below /tmp.
Each has a cap on bytes and on files. /proc shows this worker's processes and nothing of the machine.

Stops: reading or naming any file outside, writing outside scratch, filling the disk, devices, set-uid programs. Does
not stop: reading what is granted (Python, its packages, data sets).
"""

from pathlib import Path

from grader.worker.confine import kernel
from grader.worker.confine.plan import SCRATCH_INSIDE, Plan

_DEVICES = ("null", "zero", "full", "random", "urandom")
_GUARDED = kernel.MS_NOSUID | kernel.MS_NODEV
_VIEW = kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID | kernel.MOUNT_ATTR_NODEV


def enter(plan: Plan) -> str:
    """Put the private root together on `plan.root` and move into it. Needs a mount namespace of our own."""
    kernel.mount(None, "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", plan.root, "tmpfs", _GUARDED, "size=1m,nr_inodes=4k,mode=755")
    for folder in (SCRATCH_INSIDE, "/dev/shm"):
        _mount_scratch(plan, Path(plan.root + folder))
    for path in plan.granted:
        _show(Path(path), Path(plan.root + path))
    for inside, outside in plan.readable:
        _show(Path(outside).resolve(), Path(plan.root + inside))
    for name in _DEVICES:
        _bind(Path("/dev", name), Path(plan.root, "dev", name))
    proc = Path(plan.root, "proc")
    proc.mkdir()
    kernel.mount("proc", str(proc), "proc", _GUARDED | kernel.MS_NOEXEC, "subset=pid")
    kernel.change_root(plan.root)
    kernel.restrict_mount("/", _VIEW, recursive=False)
    return "private root"


def _mount_scratch(plan: Plan, target: Path) -> None:
    owner = "" if plan.uid is None else f",uid={plan.uid},gid={plan.uid}"
    caps = f"size={plan.scratch_mb}m,nr_inodes={plan.scratch_files},mode=700{owner}"
    target.mkdir(parents=True)
    kernel.mount("tmpfs", str(target), "tmpfs", _GUARDED | kernel.MS_NOEXEC, caps)


def _show(path: Path, target: Path) -> None:
    """Make a file or folder visible at `target`, read-only; a link stays a link; what does not exist is left out."""
    if path.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(path.readlink())
    elif path.exists():
        _bind(path, target)
        kernel.restrict_mount(str(target), _VIEW, recursive=True)


def _bind(path: Path, target: Path) -> None:
    if path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(0o444)
    kernel.mount(str(path), str(target), flags=kernel.MS_BIND | kernel.MS_REC)
