"""The real command with workers that a real Slurm starts."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import RIGHT, ROOT, grade_py, make_course, notebook
from tests.cluster.slurm import Slurm, slurm, wait_until

pytestmark = pytest.mark.slow
BUSY = "\nsum(range(20_000_000))"
PROGRAMS = {
    "ada": RIGHT,
    "bob": "def double(x):\n    return x * x\n",
    "eve": "import os\nos._exit(0)\n",
    **{f"zoe{number}": f"# {number}\n{RIGHT}{BUSY}" for number in range(6)},
}
TAKEN = ("--cluster", "slurm", "--jobs", "2")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_course(tmp_path_factory.mktemp("slurm") / "course")
    (root / "class").mkdir()
    for student, code in PROGRAMS.items():
        (root / "class" / f"{student}.ipynb").write_text(notebook(code))
    return root


@pytest.fixture(scope="module")
def running() -> Iterator[Slurm]:
    with tempfile.TemporaryDirectory(prefix="slurm") as folder, slurm(Path(folder)) as on:
        yield on


@pytest.fixture
def settings(running: Slurm, tmp_path: Path) -> dict[str, str]:
    """What an instructor sets for the cluster at hand."""
    return {
        **running.environment,
        "PYTHONPATH": str(ROOT),
        "DASK_JOBQUEUE__SLURM__INTERFACE": "lo",
        "DASK_JOBQUEUE__SLURM__LOG_DIRECTORY": str(tmp_path / "jobs"),
        "DASK_JOBQUEUE__SLURM__SHARED_TEMP_DIRECTORY": str(tmp_path),
        "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT": "2s",
    }


def arguments(out: Path) -> list[str]:
    return ["grade", "doubling", "class", "--no-record", "--out", str(out)]


def reports(out: Path) -> dict[str, object]:
    """Every report, but for what differs between two runs on one machine: times, memory, the sandboxes' users."""
    found = {path.parent.name: path.read_text() for path in out.glob("doubling/*/report.json")}
    return {name: _settled(json.loads(re.sub(r"\buid \d+", "uid", text))) for name, text in found.items()}


def _settled(value: object) -> object:
    if isinstance(value, dict):
        return {key: _settled(one) for key, one in value.items() if key not in ("seconds", "memory_mb", "graded_at")}
    return [_settled(one) for one in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def at_home(course: Path) -> dict[str, object]:
    ran = grade_py(course, *arguments(course / "here"))
    assert ran.code == 0, ran.words
    return reports(course / "here")


def test_results_are_those_of_one_machine(
    course: Path, running: Slurm, settings: dict[str, str], at_home: dict[str, object], tmp_path: Path
) -> None:
    ran = grade_py(course, *arguments(tmp_path), *TAKEN, minutes=5, **settings)
    assert ran.code == 0, ran.words
    assert reports(tmp_path) == at_home
    assert running.jobs() == []


def test_a_job_that_is_cancelled_is_handed_in_anew(
    course: Path, running: Slurm, settings: dict[str, str], at_home: dict[str, object], tmp_path: Path
) -> None:
    command = begin(course, running, settings, tmp_path, "--jobs", "1")
    running.cancel(running.jobs()[0])
    _, printed = command.communicate(timeout=300)
    assert command.returncode == 0, printed
    assert "Traceback" not in printed
    assert reports(tmp_path) == at_home
    assert running.jobs() == []


def test_ctrl_c_leaves_no_job(course: Path, running: Slurm, settings: dict[str, str], tmp_path: Path) -> None:
    command = begin(course, running, settings, tmp_path)
    command.send_signal(signal.SIGINT)
    _, printed = command.communicate(timeout=60)
    assert command.returncode == 1, printed
    assert "the same command again goes on from there" in printed
    assert "Traceback" not in printed
    assert running.jobs() == []


def test_jobs_end_when_the_command_is_killed(
    course: Path, running: Slurm, settings: dict[str, str], tmp_path: Path
) -> None:
    command = begin(course, running, settings, tmp_path)
    command.kill()
    command.communicate()
    wait_until(lambda: not running.jobs(), lambda: "jobs are left")


def test_a_queue_that_is_not_there_is_one_line(course: Path, settings: dict[str, str], tmp_path: Path) -> None:
    ran = grade_py(course, *arguments(tmp_path), *TAKEN, minutes=5, **settings, DASK_JOBQUEUE__SLURM__QUEUE="nowhere")
    assert ran.code == 2
    assert "slurm took no job: sbatch: error: Batch job submission failed: Invalid partition" in ran.words
    assert "Traceback" not in ran.err


def begin(course: Path, running: Slurm, settings: dict[str, str], out: Path, *options: str) -> "subprocess.Popen[str]":
    """The command, as soon as a job of its has delivered a first result."""
    command = subprocess.Popen(
        [sys.executable, str(ROOT / "grade.py"), *arguments(out), *TAKEN, *options],
        cwd=course,
        env={**os.environ, "GRADER_SECRET": "of the tests", "COLUMNS": "200", **settings},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: bool(reports(out)) or command.poll() is not None, lambda: "no report came")
    assert command.poll() is None
    assert running.jobs()
    return command
