"""What a submission of a large class takes, in time and memory, on one and two processes.

`python -m benchmarks.scaling [SIZE...]` grades classes of these sizes (1, 10, 100 and 1,000 if none is given) with the
real command, each submission another notebook. The smallest class tells what starting up takes; the time of the others
is told for each submission beyond it. At last the second process is compared with the most that it could bring: two
commands at once, with half of the class each.
"""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.others import ours
from benchmarks.others.harness import Work, environment
from grader.sandbox import processes

SIZES = (1, 10, 100, 1000)
_LOOK_SECONDS = 0.5
"""How often memory is looked at."""


def main() -> None:
    """Print a line for each class."""
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    print(f"{'class':>7} {'jobs':>5} {'seconds':>9} {'ms each':>9} {'peak MB':>9}")
    for jobs in (1, 2):
        started = 0.0
        for size in sizes:
            seconds, memory = graded((size, jobs))
            started = started or seconds
            each = f"{1000 * (seconds - started) / (size - sizes[0]):9.1f}" if size > sizes[0] else " " * 9
            print(f"{size:7} {jobs:5} {seconds:9.1f} {each} {memory >> 20:9}", flush=True)
    half = max(1, sizes[-1] // 2)
    together, _ = graded((2 * half, 2))
    apart, _ = graded((half, 1), (half, 1))
    print(f"two jobs gain {apart / together:.2f} of what two commands with half of the class each gain")


def graded(*classes: tuple[int, int]) -> tuple[float, int]:
    """Grade classes at the same time, each of a size and with so many jobs; seconds, and the most bytes in use."""
    with contextlib.ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in classes]
        works = [ours.prepare(folder, *one) for folder, one in zip(folders, classes, strict=True)]
        began = time.perf_counter()
        peak = max(memories([_started(work, stack) for work in works]), default=0)
        seconds = time.perf_counter() - began
        for (size, _), work in zip(classes, works, strict=True):
            if work.points() != [12.0] * size:
                raise RuntimeError(f"not each of {size} submissions got full marks")
    return seconds, peak


def memories(commands: "list[subprocess.Popen[bytes]]") -> Iterator[int]:
    """Bytes in use by some commands and all that they started, again and again until all have ended."""
    while running := [command for command in commands if command.poll() is None]:
        yield processes.memory_shared_out(family([command.pid for command in commands])) or 0
        with contextlib.suppress(subprocess.TimeoutExpired):
            running[0].wait(_LOOK_SECONDS)


def family(roots: list[int]) -> list[processes.Process]:
    """Processes and all below them."""
    everything = processes.every()
    found = [process for process in everything if process.pid in roots]
    for process in found:  # which grows meanwhile
        found.extend(other for other in everything if other.parent == process.pid)
    return found


def _started(work: Work, stack: contextlib.ExitStack) -> "subprocess.Popen[bytes]":
    (command,) = work.commands
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(command, cwd=work.folder, env=environment(), stdout=quiet, stderr=quiet)
    stack.callback(started.kill)
    return started


if __name__ == "__main__":
    main()
