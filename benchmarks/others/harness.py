"""What a harness is asked for, and what a command costs."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import notebook

ROOT = Path(__file__).parents[2]
_MOST_SECONDS = 900
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Work:
    """Submissions laid out as a harness wants them."""

    folder: Path
    """Where the commands run."""
    commands: Sequence[Sequence[str]]
    """What grades them all, one command after the other; timed."""
    points: Callable[[], list[float]]
    """The marks of each submission, once the commands have run."""


@dataclass(frozen=True)
class Harness:
    """Something that grades."""

    name: str
    package: str
    """What has to be installed, as pip calls it."""
    submissions: int
    """How many it grades at a time: many where its start is slow, few where each of them is."""
    prepare: Callable[[Path, int], Work]
    """Lays out so many submissions in an empty folder."""


@dataclass(frozen=True)
class Cost:
    """Of one submission, in seconds."""

    clock: float
    processor: float


def measure(harness: Harness, folder: Path) -> Cost:
    """Grade a class. Raises RuntimeError when a submission does not get full marks: all of them are right."""
    work = harness.prepare(folder, harness.submissions)
    began, clock = processor_seconds(), time.perf_counter()
    for command in work.commands:
        run(command, work.folder)
    clock, processor = time.perf_counter() - clock, processor_seconds() - began
    points = work.points()
    if points != [12.0] * harness.submissions:
        raise RuntimeError(f"{harness.name} gives {points}, expected 12 points for each of {harness.submissions}")
    return Cost(clock / harness.submissions, processor / harness.submissions)


def run(command: Sequence[str], folder: Path) -> None:
    """Run a command in a folder. Raises RuntimeError with the end of what it printed."""
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=_MOST_SECONDS
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")


def environment() -> dict[str, str]:
    """What every harness runs with."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**os.environ, **_ONE_THREAD, "PATH": path, "PYTHONPATH": str(ROOT), "GRADER_SECRET": "benchmark"}


def answers(student: int) -> list[str]:
    """The cells of one student's notebook. They differ, so that nothing can be taken from another's result."""
    return [f"# student {student}", *notebook.cells()]


def write_module(path: Path, student: int) -> None:
    """Write a student's cells as the module that harnesses without notebooks grade."""
    path.write_text("\n\n".join(answers(student)), encoding="utf-8")


def processor_seconds() -> float:
    """What the commands that have ended took with all that they started, user and system."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
