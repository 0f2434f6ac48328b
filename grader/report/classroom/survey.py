"""What a class has in common: how its marks lie, what passes, why points are lost, who needs attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from grader.model import CheckResult, Fault, GradeReport
from grader.report.classroom.causes import Cause, other_causes, shared_misconceptions
from grader.report.classroom.rates import PassRate, QuestionRate, pass_rates, question_rates


@dataclass(frozen=True)
class Attention:
    """A check or a written answer at which a person has to look, and the reports in which it waits."""

    question: str
    text: str
    check: CheckResult | None
    """None for a written answer."""
    reports: tuple[GradeReport, ...]


@dataclass(frozen=True)
class Overview:
    """All that the class page says of the class as a whole."""

    reports: tuple[GradeReport, ...]
    """Sorted by student."""
    questions: tuple[QuestionRate, ...]
    """In the assignment's order."""
    mean: float
    median: float
    max_points: float
    seconds: tuple[float, float]
    """Time of grading one hand-in: median and longest."""
    grader_errors: tuple[Attention, ...]
    needs_review: tuple[Attention, ...]
    unreadable: tuple[GradeReport, ...]
    """Reports of hand-ins of which nothing could be run."""
    rates: tuple[PassRate, ...]
    misconceptions: tuple[Cause, ...]
    """Named by the assignment; the commonest first."""
    causes: tuple[Cause, ...]
    """Why points were lost without a named misconception; the commonest first."""


def survey(reports: Sequence[GradeReport]) -> Overview:
    """Everything about the class, from its reports alone."""
    ordered = sort_reports(reports)
    marks = [report.points for report in ordered] or [0.0]
    seconds = [report.seconds for report in ordered] or [0.0]
    return Overview(
        reports=ordered,
        questions=question_rates(ordered),
        mean=fmean(marks),
        median=median(marks),
        max_points=max((report.max_points for report in ordered), default=0.0),
        seconds=(median(seconds), max(seconds)),
        grader_errors=_waiting(ordered, Fault.GRADER),
        needs_review=(*_waiting(ordered, Fault.PERSON), *_written(ordered)),
        unreadable=tuple(report for report in ordered if report.problem),
        rates=pass_rates(ordered),
        misconceptions=shared_misconceptions(ordered),
        causes=other_causes(ordered),
    )


def sort_reports(reports: Iterable[GradeReport]) -> tuple[GradeReport, ...]:
    """By student, letter case aside; by folder where two have one name."""
    return tuple(sorted(reports, key=lambda report: (report.submission.student.casefold(), report.submission.slug)))


def question_titles(reports: Iterable[GradeReport]) -> tuple[tuple[str, str], ...]:
    """Id and title of every question that occurs, in order of first appearance."""
    return tuple({question.id: question.title for report in reports for question in report.questions}.items())


def _waiting(reports: Iterable[GradeReport], fault: Fault) -> tuple[Attention, ...]:
    """The checks that wait for the grader's mending or for a person, check by check."""
    found: dict[str, tuple[CheckResult, list[GradeReport]]] = {}
    for report in reports:
        for check in report.checks:
            if check.verdict.fault is fault:
                found.setdefault(check.id, (check, []))[1].append(report)
    return tuple(Attention(check.question, check.sentence, check, tuple(who)) for check, who in found.values())


def _written(reports: Iterable[GradeReport]) -> tuple[Attention, ...]:
    """What was handed in for a person to mark, in words or as cells, question by question."""
    found: dict[tuple[str, str], list[GradeReport]] = {}
    for report in reports:
        for question in report.questions:
            if question.written and (question.answer or question.cells):
                found.setdefault((question.id, question.title), []).append(report)
    return tuple(Attention(*question, None, tuple(who)) for question, who in found.items())
