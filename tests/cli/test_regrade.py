"""A check is repaired after the class was graded."""

from pathlib import Path

import pytest

from grader.report import read_report
from tests.cli.command import RIGHT, grade_py, make_course, notebook


@pytest.mark.slow
def test_a_repaired_check_counts_only_once_published(tmp_path: Path) -> None:
    course, out, handins = make_course(tmp_path / "course"), tmp_path / "out", tmp_path / "class"
    handins.mkdir()
    (handins / "ada.ipynb").write_text(notebook(RIGHT))
    (handins / "bob.py").write_text(RIGHT.replace("x * 0.5", "-x / 2"))
    assert grade_py(course, "grade", "doubling", handins, "--out", out).code == 0
    reference = course / "reference" / "doubling.py"
    reference.write_text(reference.read_text().replace("return x / 2", "return -x / 2"))
    report = out / "doubling" / "bob" / "report.json"

    tried = grade_py(course, "regrade", "doubling", handins, "--out", out)
    assert tried.code == 0
    assert "bob 2 3 +1 2/halves: failed 0 -> passed 1" in tried.words
    assert "ada 3 2 -1 2/halves: passed 1 -> failed 0" in tried.words
    assert "1 gain, 1 lose, 0 keep" in tried.words
    assert read_report(report).points == 2
    assert read_report(out / "doubling" / ".regrade" / "bob" / "report.json").points == 3

    published = grade_py(course, "regrade", "doubling", handins, "--out", out, "--publish")
    assert "1 gain, 1 lose, 0 keep" in published.words
    assert read_report(report).points == 3
    assert "Graded again after a change of the assignment: 2." in read_report(report).notes
    again = grade_py(course, "grade", "doubling", handins, "--out", out)
    assert "2 graded before and unchanged" in again.words
    assert read_report(report).points == 3
