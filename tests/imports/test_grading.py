"""Imported assignments grade: right answers get full marks, wrong ones lose them, and every check says what it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import reference
from grader.checks import Assignment
from grader.checks.families.in_process import MARK
from grader.checks.seeds import Seeds
from grader.course import Course
from grader.imports import read_draft, write_assignment
from grader.model import Engine, Handin, Verdict
from grader.pipeline import Options, grade
from grader.report import redact
from grader.sandbox.protocol import Sandbox
from tests.imports.material import NBGRADER, OTTER, OTTER_EXTRAS, OTTER_SOURCE, RIGHT, SQUARE, cell, write
from tests.sandboxed import sandbox

__all__ = ["sandbox"]

Import = Callable[[dict[str, Any], str], Assignment]


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Bring a notebook over into a course of its own, and load it there."""

    def bring_over(notebook: dict[str, Any], name: str) -> Assignment:
        write_assignment(read_draft(write(tmp_path / "material" / f"{name}.ipynb", notebook), name), tmp_path)
        monkeypatch.setattr(reference, "__path__", [*reference.__path__, str(tmp_path / "reference")])
        return Course(tmp_path).load(name)

    return bring_over


def marks(
    assignment: Assignment, sandbox: Sandbox, folder: Path, *cells: dict[str, Any], engine: Engine = "shell"
) -> dict[str, tuple[Verdict, float]]:
    """Verdict and points of each check for a notebook with these cells."""
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    handin = Handin(student="a", slug="a", path=write(folder / "work.ipynb", notebook))
    report = grade(assignment, handin, sandbox, Seeds(b"secret", assignment.name), Options(engine=engine)).report
    assert all(MARK in check.sentence for check in report.checks)
    assert "hiddenmark" not in redact(report).model_dump_json(exclude={"cells"})
    return {check.id: (check.verdict, check.points) for check in report.checks}


def test_nbgrader_assignments_grade(imported: Import, sandbox: Sandbox, tmp_path: Path) -> None:
    assignment = imported(NBGRADER, "imported_ps1")
    assert assignment.max_points == 6
    right = [
        cell("def squares(n):\n    if n < 1: raise ValueError\n    return [i * i for i in range(1, n + 1)]"),
        RIGHT[1],
    ]
    assert marks(assignment, sandbox, tmp_path, *right) == {
        "test_squares/test_squares": (Verdict.PASSED, 2),
        "test_errors/test_errors": (Verdict.PASSED, 1),
    }
    assert marks(assignment, sandbox, tmp_path, cell("def squares(n):\n    return [1]"), engine="kernel") == {
        "test_squares/test_squares": (Verdict.FAILED, 0),
        "test_errors/test_errors": (Verdict.FAILED, 0),
    }


def test_otter_assignments_grade(imported: Import, sandbox: Sandbox, tmp_path: Path) -> None:
    assignment = imported(OTTER, "imported_hw1")
    assert marks(
        assignment, sandbox, tmp_path, cell("def double(x):\n    return 2 * x if isinstance(x, int) else x")
    ) == {
        "q1/q1_1": (Verdict.PASSED, 2),
        "q1/q1_2": (Verdict.FAILED, 0),
    }


def test_what_a_test_found_is_said_in_a_sentence(imported: Import, sandbox: Sandbox, tmp_path: Path) -> None:
    said: dict[str, str] = {}
    for name, material in (("imported_ps2", NBGRADER), ("imported_hw4", OTTER)):
        assignment = imported(material, name)
        code = "def squares(n):\n    return [2]\ndef double(x):\n    return 3 * x\n"
        path = write(tmp_path / f"{name}.ipynb", {**OTTER, "cells": [cell(code)]})
        handin = Handin(student="a", slug="a", path=path)
        report = grade(assignment, handin, sandbox, Seeds(b"secret", name), Options()).report
        said |= {check.id: check.message for check in report.checks}
    assert said["test_squares/test_squares"] == "test_squares: `squares(1) == [1]` does not hold."
    assert said["q1/q1_1"] == "q1_1: `double(2)` should give `4`, and gave `6`."


def test_sources_of_otter_assign_grade(imported: Import, sandbox: Sandbox, tmp_path: Path) -> None:
    assignment = imported(OTTER_SOURCE, "imported_hw2")
    assert marks(assignment, sandbox, tmp_path, cell(SQUARE)) == {
        "q1/q1_1": (Verdict.PASSED, 1),
        "q1/q1_2": (Verdict.PASSED, 1),
    }
    assert marks(assignment, sandbox, tmp_path, cell("def square(x):\n    raise OSError('no')")) == {
        "q1/q1_1": (Verdict.RAISED, 0),
        "q1/q1_2": (Verdict.RAISED, 0),
    }


def test_written_answers_of_otters_notebooks_are_found(imported: Import, sandbox: Sandbox, tmp_path: Path) -> None:
    assignment = imported(OTTER_EXTRAS, "imported_hw3")
    cells = [
        cell("<!-- BEGIN QUESTION -->\n\n**Task 2.** Why?\n\n_Points:_ 3", "markdown"),
        cell("Because.", "markdown"),
        cell("<!-- END QUESTION -->", "markdown"),
        cell("**Task 3.** How?", "markdown"),
        cell("So.", "markdown"),
    ]
    handin = Handin(student="a", slug="a", path=write(tmp_path / "work.ipynb", {**OTTER_EXTRAS, "cells": cells}))
    report = grade(assignment, handin, sandbox, Seeds(b"secret", assignment.name), Options()).report
    written = {question.id: question for question in report.questions if question.written}
    assert {name: (question.answer, question.max_points) for name, question in written.items()} == {
        "q2": ("Because.", 3),
        "q3": ("So.", 1),
    }
