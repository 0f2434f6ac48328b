"""Run Python where something is missing: `hampered.py WHAT ARGUMENTS...`. Started by root, in the checkout.

`sys_admin`: without the capability that namespaces and mounts need, as in a container; `landlock`: as under a kernel
without it; `user_namespaces`: as a plain user who may make none.
"""

import ctypes
import errno
import os
import sys
from pathlib import Path

import pyseccomp

LIBC = ctypes.CDLL(None, use_errno=True)
DROP_FROM_BOUNDING_SET, SYS_ADMIN, NEW_USER = 24, 21, 0x10000000


def without_sys_admin() -> None:
    """No program started from here on has the capability."""
    if LIBC.prctl(DROP_FROM_BOUNDING_SET, SYS_ADMIN, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def without_landlock() -> None:
    """Its system calls do not exist."""
    refusing = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refusing.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "landlock_create_ruleset")
    refusing.load()


def without_user_namespaces() -> None:
    """A user namespace in which no other can be made, and in which we are nobody."""
    if LIBC.unshare(NEW_USER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("12345 0 1")
    Path("/proc/self/gid_map").write_text("12345 0 1")
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


what, *arguments = sys.argv[1:]
globals()[f"without_{what}"]()
os.execve(sys.executable, [sys.executable, *arguments], dict(os.environ))
