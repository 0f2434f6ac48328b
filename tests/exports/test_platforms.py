"""Grades in the tables of learning platforms."""

import csv
import io
from pathlib import Path

import pytest

from grader.exports import Grade, RosterError, canvas_gradebook, moodle_worksheet, nbgrader_grades

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Lab 4 (9182),Notes
    Points Possible,,,,,20,
"Lovelace, Ada",10234,s1001,ada@uni.edu,01,,
"Pascal, Blaise",10235,s1002,pascal,01,3,
"Gauß, Carl",10236,s1003,cg,01,,
"Student, Test",1,,,01,,
"""
MOODLE = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed
Participant 5501,Ada Lovelace,ada@uni.edu,Submitted,,10.00,Yes
Participant 5502,Blaise Pascal,bp@uni.edu,Submitted,7.00,10.00,No
"""
STUDENTS = "id,first_name,last_name,email\nada,Ada,Lovelace,ada@uni.edu\n"


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8-sig")
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    "student", ["Ada Lovelace", "lovelaceada", "10234", "s1001", "ada@uni.edu", "lovelaceada-10234"]
)
def test_canvas_students_are_known_by_any_of_their_names(tmp_path: Path, student: str) -> None:
    matched = canvas_gradebook([Grade(student, 17.25, 20)], table(tmp_path / "c.csv", CANVAS), "Lab 4", 20)
    found = rows(matched.text)
    assert list(found[0]) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lab 4 (9182)"]
    assert found[0]["Student"].startswith("    Points Possible")
    assert found[1]["Lab 4 (9182)"] == "17.25"
    assert matched.unknown == ()
    assert matched.without == ("Pascal, Blaise", "Gauß, Carl")


def test_who_is_not_in_the_table_is_named_and_other_cells_stay(tmp_path: Path) -> None:
    matched = canvas_gradebook([Grade("Emmy Noether", 1, 20)], table(tmp_path / "c.csv", CANVAS), "Lab 5", 20)
    assert matched.unknown == ("Emmy Noether",)
    assert "Lab 5" in rows(matched.text)[0]
    kept = canvas_gradebook([], table(tmp_path / "c.csv", CANVAS), "Lab 4", 20)
    assert rows(kept.text)[2]["Lab 4 (9182)"] == "3"


def test_two_of_a_name_are_not_guessed(tmp_path: Path) -> None:
    twice = CANVAS + '"Lovelace, Ada",10299,s1009,al2,02,,\n'
    matched = canvas_gradebook([Grade("Ada Lovelace", 5, 20)], table(tmp_path / "c.csv", twice), "Lab 4", 20)
    assert matched.unknown == ("Ada Lovelace",)


def test_moodle_grades_are_scaled_and_locked_ones_left(tmp_path: Path) -> None:
    grades = [Grade("Ada Lovelace", 15, 20), Grade("5502", 20, 20)]
    matched = moodle_worksheet(grades, table(tmp_path / "m.csv", MOODLE), 20)
    assert [row["Grade"] for row in rows(matched.text)] == ["7.5", "7.00"]
    assert matched.unknown == matched.without == ()


def test_a_table_without_the_columns_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="has no column Grade; it has name"):
        moodle_worksheet([], table(tmp_path / "m.csv", "name\nAda\n"), 20)


def test_nbgrader_gets_its_own_columns(tmp_path: Path) -> None:
    grades = [Grade("ada", 15, 20, lost_late=2), Grade("=cmd()", 1, 20)]
    matched = nbgrader_grades(grades, table(tmp_path / "s.csv", STUDENTS), "lab4")
    assert matched.text.splitlines()[0] == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,"
        "raw_score,late_submission_penalty,score,max_score"
    )
    ada, other = rows(matched.text)
    assert (ada["last_name"], ada["raw_score"], ada["late_submission_penalty"], ada["score"]) == (
        "Lovelace",
        "17",
        "2",
        "15",
    )
    assert not other["student_id"].startswith("=")
    assert matched.unknown == ("=cmd()",)
