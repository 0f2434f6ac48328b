"""How a class did: question by question, check by check, and which checks tell strong hand-ins from weak ones."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean

from grader.model import CheckResult, Fault, GradeReport, QuestionResult

_FEWEST = 8
"""Students from which on a correlation means something."""


@dataclass(frozen=True)
class PassRate:
    """How many students passed one check, of those for whom it is decided."""

    check: CheckResult
    passed: int
    decided: int
    discrimination: float | None
    """Correlation, over the class, of the points of the check with the points of all other checks, -1 to 1: the
    corrected item-total correlation of test theory. Near 0 or below, the check does not tell strong hand-ins from weak
    ones. None where fewer than 8 students are decided, or all have the same."""


@dataclass(frozen=True)
class QuestionRate:
    """How a class did in one question."""

    id: str
    title: str
    mean: float
    max_points: float
    full: int
    """Students with all its points."""
    count: int
    written: bool


def question_rates(reports: Iterable[GradeReport]) -> tuple[QuestionRate, ...]:
    """Every question that occurs, in order of first appearance."""
    found: dict[str, list[QuestionResult]] = {}
    for report in reports:
        for question in report.questions:
            found.setdefault(question.id, []).append(question)
    return tuple(_question_rate(results) for results in found.values())


def pass_rates(reports: Sequence[GradeReport]) -> tuple[PassRate, ...]:
    """Every check that occurs, in order of first appearance."""
    found: dict[str, list[tuple[CheckResult, float]]] = {}
    for report in reports:
        total = sum(check.points for check in report.checks)
        for check in report.checks:
            found.setdefault(check.id, []).append((check, total - check.points))
    return tuple(_pass_rate(results) for results in found.values())


def _question_rate(results: Sequence[QuestionResult]) -> QuestionRate:
    first = results[0]
    full = sum(math.isclose(one.points, one.max_points) for one in results)
    mean = fmean(one.points for one in results)
    return QuestionRate(first.id, first.title, mean, first.max_points, full, len(results), first.written)


def _pass_rate(results: Sequence[tuple[CheckResult, float]]) -> PassRate:
    faults = Counter(check.verdict.fault for check, _ in results)
    decided = [(check.points, rest) for check, rest in results if check.verdict.fault in {Fault.NOBODY, Fault.STUDENT}]
    return PassRate(results[0][0], faults[Fault.NOBODY], len(decided), _discrimination(decided))


def _discrimination(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < _FEWEST:
        return None
    own, rest = zip(*pairs, strict=True)
    try:
        return correlation(own, rest)
    except StatisticsError:  # all have the same: there is nothing to tell apart
        return None
