"""The gradebook: every attempt, grading, mark and note of a course, in SQLite or PostgreSQL."""

import difflib
import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from grader.gradebook.database import first_line, open_engine
from grader.gradebook.errors import BookError
from grader.gradebook.policy import Policy
from grader.gradebook.standing import Attempt, Decision, Standing, stand
from grader.gradebook.tables import AttemptRow, CheckRow, GradingRow, MarkRow, StudentRow, TimeRow
from grader.gradebook.wish import Wish
from grader.model import GradeReport


class Gradebook:
    """An open gradebook. Every change says who made it; nothing that was written is changed."""

    def __init__(self, engine: Engine, who: str) -> None:
        self.engine = engine
        self.who = who

    @classmethod
    def open(cls, url: str, who: str) -> "Gradebook":
        """Open the gradebook at `url`, such as `sqlite:///course.db`; made or migrated where needed. `BookError`."""
        return cls(open_engine(url), who)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: all of it is kept or, after an error, nothing. A failing database is a `BookError`."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise BookError(f"the gradebook failed: {first_line(error)}") from None

    def record(
        self,
        report: GradeReport,
        *,
        key: str = "",
        origins: Mapping[str, str] | None = None,
        submitted_at: datetime | None = None,
    ) -> int:
        """Keep one graded hand-in; returns the id of its attempt. The same files again are a further grading of it.

        `key` and `origins` are digests of what the outcome depends on; see `recall`.
        """
        now = datetime.now(UTC)
        with self.session() as session:
            attempt = _attempt_of(session, report, now)
            if submitted_at is not None and _time_of(session, attempt.id) != submitted_at.astimezone(UTC):
                session.add(TimeRow(attempt_id=attempt.id, submitted_at=submitted_at, at=now, who=self.who))
            grading = _grading(report, attempt.id, self.who, key, origins)
            session.add(grading)
            session.flush()
            session.add_all(_checks(report, grading.id))
            return attempt.id

    def recall(self, key: str) -> tuple[GradeReport, dict[str, str]] | None:
        """The newest report that was recorded under `key`, with its origins; None when there is none."""
        query = select(GradingRow.report, GradingRow.origins).where(GradingRow.key == key)
        with self.session() as session:
            row = session.execute(query.order_by(GradingRow.id.desc()).limit(1)).first()
        return None if row is None else (unpack(row[0]), json.loads(row[1]))

    def holds(self, key: str, origins: Mapping[str, str]) -> bool:
        """Whether the newest result under `key` was recorded with these origins."""
        query = select(GradingRow.origins).where(GradingRow.key == key).order_by(GradingRow.id.desc()).limit(1)
        with self.session() as session:
            found = session.scalars(query).first()
        return found is not None and json.loads(found) == origins

    def last_report(self, assignment: str, student: str, digest: str) -> GradeReport | None:
        """The newest report of a student's last attempt, when that has this digest; else None."""
        with self.session() as session:
            last = _last_attempt(session, assignment, student)
            if last is None or last.digest != digest:
                return None
            query = select(GradingRow.report).where(GradingRow.attempt_id == last.id)
            packed = session.scalars(query.order_by(GradingRow.id.desc()).limit(1)).first()
        return None if packed is None else unpack(packed)

    def set_times(self, assignment: str, times: Mapping[str, datetime]) -> None:
        """Say when students handed in their last attempt. `BookError`, and nothing is kept, when one has none."""
        now = datetime.now(UTC)
        with self.session() as session:
            for student, moment in times.items():
                last = _last_attempt(session, assignment, student)
                if last is None:
                    raise BookError(f"{student!r} has handed in nothing for {assignment}")
                session.add(TimeRow(attempt_id=last.id, submitted_at=moment, at=now, who=self.who))

    def decide(self, assignment: str, wishes: Sequence[Wish]) -> None:
        """Write marks, overrides and notes: all of them, or, when one is wrong, none. Raises `BookError`."""
        attempts = self.attempts(assignment, {wish.student for wish in wishes})
        faults = [fault for wish in wishes if (fault := wish.fault(attempts.get(wish.student, ())))]
        if faults:
            raise BookError("; ".join(faults))
        rows = [wish.row(assignment, attempts[wish.student], self.who) for wish in wishes]
        with self.session() as session:
            session.add_all(rows)

    def assignments(self) -> list[str]:
        """Names of the assignments that something was recorded for, sorted."""
        with self.session() as session:
            return sorted(session.scalars(select(AttemptRow.assignment).distinct()))

    def require(self, assignment: str) -> None:
        """Raise `BookError` where nothing was recorded for an assignment; near names are in it."""
        known = self.assignments()
        if assignment not in known:
            near = difflib.get_close_matches(assignment, known, n=3, cutoff=0.4) or known
            there = f"there is: {', '.join(near)}" if near else "`grade` records what it grades"
            raise BookError(f"nothing is recorded for {assignment!r}; {there}")

    def attempts(self, assignment: str, students: Collection[str] | None = None) -> dict[str, list[Attempt]]:
        """Every student's attempts, or those of `students`, in the order of coming, each with its newest grading."""
        newest = select(func.max(GradingRow.id)).group_by(GradingRow.attempt_id)
        timed = select(func.max(TimeRow.id)).group_by(TimeRow.attempt_id)
        query = (
            select(AttemptRow, GradingRow.report, TimeRow.submitted_at)
            .join(GradingRow, GradingRow.attempt_id == AttemptRow.id)
            .outerjoin(TimeRow, (TimeRow.attempt_id == AttemptRow.id) & TimeRow.id.in_(timed))
            .where(AttemptRow.assignment == assignment, GradingRow.id.in_(newest))
            .order_by(AttemptRow.id)
        )
        if students is not None:
            query = query.where(AttemptRow.student.in_(students))
        found: dict[str, list[Attempt]] = defaultdict(list)
        with self.session() as session:
            for row, packed, moment in session.execute(query):
                found[row.student].append(Attempt(row.id, row.student, unpack(packed), moment, row.recorded_at))
        return {student: sorted(ones, key=lambda one: one.moment) for student, ones in sorted(found.items())}

    def decisions(self, assignment: str) -> dict[str, list[Decision]]:
        """What people decided and noted, by student, oldest first."""
        query = select(MarkRow).where(MarkRow.assignment == assignment).order_by(MarkRow.id)
        found: dict[str, list[Decision]] = defaultdict(list)
        with self.session() as session:
            for row in session.scalars(query):
                found[row.student].append(_decision(row))
        return dict(found)

    def standings(self, assignment: str, policy: Policy) -> list[Standing]:
        """The mark of every student who is on the roster or handed something in, sorted by student."""
        attempts, decisions, roster = self.attempts(assignment), self.decisions(assignment), self.roster()
        found = []
        for student in sorted({*attempts, *roster}):
            team = _team(student, roster) if policy.teams else {student}
            own = [attempt for member in team for attempt in attempts.get(member, ())]
            extra = max((roster[member].extra_hours for member in team if member in roster), default=0.0)
            judged = _of_team(decisions, student, team)
            found.append(stand(own, judged, policy, student, timedelta(hours=extra)) or _nothing(student))
        return found

    def roster(self) -> dict[str, StudentRow]:
        """The students, by id."""
        with self.session() as session:
            return {row.student: row for row in session.scalars(select(StudentRow).order_by(StudentRow.student))}

    def enrol(self, students: Iterable[Mapping[str, Any]]) -> None:
        """Add students to the roster, or renew what it says of them; keys are the columns of `StudentRow`."""
        with self.session() as session:
            for student in students:
                session.merge(StudentRow(**student))


