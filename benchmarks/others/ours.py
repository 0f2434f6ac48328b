"""`grade.py grade`, on one process unless told otherwise."""

import shutil
import sys
from pathlib import Path

from benchmarks import notebook
from benchmarks.others.harness import ROOT, Work, answers
from grader.report import read_report


def prepare(folder: Path, count: int, jobs: int = 1) -> Work:
    """A course, and a class of notebooks."""
    course = folder / "course"
    shutil.copytree(ROOT / "benchmarks" / "course", course, ignore=shutil.ignore_patterns("__pycache__", ".grader"))
    (folder / "class").mkdir()
    for student in range(count):
        notebook.write(folder / "class" / f"student{student}.ipynb", answers(student))
    command = (sys.executable, str(ROOT / "grade.py"), "grade", "twelve", "../class", "--jobs", str(jobs))
    return Work(course, (command,), lambda: _points(course / "reports"))


def _points(reports: Path) -> list[float]:
    return [read_report(path).points for path in reports.glob("twelve/*/report.json")]
