"""seccomp: the kernel refuses every system call that is not on the list, for every thread and child to come, for good.

The list is data (`syscalls`); this module turns it into a filter with libseccomp, which knows the numbers of every
architecture. Calls by another architecture's numbers (32-bit, x32) kill the process. libseccomp compares whole 64-bit
arguments although the kernel looks at 32 bits of some: so values are listed as allowed, never as refused, and a value
with garbage above matches nothing. The filter is built once in the zygote and loaded in each worker.

Stops: running programs, sockets other than unix ones, tracing, mounting, namespaces, bpf, io_uring, keys, changes of
user, and what Landlock leaves open where there is no private root. Does not stop: wrong use of what is allowed; it sees
numbers, never paths.
"""

import errno
import signal
import socket
import tempfile
from dataclasses import dataclass
from typing import Any

from grader.worker.confine import kernel, syscalls
from grader.worker.confine.landlock import SIGNALS_SINCE, TRUNCATE_SINCE

_SELF = 0
"""As a process number: the caller."""
_PRIO_PROCESS = 0


@dataclass(frozen=True)
class Surroundings:
    """What the other layers already do; the filter does the rest."""

    private_root: bool
    landlock_abi: int
    """0 without Landlock."""

    @property
    def signals_scoped(self) -> bool:
        """Signals cannot reach anything outside."""
        return self.private_root or self.landlock_abi >= SIGNALS_SINCE


@dataclass(frozen=True)
class Filter:
    """A filter that can be loaded any number of times, each time in another process with one thread."""

    around: Surroundings
    program: bytes

    def load(self, own_pid: int) -> str:
        """Confine the calling process. Where signals are not scoped, it may then signal nothing but `own_pid`."""
        if not self.around.signals_scoped:
            kernel.load_filter(_no_signals_but_to(own_pid))
        kernel.load_filter(self.program)
        return "seccomp"


def build(around: Surroundings) -> Filter:
    """Build the filter. Raises OSError, naming the package, where libseccomp is missing."""
    api = _library()
    handle = api.SyscallFilter(api.ERRNO(errno.ENOSYS))
    handle.set_attr(api.Attr.ACT_BADARCH, api.KILL_PROCESS)
    rules = _Rules(api, handle)
    for name in syscalls.ALLOWED:
        rules.allow(name)
    for name, number in syscalls.REFUSED.items():
        rules.refuse(name, number)
    _add_harmless_uses(rules)
    _add_sockets(rules, around)
    _add_processes(rules, around)
    _add_files(rules, around)
    return Filter(around, _exported(handle))


def _library() -> Any:
    try:
        import pyseccomp  # noqa: PLC0415  loads the system's library, whose absence must be told in our words
    except (ImportError, RuntimeError, OSError) as error:
        raise OSError(f"seccomp: {error}; install libseccomp (Debian, Ubuntu: apt-get install libseccomp2)") from None
    return pyseccomp


def _exported(handle: Any) -> bytes:
    """The filter as the kernel takes it: made once, loaded often."""
    with tempfile.TemporaryFile() as file:
        handle.export_bpf(file)
        file.seek(0)
        return file.read()


def _no_signals_but_to(pid: int) -> bytes:
    """A filter on top of the other, for where a signal could reach any process of the same user."""
    api = _library()
    handle = api.SyscallFilter(api.ALLOW)
    rules = _Rules(api, handle)
    for name in syscalls.SIGNALS:
        rules.add(api.ERRNO(errno.EPERM), name, api.Arg(0, api.NE, pid))
    return _exported(handle)


@dataclass(frozen=True)
class _Rules:
    api: Any
    handle: Any

    def allow(self, name: str, *conditions: tuple[int, int]) -> None:
        """Allow a call where each (argument, value) holds exactly."""
        self.add(self.api.ALLOW, name, *(self.api.Arg(position, self.api.EQ, value) for position, value in conditions))

    def allow_masked(self, name: str, position: int, mask: int, value: int, *conditions: tuple[int, int]) -> None:
        """Allow a call where an argument under a mask has a value, and each (argument, value) holds exactly."""
        exact = (self.api.Arg(place, self.api.EQ, wanted) for place, wanted in conditions)
        self.add(self.api.ALLOW, name, self.api.Arg(position, self.api.MASKED_EQ, mask, value), *exact)

    def refuse(self, name: str, number: int) -> None:
        """Answer a call with an error, or with 0 as if it had been done."""
        self.add(self.api.ERRNO(number), name)

    def add(self, action: int, name: str, *arguments: Any) -> None:
        number = self.api.resolve_syscall(self.api.Arch.NATIVE, name)
        if number >= 0:  # negative: this architecture, or this version of the library, does not have it
            self.handle.add_rule(action, number, *arguments)


def _add_harmless_uses(rules: _Rules) -> None:
    for ending in (0, signal.SIGCHLD):
        rules.allow_masked("clone", 0, syscalls.CLONE_NEVER | syscalls.CLONE_EXIT_SIGNAL, ending)
    for command in syscalls.FCNTL_COMMANDS:
        rules.allow("fcntl", (1, command))
    for command in syscalls.IOCTL_COMMANDS:
        rules.allow("ioctl", (1, command))
    for option in syscalls.PRCTL_OPTIONS:
        rules.allow("prctl", (0, option))
    rules.allow("prctl", (0, syscalls.SET_CHILD_SUBREAPER), (1, 1))
    rules.allow("prlimit64", (0, _SELF))
    rules.allow("setpriority", (0, _PRIO_PROCESS), (1, _SELF))


def _add_sockets(rules: _Rules, around: Surroundings) -> None:
    for option in syscalls.SOCKET_OPTIONS:
        rules.allow("setsockopt", (1, socket.SOL_SOCKET), (2, option))
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        rules.allow_masked("socketpair", 1, syscalls.KIND_OF_SOCKET, kind, (0, socket.AF_UNIX))
    if around.private_root:
        rules.allow("socket", (0, socket.AF_UNIX))
        for name in syscalls.ADDRESSED_SOCKETS:
            rules.allow(name)
    else:
        for name in ("socket", *syscalls.ADDRESSED_SOCKETS):
            rules.refuse(name, errno.EACCES)


def _add_processes(rules: _Rules, around: Surroundings) -> None:
    for name in syscalls.SCHEDULING:
        rules.allow(name, *(() if around.private_root else ((0, _SELF),)))
    if around.private_root:
        rules.allow(syscalls.SET_POLICY)
    else:  # said to be done: zmq asks it for its threads, for what they have already, and aborts when refused
        rules.refuse(syscalls.SET_POLICY, 0)
    for name in syscalls.SIGNALS:
        rules.allow(name)


def _add_files(rules: _Rules, around: Surroundings) -> None:
    for name in syscalls.FILE_TIMES_AND_MODES:
        if around.private_root:
            rules.allow(name)
        else:
            rules.refuse(name, 0)
    if around.private_root or around.landlock_abi >= TRUNCATE_SINCE:
        rules.allow(syscalls.TRUNCATE)
