"""Open files: a worker keeps those it is told to keep, and nothing else.

Stops: reading the grader's files, sockets and terminals through inherited descriptors.
"""

import os
from collections.abc import Iterable

from grader.worker.confine import kernel


def keep_only(keep: Iterable[int]) -> None:
    """Close every descriptor but `keep`; standard input, output and error become /dev/null."""
    first = 3
    for descriptor in sorted(keep):
        if descriptor > first:
            kernel.close_range(first, descriptor - 1)
        first = max(first, descriptor + 1)
    kernel.close_range(first, kernel.LAST_DESCRIPTOR)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    if null > 2:
        os.close(null)
