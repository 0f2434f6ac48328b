"""What a class has in common: how its marks lie, which checks pass, which misconceptions recur, who needs attention."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from grader.model import CheckResult, Diagnosis, Fault, GradeReport, QuestionResult


@dataclass(frozen=True)
class PassRate:
    """How many students passed one check, of those for whom it is decided."""

    check: CheckResult
    passed: int
    decided: int


@dataclass(frozen=True)
class Misconception:
    """A diagnosis and the students who share it."""

    diagnosis: Diagnosis
    question: str
    reports: tuple[GradeReport, ...]


@dataclass(frozen=True)
class Attention:
    """A report at which a person has to look, and what asks for it."""

    report: GradeReport
    checks: tuple[CheckResult, ...]
    answers: tuple[QuestionResult, ...] = ()
    """Written answers that a person marks."""


@dataclass(frozen=True)
class Overview:
    """All that the class page says of the class as a whole."""

    reports: tuple[GradeReport, ...]
    """Sorted by student."""
    questions: tuple[tuple[str, str], ...]
    """Id and title of each question, in the assignment's order."""
    mean: float
    median: float
    max_points: float
    grader_errors: tuple[Attention, ...]
    needs_review: tuple[Attention, ...]
    unreadable: tuple[GradeReport, ...]
    """Reports of hand-ins of which nothing could be run."""
    rates: tuple[PassRate, ...]
    misconceptions: tuple[Misconception, ...]
    """The commonest first."""


def survey(reports: Sequence[GradeReport]) -> Overview:
    """Everything about the class, from its reports alone."""
    ordered = sort_reports(reports)
    marks = [report.points for report in ordered] or [0.0]
    return Overview(
        reports=ordered,
        questions=question_titles(ordered),
        mean=fmean(marks),
        median=median(marks),
        max_points=max((report.max_points for report in ordered), default=0.0),
        grader_errors=tuple(one for one in (_attention(report, Fault.GRADER) for report in ordered) if one.checks),
        needs_review=tuple(one for one in map(_review, ordered) if one.checks or one.answers),
        unreadable=tuple(report for report in ordered if report.problem),
        rates=_pass_rates(ordered),
        misconceptions=_misconceptions(ordered),
    )


def sort_reports(reports: Iterable[GradeReport]) -> tuple[GradeReport, ...]:
    """By student, letter case aside; by folder where two have one name."""
    return tuple(sorted(reports, key=lambda report: (report.submission.student.casefold(), report.submission.slug)))


def question_titles(reports: Iterable[GradeReport]) -> tuple[tuple[str, str], ...]:
    """Id and title of every question that occurs, in order of first appearance."""
    return tuple({question.id: question.title for report in reports for question in report.questions}.items())


def _attention(report: GradeReport, fault: Fault) -> Attention:
    return Attention(report, tuple(check for check in report.checks if check.verdict.fault is fault))


def _review(report: GradeReport) -> Attention:
    written = tuple(question for question in report.questions if question.written)
    return replace(_attention(report, Fault.PERSON), answers=written)


def _pass_rates(reports: Iterable[GradeReport]) -> tuple[PassRate, ...]:
    found: dict[str, list[CheckResult]] = {}
    for report in reports:
        for check in report.checks:
            found.setdefault(check.id, []).append(check)
    return tuple(_pass_rate(checks) for checks in found.values())


def _pass_rate(checks: Sequence[CheckResult]) -> PassRate:
    faults = Counter(check.verdict.fault for check in checks)
    return PassRate(checks[0], faults[Fault.NOBODY], faults[Fault.NOBODY] + faults[Fault.STUDENT])


def _misconceptions(reports: Iterable[GradeReport]) -> tuple[Misconception, ...]:
    found: dict[tuple[str, str], tuple[Diagnosis, list[GradeReport]]] = {}
    for report in reports:
        diagnosed = {(c.question, c.diagnosis.name): c.diagnosis for c in report.checks if c.diagnosis}
        for key, diagnosis in diagnosed.items():
            found.setdefault(key, (diagnosis, []))[1].append(report)
    shared = (Misconception(diagnosis, key[0], tuple(who)) for key, (diagnosis, who) in found.items())
    return tuple(sorted(shared, key=lambda one: -len(one.reports)))