def pack(report: GradeReport) -> bytes:
    """A report as it is kept."""
    return zlib.compress(report.model_dump_json().encode("utf-8"), level=6)


def unpack(packed: bytes) -> GradeReport:
    """A report as it was kept."""
    return GradeReport.model_validate_json(zlib.decompress(packed))


def _attempt_of(session: Session, report: GradeReport, now: datetime) -> AttemptRow:
    handed_in = report.submission
    last = _last_attempt(session, report.assignment, handed_in.student)
    if last is not None and last.digest == handed_in.digest:
        return last
    fresh = AttemptRow(
        assignment=report.assignment,
        student=handed_in.student,
        digest=handed_in.digest,
        late=handed_in.late,
        recorded_at=now,
    )
    session.add(fresh)
    session.flush()
    return fresh


def _last_attempt(session: Session, assignment: str, student: str) -> AttemptRow | None:
    query = select(AttemptRow).where(AttemptRow.assignment == assignment, AttemptRow.student == student)
    return session.scalars(query.order_by(AttemptRow.id.desc()).limit(1)).first()


def _time_of(session: Session, attempt: int) -> datetime | None:
    query = select(TimeRow.submitted_at).where(TimeRow.attempt_id == attempt).order_by(TimeRow.id.desc()).limit(1)
    return session.scalars(query).first()


def _grading(report: GradeReport, attempt: int, who: str, key: str, origins: Mapping[str, str] | None) -> GradingRow:
    return GradingRow(
        attempt_id=attempt,
        at=datetime.fromisoformat(report.graded_at),
        who=who,
        points=report.points,
        max_points=report.max_points,
        undecided=report.undecided,
        key=key,
        origins=json.dumps(dict(origins or {})),
        report=pack(report),
    )


def _checks(report: GradeReport, grading: int) -> list[CheckRow]:
    return [
        CheckRow(
            grading_id=grading,
            check=check.id,
            question=check.question,
            verdict=check.verdict.value,
            points=check.points,
            max_points=check.max_points,
            diagnosis=check.diagnosis.name if check.diagnosis else "",
        )
        for check in report.checks
    ]


def _decision(row: MarkRow) -> Decision:
    return Decision(row.student, row.kind, row.target, row.basis, row.points, row.reason, row.who, row.at)


def _team(student: str, roster: Mapping[str, StudentRow]) -> set[str]:
    """The student and who hands in together with them."""
    team = roster[student].team if student in roster else ""
    return {student} | {other for other, row in roster.items() if team and row.team == team}


def _of_team(decisions: Mapping[str, Sequence[Decision]], student: str, team: Iterable[str]) -> list[Decision]:
    """What counts for a student: marks for the team's answers, and their own overrides and notes."""
    told = [one for member in team for one in decisions.get(member, ()) if one.kind == "mark" or member == student]
    return sorted(told, key=lambda one: one.at)


def _nothing(student: str) -> Standing:
    return Standing(student, None, 0.0, 0.0, 0.0, {}, why=("nothing handed in",))
