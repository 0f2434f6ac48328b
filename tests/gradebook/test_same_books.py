"""The same actions on SQLite and on PostgreSQL give the same books: every row of every table."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.gradebook import BookError, Gradebook, Late, Policy, Wish, forget
from grader.gradebook.book import unpack
from grader.gradebook.tables import Table
from tests.gradebook.handed_in import graded
from tests.gradebook.postgres import fresh_schema

DUE = datetime(2026, 11, 20, 18, tzinfo=UTC)
WEEKS = Policy(late=Late(due=DUE, grace_minutes=30, per_day=0.25, most=0.5, closes_after_days=3), teams=True)
BEST = Policy(late=Late(due=DUE, per_day=0.1, share_of="maximum"), counts="best")
LEFT_OUT = ("at", "recorded_at", "id")
"""When the action took place; and the number of a row, since PostgreSQL never gives one again that was rolled back."""


def a_term(book: Gradebook) -> None:
    """A course with a team, attempts that come late, marks, an override taken back, an appeal."""
    book.enrol([{"student": "ada", "name": "Ada Ł.", "team": "1"}, {"student": "bob", "team": "1"}])
    book.enrol([{"student": "eve", "extra_hours": 12.5}, {"student": "ada", "name": "Ada Lovelace"}])
    for student, hours in (("ada", -2), ("eve", 10), ("zoë", 30)):
        book.record(graded(student, points=hours % 4), submitted_at=DUE + timedelta(hours=hours))
    book.record(graded("ada", points=3.3, digest="d2", late=True), key="k1", origins={"1.check": "a"})
    book.record(graded("ada", points=4, digest="d2", late=True), key="k1", origins={"1.check": "b"})
    book.set_times("hw", {"ada": datetime.fromisoformat("2026-11-22T01:30:00+01:00")})
    book.decide("hw", [Wish("ada", "mark", "3", 2.25, "half"), Wish("eve", "mark", "2.check", 1)])
    book.decide("hw", [Wish("zoë", "override", "", 8, "oral exam"), Wish("eve", "override", "1", 4, "ours")])
    book.decide("hw", [Wish("zoë", "override", "", None, "another one"), Wish("bob2", "note", "", None, "?")][:1])
    book.decide("hw", [Wish("eve", "note", "3", None, "appeals: 'ő' \U0001f600 \\ %s")])


def a_summer_school(book: Gradebook) -> None:
    """Many attempts, a wish that is refused as a whole, and a student who is forgotten."""
    for number in range(12):
        student = f"s{number % 4}"
        book.record(graded(student, points=number % 5 * 0.8, digest=f"d{number}", answer=f"Because {number}."))
        book.decide("hw", [Wish(student, "mark", "3", number / 4)])
    with pytest.raises(BookError, match="no question"):
        book.decide("hw", [Wish("s1", "mark", "3", 1), Wish("s1", "mark", "9", 1)])
    with pytest.raises(BookError, match="handed in nothing"):
        book.set_times("hw", {"s0": DUE, "nobody": DUE})
    book.set_times("hw", {f"s{number}": DUE + timedelta(days=number) for number in range(4)})
    forget(book, "s2")


@pytest.mark.parametrize("course", [a_term, a_summer_school])
def test_the_same_actions_give_the_same_books(
    course: Callable[[Gradebook], None], postgres: str, tmp_path: Path
) -> None:
    rows, standings = [], []
    for url in (f"sqlite:///{tmp_path / 'book.db'}", fresh_schema(postgres)):
        book = Gradebook.open(url, "lecturer")
        course(book)
        rows.append({table.name: contents(book, table.name) for table in Table.metadata.sorted_tables})
        standings.append([book.standings("hw", policy) for policy in (WEEKS, BEST, Policy())])
        book.close()
    assert rows[0] == rows[1]
    assert standings[0] == standings[1]
    assert min(len(rows[0][name]) for name in ("attempts", "times", "gradings", "check_results", "marks")) >= 3


def contents(book: Gradebook, name: str) -> list[dict[str, Any]]:
    """All rows of a table as the code reads them, but for what is left out."""
    mapped = {mapper.local_table.name: mapper.class_ for mapper in Table.registry.mappers}  # type: ignore[attr-defined]  # tables have names
    with Session(book.engine) as session:
        found = [vars(row) for row in session.scalars(select(mapped[name]))]
    plain = [{key: unpack(one[key]) if key == "report" else one[key] for key in one} for one in found]
    return sorted(
        ({key: value for key, value in one.items() if key not in LEFT_OUT and key[0] != "_"} for one in plain), key=repr
    )
