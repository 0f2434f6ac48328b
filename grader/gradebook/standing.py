"""How a student stands in an assignment: pure arithmetic over attempts, decisions and the policy."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.gradebook.policy import Policy
from grader.model import CheckResult, GradeReport, QuestionResult

ASSIGNMENT = ""
"""Target of a decision about the assignment as a whole."""


@dataclass(frozen=True)
class Attempt:
    """One hand-in with its newest grading."""

    id: int
    student: str
    report: GradeReport
    submitted_at: datetime | None
    """None where nothing says when."""
    recorded_at: datetime

    @property
    def moment(self) -> datetime:
        """When it came, as far as is known."""
        return self.submitted_at or self.recorded_at


@dataclass(frozen=True)
class Decision:
    """What a person decided or noted; see `MarkRow`."""

    student: str
    kind: str
    target: str
    basis: str
    points: float | None
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """A student's mark, and how it came about."""

    student: str
    attempt: int | None
    """The attempt that counts; None when nothing was handed in and nothing was decided."""
    points: float
    max_points: float
    undecided: float
    """Points that a person still has to decide; they are not in `points`."""
    questions: dict[str, float]
    """Points of each question, before lateness."""
    lost_late: float = 0.0
    """Points lost for lateness."""
    why: tuple[str, ...] = ()
    """Overrides, lateness and doubts, in sentences."""


def basis_of(report: GradeReport, target: str) -> str:
    """Digest of the answer that a mark for `target` is about: a written answer's text, else all that was handed in."""
    for question in report.questions:
        if question.written and question.id == target:
            return hashlib.sha256(question.answer.encode("utf-8", "surrogatepass")).hexdigest()
    return report.submission.digest


def stand(
    attempts: Sequence[Attempt], decisions: Iterable[Decision], policy: Policy, student: str, extra: timedelta
) -> Standing | None:
    """The mark of one student. `attempts` are those that count for them, a team's included; None without any."""
    newest = {(decision.kind, decision.target, decision.basis): decision for decision in decisions}
    standings = [_of_attempt(attempt, newest, policy, student, extra) for attempt in sorted(attempts, key=_moment)]
    if not standings:
        return None
    return max(standings, key=lambda one: one.points) if policy.counts == "best" else standings[-1]


_Newest = dict[tuple[str, str, str], Decision]


def _moment(attempt: Attempt) -> datetime:
    return attempt.moment


def _of_attempt(attempt: Attempt, newest: _Newest, policy: Policy, student: str, extra: timedelta) -> Standing:
    report = attempt.report
    why = [f"handed in by {attempt.student}"] if attempt.student != student else []
    questions: dict[str, float] = {}
    undecided = 0.0
    for question in report.questions:
        override = _override(newest, question.id)
        if override is not None:
            questions[question.id] = override
            why.append(f"{question.id}: {_words(newest, question.id)}")
        else:
            questions[question.id], left = _question(question, report, newest)
            undecided += left
            changed = [check.id for check in question.checks if _override(newest, check.id) is not None]
            why += [f"{check}: {_words(newest, check)}" for check in changed]
    earned = sum(questions.values())
    share, sentence = _late(attempt, policy, extra)
    lost = share * (earned if policy.late.share_of == "earned" else report.max_points)
    points = max(0.0, earned - lost)
    why += [sentence] if sentence else []
    whole = _override(newest, ASSIGNMENT)
    if whole is not None:
        points, lost, undecided = whole, 0.0, 0.0
        why.append(_words(newest, ASSIGNMENT))
    exact = {name: round(value, 6) for name, value in questions.items()}
    return Standing(
        student,
        attempt.id,
        round(points, 6),
        report.max_points,
        round(undecided, 6),
        exact,
        round(earned - points, 6) if lost else 0.0,
        tuple(why),
    )


def _question(question: QuestionResult, report: GradeReport, newest: _Newest) -> tuple[float, float]:
    """Points given and points still undecided."""
    if question.written:
        given = _points(newest, "mark", question.id, basis_of(report, question.id))
        return (0.0, question.max_points) if given is None else (given, 0.0)
    marks = [(check, _given(check, report, newest)) for check in question.checks]
    changed = sum(given - check.points for check, given in marks if given is not None)
    left = sum(check.max_points - check.points for check, given in marks if given is None and is_open(check))
    return question.points + changed, left


def _given(check: CheckResult, report: GradeReport, newest: _Newest) -> float | None:
    """What a person gave for a check; None where it stays with the machine."""
    override = _override(newest, check.id)
    return _points(newest, "mark", check.id, report.submission.digest) if override is None else override


def is_open(check: CheckResult) -> bool:
    """A person still has to decide about this check."""
    return check.verdict.fault.value in ("person", "grader")


def _points(newest: _Newest, kind: str, target: str, basis: str) -> float | None:
    decision = newest.get((kind, target, basis))
    return decision.points if decision else None


def _override(newest: _Newest, target: str) -> float | None:
    return _points(newest, "override", target, "")


def _words(newest: _Newest, target: str) -> str:
    decision = newest["override", target, ""]
    return f"set to {decision.points:g} by {decision.who}: {decision.reason}"


def _late(attempt: Attempt, policy: Policy, extra: timedelta) -> tuple[float, str]:
    """The share that lateness costs, and the sentence about it."""
    if policy.late.due is None:
        return 0.0, ""
    if attempt.submitted_at is None:
        doubt = "came late, but nothing says by how much: `grade.py book times` takes the time"
        return 0.0, doubt if attempt.report.submission.late else ""
    late_by = attempt.submitted_at - policy.late.due - extra
    days = policy.late.days(late_by)
    share = policy.late.share(late_by)
    return share, f"{days} day{'s' * (days != 1)} late: {100 * share:g} % lost" if days else ""
