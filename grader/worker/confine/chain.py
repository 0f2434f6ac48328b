"""The walls, put up one after the other around a process that has just been forked.

The order matters. Descriptors go first, so that nothing of the zygote is left to hold on to. Namespaces come before the
private root, which mounts; the mounts before the change of user, which ends the right to mount; capabilities and limits
after it; Landlock and seccomp last, because they refuse what the steps before them need. A change of user clears the
parent-death signal, so that is set after. Each step returns the name of the layer that now stands, or raises OSError: a
worker without one of its tier's layers must not run.

Tier 0 has every layer. Tier 1 has no namespaces and no private root: Landlock alone says which files, and seccomp
covers what Landlock leaves open. Tier 2 is tier 1 without a user of its own. Tier 3 is what is left without Landlock.
"""

import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from grader.worker.confine import (
    capabilities,
    descriptors,
    doors,
    kernel,
    landlock,
    namespaces,
    private_root,
    rlimits,
    seccomp,
)
from grader.worker.confine.plan import Plan
from grader.worker.confine.seccomp import Filter, Surroundings

_MACHINE = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/sys/devices/system/cpu")
"""Read by libraries that count processors and memory, where /proc is the machine's."""
_OWN = ("auxv", "cmdline", "comm", "environ", "exe", "fd", "fdinfo", "limits", "maps", "mem", "smaps", "stat", "statm")
_OF_ITSELF = tuple(f"/proc/self/{name}" for name in (*_OWN, "status"))
"""Of the process's own folder in the machine's /proc. Not `net`, `mounts` and `cgroup`, which tell of the machine; nor
`task`, in which they stand again."""
_SOURCES = ("/dev/zero", "/dev/random", "/dev/urandom")
_SINKS = ("/dev/null", "/dev/full")
_OUTSIDE = "/etc/passwd"
"""Every machine has it, and every user may read it."""
_SHARED_MEMORY = "/dev/shm"


def layers(plan: Plan, filter_: Filter | None, passed: Sequence[int], keep: Sequence[int]) -> Iterator[str]:
    """Put up every layer of the plan's tier and name each as soon as it stands.

    `filter_`: the seccomp filter (see `make_filter`). `passed`: descriptors that came with the request, first the
    cgroups, then the readable folders. `keep`: descriptors that stay open. Raises OSError at the first layer that
    fails.
    """
    shown = passed[plan.cgroups :]
    descriptors.keep_only(keep if plan.private_root else [*keep, *shown])
    os.setsid()
    rlimits.be_expendable()
    mapped = rlimits.address_space()
    if os.geteuid() == 0:
        capabilities.drop_bounding_set()
    if plan.private_root:
        yield from _own_world(plan)
    if plan.uid is not None:
        yield capabilities.become(plan.uid)
    yield capabilities.clear()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    yield rlimits.limit(plan, mapped)
    _move_in(plan)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if plan.tier < 3:
        yield _landlock(plan, seen(plan, passed).values())
    kernel.prctl(kernel.PR_SET_DUMPABLE, int(plan.dumpable))
    if filter_ is not None:
        yield filter_.load(os.getpid())
    _verify(plan, filter_)


def make_filter(tier: int, highest_abi: int) -> Filter | None:
    """The seccomp filter for workers of a tier. None where tier 3 has to do without. Raises OSError."""
    around = Surroundings(private_root=tier == 0, landlock_abi=0 if tier == 3 else min(landlock.version(), highest_abi))
    try:
        return seccomp.build(around)
    except OSError:
        if tier < 3:
            raise
        return None


def seen(plan: Plan, passed: Sequence[int]) -> dict[str, str]:
    """Where the worker finds its readable folders, by their paths inside."""
    shown = passed[plan.cgroups :]
    return {
        inside: inside if plan.private_root else doors.through(descriptor)
        for (inside, _), descriptor in zip(plan.readable, shown, strict=True)
    }


def _own_world(plan: Plan) -> Iterator[str]:
    yield namespaces.leave_everything()
    yield private_root.enter(plan)
    if os.geteuid() != 0:
        # All workers of a plain user are that user; in a user namespace of its own each is counted by itself.
        namespaces.enter_user_namespace()


def _landlock(plan: Plan, shown: Iterable[str]) -> str:
    abi = min(landlock.version(), plan.landlock_abi)
    inside: tuple[str, ...] = (*_MACHINE, *_OF_ITSELF)
    writable: tuple[str, ...] = (plan.scratch_seen,)
    if plan.private_root:
        inside, writable = ("/proc",), (plan.scratch_seen, _SHARED_MEMORY)
    return landlock.restrict(abi, (*plan.granted, *shown, *inside, *_SOURCES), writable, _SINKS)


def _verify(plan: Plan, filter_: Filter | None) -> None:
    """Try what must work and what must not, because a wall that came up without complaint may still have a hole."""
    for folder in (Path(path) for path in plan.granted if Path(path).is_dir()):
        if not os.access(folder, os.R_OK | os.X_OK):
            raise OSError(f"{folder.resolve()} cannot be read by the user of the worker")
    if plan.tier < 3 and _possible(lambda: os.close(os.open(_OUTSIDE, os.O_RDONLY))):
        raise OSError(f"{_OUTSIDE} can be read although it is not granted")
    if filter_ is not None and _possible(lambda: socket.socket(socket.AF_INET).close()):
        raise OSError("a network socket can be made although seccomp was loaded")


def _possible(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _move_in(plan: Plan) -> None:
    """Make the scratch folder the home, the place for temporary files, and the working directory."""
    work = Path(plan.scratch_seen, "work")
    work.mkdir(exist_ok=True)
    os.chdir(work)
    os.environ.update(HOME=str(work), TMPDIR=plan.scratch_seen, USER="student", LOGNAME="student")
    tempfile.tempdir = None
