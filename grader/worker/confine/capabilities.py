"""Who the worker is: a user of its own where root starts it, and without any of root's powers.

Stops: files, signals and process limits of other users; mounting, raw sockets, tracing and all else that needs a
capability. Does not stop: what every user may do, such as reading files that all may read.
"""

import contextlib
import os
from pathlib import Path

from grader.worker.confine import kernel

_LAST_CAPABILITY = Path("/proc/sys/kernel/cap_last_cap")


def drop_bounding_set() -> None:
    """Give up every capability for good; while still root, and while the machine's /proc is there.

    Where even that is not allowed, no_new_privs does it alone.
    """
    for capability in range(int(_LAST_CAPABILITY.read_bytes()) + 1):
        with contextlib.suppress(PermissionError):
            kernel.prctl(kernel.PR_CAPBSET_DROP, capability)


def become(uid: int) -> str:
    """Change to a user and group of that number, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    return f"uid {uid}"


def clear() -> str:
    """Empty every set of capabilities that is left."""
    kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.PR_CAP_AMBIENT_CLEAR_ALL)
    kernel.clear_capabilities()
    return "no capabilities"
