"""One student's data: all of it for them to have, or none of it any more."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grader.gradebook.book import Gradebook, unpack
from grader.gradebook.errors import BookError
from grader.gradebook.tables import AttemptRow, CheckRow, ErasureRow, GradingRow, MarkRow, StudentRow, Table, TimeRow


def export(book: Gradebook, student: str) -> dict[str, Any]:
    """Everything that is kept about a student, ready for JSON. Raises `BookError` when nothing is."""
    with book.session() as session:
        attempts = session.scalars(select(AttemptRow).where(AttemptRow.student == student)).all()
        ids = [attempt.id for attempt in attempts]
        found = {
            "student": _rows(session, StudentRow, StudentRow.student == student),
            "attempts": [_plain(attempt) for attempt in attempts],
            "times": _rows(session, TimeRow, TimeRow.attempt_id.in_(ids)),
            "gradings": _rows(session, GradingRow, GradingRow.attempt_id.in_(ids)),
            "marks": _rows(session, MarkRow, MarkRow.student == student),
        }
    if not any(found.values()):
        raise _unknown(student)
    return found


def forget(book: Gradebook, student: str) -> int:
    """Delete everything about a student; returns how many rows there were. That it happened is kept, not to whom."""
    attempts = select(AttemptRow.id).where(AttemptRow.student == student).scalar_subquery()
    gradings = select(GradingRow.id).where(GradingRow.attempt_id.in_(attempts)).scalar_subquery()
    orders = [
        delete(CheckRow).where(CheckRow.grading_id.in_(gradings)),
        delete(GradingRow).where(GradingRow.attempt_id.in_(attempts)),
        delete(TimeRow).where(TimeRow.attempt_id.in_(attempts)),
        delete(AttemptRow).where(AttemptRow.student == student),
        delete(MarkRow).where(MarkRow.student == student),
        delete(StudentRow).where(StudentRow.student == student),
    ]
    with book.session() as session:
        gone = sum(session.connection().execute(order).rowcount for order in orders)
        if not gone:
            raise _unknown(student)
        session.add(ErasureRow(at=datetime.now(UTC), who=book.who, rows=gone))
    return gone


def _unknown(student: str) -> BookError:
    return BookError(f"nothing is kept about {student!r}")


def _rows(session: Session, table: type[Table], condition: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in session.scalars(select(table).where(condition))]


def _plain(row: Table) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return unpack(value).model_dump(mode="json") if isinstance(value, bytes) else value
