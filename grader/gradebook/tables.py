"""The tables of the gradebook. Rows are added, never changed: a later row says more than an earlier one.

The one exception is the roster, which says what is so now. Times are UTC.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, LargeBinary, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names, so that a later migration can speak of them on every database."""


class Utc(TypeDecorator[datetime]):
    """A moment, always UTC: SQLite keeps no time zone and would give back a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Table(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Utc, str: Text, bytes: LargeBinary}  # noqa: RUF012  (SQLAlchemy's own way to declare it)


class StudentRow(Table):
    """A student of the course, as the roster says now."""

    __tablename__ = "students"
    student: Mapped[str] = mapped_column(String(300), primary_key=True)
    """The id that hand-ins carry."""
    name: Mapped[str] = mapped_column(default="")
    team: Mapped[str] = mapped_column(default="")
    """Who hands in together has the same; empty: alone."""
    extra_hours: Mapped[float] = mapped_column(default=0.0)
    """Added to every date of this student."""


class AttemptRow(Table):
    """One hand-in of one student: the same files again are the same attempt until others came in between."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "assignment", "student"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str] = mapped_column(String(200))
    student: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the paths and contents of all files."""
    late: Mapped[bool]
    """The download name said that it came late."""
    recorded_at: Mapped[datetime]


class TimeRow(Table):
    """When an attempt was handed in, as somebody or the download said; the newest counts."""

    __tablename__ = "times"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    submitted_at: Mapped[datetime]
    at: Mapped[datetime]
    who: Mapped[str]


class GradingRow(Table):
    """One time that an attempt was graded; the newest counts."""

    __tablename__ = "gradings"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str]
    points: Mapped[float]
    max_points: Mapped[float]
    undecided: Mapped[float]
    key: Mapped[str] = mapped_column(String(64), index=True)
    """Digest of all that the outcome depends on beside the checks' own code; empty where nobody said."""
    origins: Mapped[str]
    """Digest of each check's own code, by its id, as JSON; empty where nobody said."""
    report: Mapped[bytes]
    """The whole GradeReport as JSON, compressed with zlib."""


class CheckRow(Table):
    """The outcome of one check in one grading, for questions asked in SQL."""

    __tablename__ = "check_results"
    id: Mapped[int] = mapped_column(primary_key=True)
    grading_id: Mapped[int] = mapped_column(ForeignKey("gradings.id"), index=True)
    check: Mapped[str] = mapped_column("check_id", String(200))
    question: Mapped[str] = mapped_column(String(200))
    verdict: Mapped[str] = mapped_column(String(40))
    points: Mapped[float]
    max_points: Mapped[float]
    diagnosis: Mapped[str]


class MarkRow(Table):
    """What a person decided or noted about a student's work; of several about the same thing the newest counts."""

    __tablename__ = "marks"
    __table_args__ = (Index(None, "assignment", "student"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str] = mapped_column(String(200))
    student: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    """`mark`: points for an answer that was read. `override`: points whatever the machine says. `note`: an appeal."""
    target: Mapped[str] = mapped_column(String(200))
    """A question's id, a check's id, or empty for the assignment as a whole."""
    basis: Mapped[str] = mapped_column(String(64))
    """Digest of the answer that was read, for a `mark`: another answer later has to be read again. Else empty."""
    points: Mapped[float | None]
    """Null for a note, and for a mark or override that was taken back."""
    reason: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]


class ErasureRow(Table):
    """That one student's data was deleted, without saying whose."""

    __tablename__ = "erasures"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    rows: Mapped[int]
