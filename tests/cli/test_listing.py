from pathlib import Path

from tests.cli.command import grade_py, make_course


def test_list_names_assignments_and_warns_of_broken_ones(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (course / "assignments" / "broken").mkdir()
    (course / "assignments" / "broken" / "assignment.py").write_text("1 / 0")
    ran = grade_py(course, "list")
    assert ran.code == 0, ran
    assert "doubling │ Doubling │ 2 │ 2 │ 3" in ran.words
    assert "ZeroDivisionError" in ran.err


def test_show_lists_questions_points_and_checks(tmp_path: Path) -> None:
    ran = grade_py(make_course(tmp_path), "show", "doubling")
    assert ran.code == 0, ran
    assert "Doubling (doubling): 3 points" in ran.words
    assert "│ │ 1 │ halves │ hidden │ `halve` gives half of its input." in ran.words


def test_doctor_names_tiers_and_what_they_leave_open(tmp_path: Path) -> None:
    ran = grade_py(make_course(tmp_path), "doctor")
    assert ran.code == 0, ran
    assert "landlock" in ran.words
    assert "seccomp" in ran.words
    for tier in range(4):
        assert f"tier {tier}" in ran.words.lower()
