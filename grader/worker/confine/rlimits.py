"""Resource limits of the kernel, per process.

Stops: one process that takes all memory, fills the disk with one file, opens files without end or runs for ever. Does
not stop: many processes that each stay below the limits; for those there is the memory cgroup or the grader's watchdog.
RLIMIT_AS is used because RLIMIT_DATA misses shared mappings.
"""

import os
import resource
from pathlib import Path

from grader.worker.confine.plan import Plan

_OPEN_FILES = 256
_NICENESS = 2
_NOTICE = 5
"""Seconds of processor time between SIGXCPU, which tells why a process ended, and the kill that nothing escapes."""
_FIRST_TO_GO = 800
"""Out-of-memory score: when the machine runs out, workers go before anything else."""
_MIB = 1 << 20


def address_space() -> int:
    """Bytes that this process has mapped."""
    return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()


def be_expendable() -> None:
    """Yield the processor and the memory to others; while the machine's /proc is there."""
    os.nice(_NICENESS)
    score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
    os.write(score, b"%d" % _FIRST_TO_GO)
    os.close(score)


def limit(plan: Plan, mapped: int) -> str:
    """Set every limit; soft and hard are one, but for the processor time.

    `mapped`: bytes of address space that came with the fork.
    """
    wanted = {
        resource.RLIMIT_AS: mapped + plan.memory_mb * _MIB,
        resource.RLIMIT_NPROC: plan.processes,
        resource.RLIMIT_FSIZE: plan.file_mb * _MIB,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CPU: plan.cpu_seconds,
        resource.RLIMIT_CORE: 1,  # too little for a file, and the one value at which no program is handed the dump
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_RTPRIO: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_SIGPENDING: 256,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        notice = _NOTICE if kind == resource.RLIMIT_CPU else 0
        resource.setrlimit(kind, (max(0, lower - notice), lower))
    return "rlimits"
