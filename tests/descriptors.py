"""The descriptors that this process holds open, told from those that a thread opens for a moment.

A sandbox's watchdog reads /proc in this process several times a second, also for sandboxes of other tests. So what is
held is what is there each time one looks.
"""

import contextlib
import os
import time
from collections.abc import Iterator

_LOOKS = 5
_BETWEEN = 0.01
"""Seconds from one look to the next."""


def held() -> set[tuple[int, str]]:
    """Descriptors of this process that stay open, each with what it stands for."""
    staying = set(_opened())
    for _ in range(_LOOKS - 1):
        time.sleep(_BETWEEN)
        staying &= set(_opened())
    return staying


def _opened() -> Iterator[tuple[int, str]]:
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):
            yield int(name), os.readlink(f"/proc/self/fd/{name}")
