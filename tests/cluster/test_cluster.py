"""The real command on a real cluster of several processes."""

import os
import shutil
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from grader.cluster import ClusterError, connected, pack
from grader.model import GradeReport
from grader.report import read_report
from tests.cli.command import RIGHT, grade_py, make_course, notebook

PROGRAMS = {
    "ada": RIGHT,
    "bob": "def double(x):\n    return x * x\n",
    "eve": "import os\nos._exit(0)\n",
    "fay": RIGHT.replace("0.5", "0.25"),
    "gus": "def double(x):\n    raise ValueError('no idea')\n",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("cluster") / "course")


@pytest.fixture
def handins(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    for student, code in PROGRAMS.items():
        (folder / f"{student}.ipynb").write_text(notebook(code))
    return folder


def graded(course: Path, handins: Path, out: Path, *options: str) -> dict[str, GradeReport]:
    ran = grade_py(course, "grade", "doubling", handins, "--out", out, "--no-record", *options)
    assert ran.code == 0, ran.words
    return {path.parent.name: read_report(path) for path in sorted(out.glob("doubling/*/report.json"))}


def what_counts(report: GradeReport) -> object:
    return report.points, [(check.id, check.verdict, check.points, check.diagnosis) for check in report.checks]


@pytest.mark.slow
def test_results_are_those_of_one_machine(cluster: Any, course: Path, handins: Path, tmp_path: Path) -> None:
    there = graded(course, handins, tmp_path / "there", "--scheduler", cluster.scheduler_address)
    here = graded(course, handins, tmp_path / "here")
    assert {student: what_counts(one) for student, one in there.items()} == {
        student: what_counts(one) for student, one in here.items()
    }
    assert set(there) == set(PROGRAMS)


@pytest.mark.slow
def test_a_repaired_check_is_tried_there(cluster: Any, tmp_path: Path, handins: Path) -> None:
    course, out = make_course(tmp_path / "course"), tmp_path / "out"
    assert grade_py(course, "grade", "doubling", handins, "--out", out).code == 0
    reference = course / "reference" / "doubling.py"
    reference.write_text(reference.read_text().replace("return x / 2", "return x / 4"))
    tried = grade_py(course, "regrade", "doubling", handins, "--out", out, "--scheduler", cluster.scheduler_address)
    assert tried.code == 0, tried.words
    assert "fay 2 3 +1" in tried.words
    assert "1 gain, 1 lose, 3 keep" in tried.words


@pytest.mark.slow
def test_workers_may_die_during_the_run(cluster: Any, course: Path, handins: Path, tmp_path: Path) -> None:
    for number in range(10):
        (handins / f"more{number}.ipynb").write_text(notebook(RIGHT, f"# {number}"))
    over = threading.Event()

    def kill() -> None:
        for _ in range(2):
            if over.wait(4):
                return
            pid = next(iter(cluster.workers.values())).process.process.pid
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        there = graded(course, handins, tmp_path / "there", "--scheduler", cluster.scheduler_address)
    finally:
        over.set()
        killer.join()
    assert len(there) == len(PROGRAMS) + 10
    assert {student: there[student].points for student in PROGRAMS} == {
        "ada": 3,
        "bob": 1,
        "eve": 0,
        "fay": 2,
        "gus": 0,
    }


def test_an_address_where_nobody_answers_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.cluster.connect.CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="no Dask scheduler answers"), connected(scheduler="tcp://127.0.0.1:1"):
        pass


def test_a_job_system_that_nobody_knows_is_one_line() -> None:
    with pytest.raises(ClusterError, match="there is: slurm, pbs"), connected(system="cron"):
        pass


def test_the_same_course_gives_the_same_bundle_and_all_of_it(course: Path, tmp_path: Path) -> None:
    bundle = pack(course, "doubling")
    assert bundle == pack(course, "doubling")
    root, data = bundle.unpack(tmp_path)
    assert data is None
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*.py")) == [
        "assignments/doubling/assignment.py",
        "reference/__init__.py",
        "reference/doubling.py",
    ]


def test_submissions_may_read_the_data_and_nothing_else(course: Path, tmp_path: Path) -> None:
    (course / "assignments" / "data").mkdir()
    (course / "assignments" / "data" / "digits").write_text("0 1 2")
    root, data = pack(course, "doubling").unpack(tmp_path)
    assert data is not None
    assert (data / "digits").read_text() == "0 1 2"
    assert (root.stat().st_mode & 0o777, root.parent.stat().st_mode & 0o777) == (0o700, 0o711)
    shutil.rmtree(course / "assignments" / "data")
