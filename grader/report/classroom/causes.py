"""Why points were lost in a class: misconceptions that the assignment names, and whatever else students share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.model import CheckResult, Fault, GradeReport
from grader.report.fixes import hint


@dataclass(frozen=True)
class Cause:
    """One reason for lost points, and the students who share it."""

    questions: tuple[str, ...]
    name: str
    """Of a misconception; empty otherwise."""
    hint: str
    check: CheckResult
    """The first check in which it showed."""
    reports: tuple[GradeReport, ...]


def shared_misconceptions(reports: Iterable[GradeReport]) -> tuple[Cause, ...]:
    """The diagnoses, the commonest first; a student counts once for each."""
    return _grouped(reports, diagnosed=True)


def other_causes(reports: Iterable[GradeReport]) -> tuple[Cause, ...]:
    """Lost points without a diagnosis, by what is said of them, the commonest first; hand-ins that ran at all."""
    return _grouped((report for report in reports if not report.problem), diagnosed=False)


def _grouped(reports: Iterable[GradeReport], *, diagnosed: bool) -> tuple[Cause, ...]:
    checks: dict[tuple[str, ...], list[CheckResult]] = {}
    who: dict[tuple[str, ...], dict[str, GradeReport]] = {}
    for report in reports:
        for check in _failed(report, diagnosed=diagnosed):
            checks.setdefault(_key(check), []).append(check)
            who.setdefault(_key(check), {})[report.submission.slug] = report
    causes = (_cause(checks[key], tuple(who[key].values())) for key in checks)
    return tuple(sorted(causes, key=lambda cause: -len(cause.reports)))


def _failed(report: GradeReport, *, diagnosed: bool) -> Iterator[CheckResult]:
    """The checks that lost points; of a question's hidden ones only where its public ones do not tell why."""
    failed = [check for check in report.checks if check.verdict.fault is Fault.STUDENT]
    telling = [check for check in failed if check.visibility == "public" or check.diagnosis]
    told = {check.question for check in telling}
    silent = [check for check in failed if check not in telling and check.question not in told]
    yield from (check for check in (*telling, *silent) if (check.diagnosis is not None) == diagnosed)


def _key(check: CheckResult) -> tuple[str, ...]:
    """What makes two failures one: diagnosis, exception, explanation; for other wrong values the check itself."""
    if check.diagnosis:
        return check.diagnosis.name, check.diagnosis.hint
    if check.error:
        return check.question, check.verdict, check.error.type, check.error.message
    explained = next((d.explanation for e in check.expectations for d in e.differences if d.explanation), "")
    if explained:
        return check.question, explained
    if check.redacted or any(not expectation.passed for expectation in check.expectations):
        return check.question, check.id
    return check.question, check.verdict, check.message


def _cause(checks: Sequence[CheckResult], who: tuple[GradeReport, ...]) -> Cause:
    first = checks[0]
    name = first.diagnosis.name.replace("_", " ") if first.diagnosis else ""
    questions = tuple(dict.fromkeys(check.question for check in checks))
    return Cause(questions, name, hint(first), first, who)
