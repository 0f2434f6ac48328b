"""`audit` on a small course whose assignment has holes."""

import json
from pathlib import Path

from tests.cli.command import grade_py, make_course


def test_holes_are_told_with_what_to_do_and_make_the_exit_code(tmp_path: Path) -> None:
    ran = grade_py(make_course(tmp_path), "audit", "doubling", "--json", "--jobs", "1")
    assert ran.code == 1, ran.words
    told = json.loads(ran.out)
    assert (told["kill_rate"], told["diagnosis_rate"], told["idle_checks"]) == (1, 1, ["2/halves"])
    assert [hole["what"] for hole in told["holes"]] == ["2/halves is idle: no variant fails it"]


def test_an_unknown_assignment_is_wrong_usage(tmp_path: Path) -> None:
    ran = grade_py(make_course(tmp_path), "audit", "doublin")
    assert (ran.code, "there is: doubling" in ran.words) == (2, True)


def test_a_solution_that_cannot_be_read_is_told_in_a_line(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (course / "assignments" / "doubling" / "solution.py").write_text("# %% wrong: alone\nx = 1\n")
    ran = grade_py(course, "audit", "doubling")
    assert (ran.code, "it must stand below the cell that it replaces" in ran.words) == (2, True), ran.words
