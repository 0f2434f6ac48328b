"""From what a check recorded to a verdict and points. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.checks.errors import AuthorError, StudentFault
from grader.checks.judging.expect import Recorded
from grader.model import CheckResult, Diagnosis, Verdict

_SLACK = 1e-9


@dataclass(frozen=True)
class Mark:
    """A verdict, points, and the share of each comparison."""

    verdict: Verdict
    points: float
    shares: tuple[float, ...]
    message: str


def mark(max_points: float, recorded: Sequence[Recorded], fault: StudentFault | None) -> Mark:
    """Mark one run of a check.

    Comparisons that name points have those; the others share the rest equally. When the check was stopped by a fault,
    only comparisons that name points and passed before it count: how many others would have followed is not known.
    """
    if not recorded and fault is None:
        raise AuthorError("the check compared nothing: every way through it must reach a t.expect")
    shares = _shares(max_points, recorded, stopped=fault is not None)
    points = sum(share for share, item in zip(shares, recorded, strict=True) if item.passed)
    missed = [item for item in recorded if not item.passed]
    if fault is not None:
        return Mark(fault.verdict, round(points, 4), shares, _sentence(fault.message))
    if not missed:
        return Mark(Verdict.PASSED, max_points, shares, "")
    verdict = Verdict.PARTIAL if points > _SLACK else Verdict.FAILED
    return Mark(verdict, round(points, 4), shares, _miss(missed[0]))


def costing_once(results: Mapping[str, CheckResult]) -> dict[str, CheckResult]:
    """The results of a submission, by check id and in the questions' order, where one mistake costs once.

    Of the checks that found the same mistake, the one that loses most in the first question that did keeps its loss.
    Nothing is given back for a mistake without credit: such an answer is wrong altogether, not a right one with a
    mistake. A mistake beside which something else is wrong keeps its loss everywhere.
    """
    same: dict[object, list[CheckResult]] = {}
    for result in results.values():
        if result.diagnosis and result.diagnosis.whole and result.diagnosis.credit:
            same.setdefault(_mistake(result, result.diagnosis), []).append(result)
    paid_for: dict[str, CheckResult] = {}
    for found in same.values():
        first = [result for result in found if result.question == found[0].question]
        dearest = max(first, key=lambda result: round(result.max_points - result.points, 6))
        paid_for |= {result.id: _paid_for(result, dearest) for result in found if result is not dearest}
    return {**results, **paid_for}


def _mistake(result: CheckResult, diagnosis: Diagnosis) -> tuple[str, ...]:
    """What tells a mistake from others.

    In a function that the check calls by its name it is the same in every question; otherwise, as in training that each
    question writes anew, it is that of its question.
    """
    called = {shown.call.partition("(")[0] for shown in result.calls}
    place = () if called.issuperset(diagnosis.functions) else (result.question,)
    return (diagnosis.name, *diagnosis.functions, *place)


def _paid_for(result: CheckResult, dearest: CheckResult) -> CheckResult:
    """With all its points. It still says what is wrong: the check did find it."""
    diagnosis = result.diagnosis.model_copy(update={"credit": 1.0}) if result.diagnosis else None
    place = dearest.sentence.rstrip(".")
    sentence = f"This mistake has cost points where “{place}” is asked: it costs nothing here."
    changes = {"verdict": Verdict.PASSED, "points": result.max_points, "message": "", "diagnosis": diagnosis}
    return result.model_copy(update={**changes, "follow_through": sentence})


def _shares(max_points: float, recorded: Sequence[Recorded], *, stopped: bool) -> tuple[float, ...]:
    named = sum(item.points for item in recorded if item.points is not None)
    unnamed = sum(1 for item in recorded if item.points is None)
    if named > max_points + _SLACK:
        raise AuthorError(f"the comparisons are worth {named:g} points, the check only {max_points:g}")
    if not stopped and not unnamed and named < max_points - _SLACK:
        raise AuthorError(f"the comparisons are worth {named:g} points, the check {max_points:g}")
    rest = 0.0 if stopped or not unnamed else (max_points - named) / unnamed
    return tuple(rest if item.points is None else item.points for item in recorded)


def _miss(item: Recorded) -> str:
    difference = item.differences[0]
    message = difference.message if difference.message.startswith(item.label) else f"{item.label}: {difference.message}"
    return _sentence(message)


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".!?" else text + "."
