"""Gradescope's archive, and a submission graded as in its container."""

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

import reference
from grader.course import Course
from grader.gradescope import Container, build_archive, run
from tests.cli.command import RIGHT, make_course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A small course whose reference can be imported."""
    root = make_course(tmp_path / "course")
    monkeypatch.setattr(reference, "__path__", [*reference.__path__, str(root / "reference")])
    monkeypatch.setenv("GRADER_SECRET", "of the tests")
    return Course(root)


def test_the_archive_has_what_gradescope_looks_for(course: Course, tmp_path: Path) -> None:
    archive = build_archive(course, course.load("doubling"), tmp_path / "out", hidden="hidden", torch_index="")
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
        scripts = [packed.read(name).decode() for name in ("setup.sh", "run_autograder")]
    assert {"setup.sh", "run_autograder", "grade.py", "requirements.txt", ".grader/secret"} <= names
    assert {"grader/cli/autograder.py", "assignments/doubling/assignment.py", "reference/doubling.py"} <= names
    assert not any(name.startswith("grader/gradebook") for name in names)
    assert modes["setup.sh"] & 0o111
    assert modes["run_autograder"] & 0o111
    assert "--hidden hidden" in scripts[1]
    for script in scripts:
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize("problem", ["no such assignment", "no submission"])
def test_a_crash_still_leaves_results(course: Course, tmp_path: Path, problem: str) -> None:
    name = "doubling" if problem == "no submission" else "other"
    assert not run(course, name, Container(tmp_path / "autograder"), "hidden")
    result = json.loads((tmp_path / "autograder/results/results.json").read_text())
    assert "The autograder failed, not your work" in result["output"]
    assert result["score"] == 0


@pytest.mark.slow
def test_a_submission_is_graded(course: Course, tmp_path: Path) -> None:
    root = tmp_path / "autograder"
    (root / "submission").mkdir(parents=True)
    (root / "submission" / "work.py").write_text(RIGHT)
    (root / "submission_metadata.json").write_text(
        json.dumps({"users": [{"email": "ada@uni.edu"}], "previous_submissions": [{"score": "1.0"}]})
    )
    assert run(course, "doubling", Container(root), "after_published")
    result = json.loads((root / "results/results.json").read_text())
    assert result["score"] == 3
    assert [test["visibility"] for test in result["tests"]] == ["visible", "after_published"]
    assert "Earlier submissions: 1" in result["output"]
