"""Choosing what to check, and checking again after each save."""

import os
from pathlib import Path

import pytest

from grader.course import CourseError
from grader.intake import IntakeError
from grader.report import self_check_lines
from grader.sandbox.protocol import Sandbox
from grader.selfcheck import Chosen, SelfCheck, choose, find_assignment
from tests.kit.leaky import RIGHT, SQUARED


def test_the_file_that_was_changed_last_is_checked(leaky_kit: Path) -> None:
    for moment, name in enumerate(("older.py", "newer.py")):
        (leaky_kit / name).write_text(RIGHT)
        os.utime(leaky_kit / name, (2_000_000_000 + moment,) * 2)
    chosen = choose(None, None, leaky_kit)
    assert (chosen.assignment.name, chosen.handin.path.name) == ("leaky", "newer.py")


def test_a_file_that_is_not_there_is_told(leaky_kit: Path) -> None:
    with pytest.raises(IntakeError, match=r"there is no nothing\.py"):
        choose(Path("nothing.py"), None, leaky_kit)


def test_where_there_are_several_assignments_the_path_or_the_name_decides(tmp_path: Path, checkout: Path) -> None:
    chosen = choose(checkout / "submissions/lab4_batchnorm/perfect.ipynb", None, checkout)
    assert chosen.assignment.name == "lab4_batchnorm"
    (tmp_path / "work.ipynb").write_text("{}")
    with pytest.raises(CourseError, match="which assignment is it"):
        choose(tmp_path / "work.ipynb", None, checkout)


def test_outside_any_course_it_is_the_one_with_this_grader(tmp_path: Path, checkout: Path) -> None:
    course, assignment = find_assignment(None, "lab4_batchnorm", tmp_path)
    assert (course.root, assignment.name) == (checkout, "lab4_batchnorm")


@pytest.fixture
def chosen(leaky_kit: Path) -> Chosen:
    (leaky_kit / "watched.py").write_text(SQUARED)
    return choose(leaky_kit / "watched.py", None, leaky_kit)


def test_each_save_is_checked_once(chosen: Chosen, sandbox: Sandbox) -> None:
    reports = SelfCheck(chosen, "1", sandbox).again_and_again(lambda: None)
    assert [check.points for check in next(reports).checks] == [1, 0]
    chosen.handin.path.write_text(RIGHT)
    assert [check.points for check in next(reports).checks] == [2, 0]


def test_the_lines_say_what_passes_what_fails_and_what_is_left(chosen: Chosen, sandbox: Sandbox) -> None:
    lines = "\n".join(line.plain for line in self_check_lines(SelfCheck(chosen, None, sandbox).run()))
    assert "◐ partial 1/2  `double` gives twice its input." in lines
    assert "Twice is not the square." in lines
    assert "✓ passed 1/1  `scale` scales." in lines
    assert "After you hand in: 6 hidden checks for" in lines
    assert "Marked by a person: 4, 2 points." in lines
