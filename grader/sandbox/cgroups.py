"""A memory cgroup for each worker, where this machine lets us make one: the whole tree of processes is counted as one.

It counts what no limit on single processes sees: shared mappings, many forks, files in tmpfs. When the tree goes over,
the kernel kills in it, and `memory_kills` tells. Both versions of cgroups are known; the new group is a child of the
one that the grader itself is in (or, in version 2, a sibling where the kernel forbids children).
"""

import contextlib
import itertools
import os
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.sandbox.leftovers import everyones, is_leftover, owner_mark

_NUMBERS = itertools.count(1)
_PATIENCE = 1.0
"""Seconds until a group whose processes are all dead can surely be removed."""


@dataclass(frozen=True)
class Hierarchy:
    """A place under which groups can be made."""

    version: int
    folder: Path

    @property
    def limits(self) -> tuple[str, str]:
        """Names of the files for the limit on memory, and on memory and swap (1) or on swap alone (2)."""
        if self.version == 1:
            return "memory.limit_in_bytes", "memory.memsw.limit_in_bytes"
        return "memory.max", "memory.swap.max"


@dataclass(frozen=True)
class Cgroup:
    """A group for one worker."""

    version: int
    folder: Path

    def open_door(self, closing: contextlib.ExitStack) -> int:
        """A descriptor, closed with `closing`, to which the number of a process is written to make it join."""
        descriptor = os.open(self.folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)
        closing.callback(os.close, descriptor)
        return descriptor

    def members(self) -> list[int]:
        """Numbers of the processes in it."""
        try:
            return [int(line) for line in (self.folder / "cgroup.procs").read_text(encoding="ascii").split()]
        except FileNotFoundError:
            return []

    def memory_kills(self) -> int:
        """How often the kernel has killed in it for lack of memory."""
        report = self.folder / ("memory.oom_control" if self.version == 1 else "memory.events")
        counts = dict(line.split() for line in report.read_text(encoding="ascii").splitlines())
        return int(counts.get("oom_kill", 0))

    def remove(self) -> None:
        """Remove it, once its processes are dead. Leaves it behind rather than raise."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.002)
            else:
                return


def create(memory_bytes: int) -> Cgroup | None:
    """A new group that may take so much memory, without swap; None where none can be made."""
    hierarchy = usable()
    return _create(hierarchy, memory_bytes) if hierarchy else None


def remove_leftovers() -> None:
    """Remove groups of graders that were killed, with what still runs in them."""
    hierarchy = usable()
    for folder in hierarchy.folder.glob(everyones()) if hierarchy else ():
        if is_leftover(folder.name):
            group = Cgroup(hierarchy.version if hierarchy else 1, folder)
            with contextlib.suppress(OSError):
                for pid in group.members():
                    os.kill(pid, 9)
            group.remove()


def _create(hierarchy: Hierarchy, memory_bytes: int) -> Cgroup | None:
    group = Cgroup(hierarchy.version, hierarchy.folder / f"{owner_mark()}-{next(_NUMBERS)}")
    limit, swap = hierarchy.limits
    try:
        group.folder.mkdir()
        (group.folder / limit).write_text(str(memory_bytes))
    except OSError:
        group.remove()
        return None
    with contextlib.suppress(OSError):  # not every kernel counts swap
        (group.folder / swap).write_text(str(memory_bytes if hierarchy.version == 1 else 0))
    return group


@cache
def usable() -> Hierarchy | None:
    """The first place where a group with a limit can really be made."""
    for hierarchy in _candidates():
        group = _create(hierarchy, 1 << 30)
        if group:
            group.remove()
            return hierarchy
    return None


def _candidates() -> list[Hierarchy]:
    found = []
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            found.append((1, "memory", path))
        elif not controllers:
            found.append((2, "", path))
    places = [(version, _mount_point(version, option), path) for version, option, path in found]
    return [
        Hierarchy(version, folder)
        for version, mounted, path in places
        if mounted
        for folder in ([mounted / path.lstrip("/")] if version == 1 else _below_or_beside(mounted, path))
    ]


def _below_or_beside(mounted: Path, path: str) -> list[Path]:
    own = mounted / path.lstrip("/")
    return [own] if own == mounted else [own, own.parent]


def _mount_point(version: int, option: str) -> Path | None:
    kind = "cgroup" if version == 1 else "cgroup2"
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        left, _, right = line.partition(" - ")
        what, _, options = right.split(" ", 2)
        if what == kind and (not option or option in options.split(",")):
            return Path(left.split(" ")[4])
    return None
