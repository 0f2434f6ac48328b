"""kill -9 of any part of a running command at a random moment: nothing is lost, and a second run completes."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from grader.report import read_report
from grader.sandbox import cgroups, processes
from tests.cli.command import RIGHT, ROOT, grade_py, make_course, notebook

pytestmark = pytest.mark.slow
PARTS = ("command", "member", "guard", "zygote", "worker")
"""By their depth in the tree of processes."""
BUSY = "\nsum(range(20_000_000))"
CLASS = {"ada": RIGHT, "bob": RIGHT.replace("x + x", "x * x"), "eve": "def double(x): return x", "zoe": RIGHT + BUSY}
MARKS = {"ada": 3.0, "bob": 2.0, "eve": 0.0, "zoe": 3.0}
ROUNDS = int(os.environ.get("KILL_ROUNDS", "2"))
ENVIRONMENT = {**os.environ, "GRADER_SECRET": "of the tests", "COLUMNS": "200"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a class of four."""
    root = make_course(tmp_path_factory.mktemp("course"))
    (root / "class").mkdir()
    for name, code in CLASS.items():
        (root / "class" / f"{name}.ipynb").write_text(notebook("import torch", code))
    return root


@pytest.fixture(scope="module")
def seconds(course: Path) -> float:
    """How long an undisturbed run takes."""
    started = time.monotonic()
    assert grade_py(course, *arguments(course / "undisturbed")).code == 0
    assert marks(course / "undisturbed") == MARKS
    return time.monotonic() - started


def arguments(out: Path) -> list[str]:
    return ["grade", "doubling", "class", "--out", str(out), "--jobs", "2"]


@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_costs_nothing(part: str, seed: int, course: Path, seconds: float, tmp_path: Path) -> None:
    chance = random.Random(f"{part} {seed}")
    command = subprocess.Popen(
        [sys.executable, str(ROOT / "grade.py"), *arguments(tmp_path)],
        cwd=course,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
    )
    running = kill_at_random(command, part, seconds, chance)
    _, printed = command.communicate(timeout=300)
    assert b"Traceback" not in printed
    for handle in running.values():
        assert processes.has_ended(handle, within=30)
        os.close(handle)
    assert marks(tmp_path).items() <= {**MARKS, **unfair(tmp_path)}.items()
    again = grade_py(course, *arguments(tmp_path))
    assert again.code == 0, again.words
    assert marks(tmp_path) == MARKS
    assert list(leftovers(running)) == []


def kill_at_random(
    command: "subprocess.Popen[bytes]", part: str, seconds: float, chance: random.Random
) -> dict[int, int]:
    """Kill one process of a kind; all that ran at that moment, by number, with a descriptor of each."""
    pause = chance.uniform(0.1, 0.9) * seconds
    while command.poll() is None:
        try:
            command.wait(timeout=pause)
        except subprocess.TimeoutExpired:
            pause = 0.05
        levels = family(command.pid)
        victims = levels[PARTS.index(part)] if len(levels) > PARTS.index(part) else []
        if victims:
            running = {pid: handle for level in levels for pid in level if (handle := opened(pid)) is not None}
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
            return running
    return {}


def opened(pid: int) -> int | None:
    """A descriptor of a process; None when it has just ended."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def family(root: int) -> list[list[int]]:
    """The processes below one, itself first, by generation."""
    everything = processes.every()
    levels = [[process.pid for process in everything if process.pid == root]]
    while levels[-1]:
        levels.append([process.pid for process in everything if process.parent in levels[-1]])
    return levels[:-1]


def marks(folder: Path) -> dict[str, float]:
    """Marks of the reports that are there; each must be whole."""
    return {path.parent.name: read_report(path).points for path in (folder / "doubling").glob("*/report.json")}


def unfair(folder: Path) -> dict[str, float]:
    """Marks of the one hand-in whose process was killed from outside, and of what the grader says it failed on."""
    reports = {path.parent.name: read_report(path) for path in (folder / "doubling").glob("*/report.json")}
    spoiled = [name for name, report in reports.items() if report.grader_failed or report.points < MARKS[name]]
    return {name: reports[name].points for name in spoiled[:2]}


def leftovers(pids: Collection[int]) -> Iterator[Path]:
    """Folders and groups of the graders among these processes."""
    hierarchy = cgroups.usable()
    for folder in (Path(tempfile.gettempdir()), *([hierarchy.folder] if hierarchy else [])):
        for pid in pids:
            yield from folder.glob(f"grader-*-{pid}-*")
