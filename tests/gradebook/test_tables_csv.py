import csv
from pathlib import Path

import pytest

from grader.gradebook import (
    MARK_COLUMNS,
    BookError,
    Gradebook,
    Wish,
    marks_to_give,
    read_marks,
    read_roster,
    read_times,
    write_table,
)
from grader.report import safe_cell
from tests.gradebook.handed_in import graded


def filled_in(path: Path, **points: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["points"] = points.get(row["target"].replace(".", "_"), row["points"])
    write_table(path, MARK_COLUMNS, rows, str)


def test_marks_go_out_and_come_back(book: Gradebook, tmp_path: Path) -> None:
    table = tmp_path / "marks.csv"
    book.record(graded("=ada()", answer="=because"))
    write_table(table, MARK_COLUMNS, marks_to_give(book, "hw"), safe_cell)
    assert "\n'=ada()," in table.read_text("utf-8-sig")
    assert ",'=because" in table.read_text("utf-8-sig")
    filled_in(table, **{"3": "2,5"})
    wishes = read_marks(book, "hw", table)
    assert wishes == [Wish("=ada()", "mark", "3", 2.5)]
    book.decide("hw", wishes)
    assert [row["points"] for row in marks_to_give(book, "hw")] == ["", "2.5"]
    assert read_marks(book, "hw", table) == []
    filled_in(table, **{"3": "2.5"})
    assert read_marks(book, "hw", table) == []


def test_every_wrong_row_is_named(book: Gradebook, tmp_path: Path) -> None:
    table = tmp_path / "marks.csv"
    table.write_text("student,target,points\nbob,3,1\nada,3,many\n")
    book.record(graded())
    with pytest.raises(BookError, match=r"line 2: nothing to mark for 'bob', '3'; line 3: 'many' is no number"):
        read_marks(book, "hw", table)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column 'student'"),
        ("name\nAda\n", "no column 'student'"),
        ("student,extra_hours\nada,x\n", "line 2: 'x'"),
        ("student,extra_hours\nada,nan\n", "line 2: 'nan'"),
        ("student,extra_hours\nada,1e12\n", "line 2: '1e12'"),
    ],
)
def test_a_table_that_is_no_roster_is_refused(tmp_path: Path, text: str, words: str) -> None:
    table = tmp_path / "roster.csv"
    table.write_text(text)
    with pytest.raises(BookError, match=words):
        read_roster(table)


def test_a_roster_says_only_what_it_has_columns_for(tmp_path: Path) -> None:
    table = tmp_path / "roster.csv"
    table.write_text("\ufeffstudent,team,mail\nada,1,ada@example.org\n", encoding="utf-8")
    assert read_roster(table) == [{"student": "ada", "team": "1"}]


@pytest.mark.parametrize(("text", "words"), [("yesterday", "is no time"), ("2026-11-20T17:00", "time zone")])
def test_times_need_their_zone(tmp_path: Path, text: str, words: str) -> None:
    table = tmp_path / "times.csv"
    table.write_text(f"student,submitted_at\nada,{text}\n")
    with pytest.raises(BookError, match=words):
        read_times(table)


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "times.csv"
    table.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BookError, match="cannot be read"):
        read_times(table)
    with pytest.raises(BookError, match="cannot be read"):
        read_times(tmp_path / "none.csv")
