import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.gradebook import BookError, Gradebook, Wish, export, forget
from grader.gradebook.tables import CheckRow, ErasureRow
from tests.gradebook.handed_in import graded


@pytest.fixture
def two(book: Gradebook) -> Gradebook:
    book.enrol([{"student": "ada", "name": "Ada Lovelace"}, {"student": "bob"}])
    for student in ("ada", "bob"):
        book.record(graded(student))
        book.decide("hw", [Wish(student, "note", "3", None, f"{student} appeals")])
    return book


def test_an_export_holds_all_of_one_student_and_nothing_of_another(two: Gradebook) -> None:
    text = json.dumps(export(two, "ada"))
    assert "Ada Lovelace" in text
    assert "ada appeals" in text
    assert "Because." in text
    assert "bob" not in text


def test_forgetting_leaves_only_that_it_happened(two: Gradebook) -> None:
    assert forget(two, "ada") == 6  # roster, attempt, grading, two checks, note
    with pytest.raises(BookError, match="nothing is kept about 'ada'"):
        export(two, "ada")
    assert list(two.attempts("hw")) == ["bob"]
    with Session(two.engine) as session:
        assert len(session.scalars(select(CheckRow)).all()) == 2
        assert [(row.who, row.rows) for row in session.scalars(select(ErasureRow))] == [("lecturer", 6)]


def test_nobody_is_forgotten_by_mistake(two: Gradebook) -> None:
    with pytest.raises(BookError, match="nothing is kept about 'Ada'"):
        forget(two, "Ada")
