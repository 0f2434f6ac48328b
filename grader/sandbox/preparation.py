"""What is set up outside before a worker starts, and given back when it has ended."""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.model import Limits
from grader.sandbox import cgroups, processes, scratch, users
from grader.sandbox.cgroups import Cgroup
from grader.sandbox.protocol import SandboxError
from grader.sandbox.tiers import ALL_LAYERS, PLAIN_USER
from grader.sandbox.watch import Caps

_MIB = 1 << 20
_SHARED_MB = 256
"""Memory of the zygote that a worker may come to own by writing to it, on top of its own limit."""
_SCRATCH_FILES = 8192
_BEHIND_THE_CLOCK = 10
"""Seconds of processor time that the kernel grants each process beyond what the grader's clock grants the submission.
"""
_SPARE_PROCESSES = 256
"""Where processes are counted by user: how many more the user's other programs may start meanwhile."""


@dataclass(frozen=True)
class Abilities:
    """What of the kernel to use; less than there is only to try what poorer machines do."""

    landlock_abi: int = 1000
    """Highest version of Landlock."""
    cgroups: bool = True


@dataclass(frozen=True)
class Place:
    """Where a sandbox's workers live: what is the same for all of them."""

    tier: int
    base: Path
    abilities: Abilities
    zygote_uid: int | None
    """The user that the zygote has become, where root made it a plain one."""

    @property
    def own_users(self) -> bool:
        """Each worker is a user of its own."""
        return os.geteuid() == 0 and self.tier != PLAIN_USER

    @property
    def counted_alone(self) -> bool:
        """The kernel counts each worker's processes by themselves: by its user, or in its user namespace."""
        return self.own_users or self.tier == ALL_LAYERS


@dataclass(frozen=True)
class Prepared:
    """One worker, ready to be started."""

    plan: Mapping[str, object]
    descriptors: tuple[int, ...]
    """To be passed to the worker, after its socket."""
    cgroup: Cgroup | None
    caps: Caps
    """What the kernel does not limit for it."""


def prepare(
    place: Place,
    limits: Limits,
    readable: Mapping[str, str],
    release: contextlib.ExitStack,
    passing: contextlib.ExitStack,
) -> Prepared:
    """Set up a worker.

    `release` gives back what it holds while it lives, `passing` what is needed until it has started.
    """
    user = users.take() if place.own_users else None
    if user:
        release.callback(user.give_back)
    cgroup = cgroups.create((limits.memory_mb + _SHARED_MB) * _MIB) if place.abilities.cgroups else None
    if cgroup:
        release.callback(cgroup.remove)
    folder = _scratch(place, user.uid if user else place.zygote_uid, release)
    descriptors = [cgroup.open_door(passing)] if cgroup else []
    descriptors += [_open_folder(path, passing) for path in readable.values()]
    plan = {
        "uid": user.uid if user else None,
        "root": str(place.base / "root"),
        "scratch": str(folder or ""),
        "readable": list(readable.items()),
        "processes": _processes(place, limits),
        "dumpable": cgroup is None and os.geteuid() != 0,
        "cgroups": int(cgroup is not None),
        **_sizes(limits),
    }
    return Prepared(plan, tuple(descriptors), cgroup, _caps(place, limits, cgroup, folder))


def _scratch(place: Place, owner: int | None, release: contextlib.ExitStack) -> Path | None:
    if place.tier == ALL_LAYERS:
        return None
    folder = scratch.new_folder(place.base, owner=owner)
    release.callback(scratch.remove, folder)
    return folder


def _open_folder(path: str, closing: contextlib.ExitStack) -> int:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise SandboxError(f"the folder {path} cannot be shown to submissions: {error.strerror}") from None
    closing.callback(os.close, descriptor)
    return descriptor


def _processes(place: Place, limits: Limits) -> int:
    if place.counted_alone:
        return limits.processes
    others = processes.threads_of_user(os.geteuid()) if place.zygote_uid is None else 0
    return limits.processes + others + _SPARE_PROCESSES


def _sizes(limits: Limits) -> dict[str, int]:
    return {
        "scratch_mb": limits.scratch_mb,
        "scratch_files": _SCRATCH_FILES,
        "file_mb": limits.scratch_mb,
        "memory_mb": limits.memory_mb,
        "cpu_seconds": int(limits.most_seconds) + _BEHIND_THE_CLOCK,
        "reply_mb": limits.reply_mb,
    }


def _caps(place: Place, limits: Limits, cgroup: Cgroup | None, folder: Path | None) -> Caps:
    return Caps(
        memory_mb=None if cgroup else limits.memory_mb + _SHARED_MB,
        processes=None if place.counted_alone else limits.processes,
        scratch=folder,
        scratch_mb=limits.scratch_mb,
        scratch_files=_SCRATCH_FILES,
    )
