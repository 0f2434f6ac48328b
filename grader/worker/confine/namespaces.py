"""Namespaces: a worker sees no process, network, queue, host name or mount but its own.

Creating them needs CAP_SYS_ADMIN. Root has it; a plain user gets it in a user namespace of the zygote's own, where only
that user's number exists. Process numbers are special: `unshare` moves not the caller but its next child, which
becomes process 1 of the new namespace. So the zygote unshares, forks the worker, and goes back to its own namespace for
the next one; one fork a worker, and killing process 1 kills all that it ever started.

Stops: seeing, signalling or tracing any process outside, the network, System V and POSIX queues, mounting.
Does not stop: bugs of the kernel.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from grader.worker.confine import kernel

_OWN_PIDS = "/proc/self/ns/pid"


@contextmanager
def process_numbers_for_child() -> Iterator[None]:
    """The child forked inside the block becomes process 1 of a new namespace; the caller stays where it is."""
    own = os.open(_OWN_PIDS, os.O_RDONLY | os.O_CLOEXEC)
    caller = os.getpid()
    try:
        kernel.unshare(kernel.CLONE_NEWPID)
        try:
            yield
        finally:
            if os.getpid() == caller:
                kernel.setns(own, kernel.CLONE_NEWPID)
    finally:
        os.close(own)


def enter_user_namespace() -> None:
    """Gain the capabilities that mounting needs, over namespaces of our own only. Nothing outside opens by it."""
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER)
    for file, content in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        descriptor = os.open(f"/proc/self/{file}", os.O_WRONLY)
        try:
            os.write(descriptor, content.encode())
        finally:
            os.close(descriptor)


def own_process_numbers() -> None:
    """Gain capabilities in a user namespace; the next child becomes process 1 of a process namespace that it owns."""
    enter_user_namespace()
    kernel.unshare(kernel.CLONE_NEWPID)


def leave_everything() -> str:
    """Move the worker, already process 1, into new namespaces of every other kind."""
    alone = kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
    kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWCGROUP | alone)
    socket.sethostname("sandbox")
    return "namespaces: mount pid net ipc uts cgroup"
