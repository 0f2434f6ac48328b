"""`nbgrader autograde`, on an assignment made with `nbgrader generate_assignment`."""

import json
import sys
from pathlib import Path

from benchmarks.others.checks import PAIRS
from benchmarks.others.harness import Work, answers, run

_COMMAND = (sys.executable, "-m", "nbgrader")


def prepare(folder: Path, count: int) -> Work:
    """Source, release and submitted versions in nbgrader's own layout."""
    _write(folder / "source" / "twelve", answers(-1))
    run((*_COMMAND, "generate_assignment", "twelve"), folder)
    for student in range(count):
        _write(folder / "submitted" / f"student{student}" / "twelve", answers(student))
    return Work(folder, ((*_COMMAND, "autograde", "twelve"),), lambda: _points(folder))


def _write(folder: Path, code: list[str]) -> None:
    folder.mkdir(parents=True)
    solutions = [_cell(f"answer{number}", source) for number, source in enumerate(code)]
    tests = [_cell(check, f"{_import(check)}\n{check}({answer})", points=1) for answer, check in PAIRS]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {"cells": solutions + tests, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "twelve.ipynb").write_text(json.dumps(document), encoding="utf-8")


def _import(check: str) -> str:
    return f"from benchmarks.others.checks import {check}"


def _cell(name: str, source: str, points: int = 0) -> dict[str, object]:
    """A cell for the student's code; with points, a locked one that tests it."""
    marks = {"grade": True, "locked": True, "points": points, "solution": False}
    blank = {"grade": False, "locked": False, "solution": True}
    common = {"grade_id": name, "schema_version": 3, "task": False}
    return {
        "cell_type": "code",
        "id": name.replace("_", "-"),
        "metadata": {"nbgrader": {**common, **(marks if points else blank)}},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _points(folder: Path) -> list[float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return [float(submission["score"]) for submission in book.submission_dicts("twelve")]
