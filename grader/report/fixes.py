"""What a student should mend first: the lost points, largest first, with the best hint there is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.model import CheckResult, Fault, GradeReport


@dataclass(frozen=True)
class Place:
    """A check and where its question and the check stand in the page."""

    check: CheckResult
    question: str
    optional: bool
    anchor: str
    cells: tuple[int, ...]
    """The question's own code cells."""


@dataclass(frozen=True)
class Fix:
    """One thing to mend, which may be behind several checks."""

    lost: float
    hint: str
    places: tuple[Place, ...]

    @property
    def first(self) -> Place:
        """The place to look at first."""
        return self.places[0]


def what_to_fix(report: GradeReport) -> tuple[Fix, ...]:
    """The checks that lost points through the student's code, grouped by cause.

    Required questions come first, and before checks of which nothing is told those that say what is wrong.
    """
    groups: dict[tuple[object, ...], list[Place]] = {}
    for place in _places(report):
        if _lost(place.check) > 0:
            groups.setdefault(_cause(place), []).append(place)
    fixes = (
        Fix(sum(_lost(p.check) for p in places), hint(places[0].check), tuple(places)) for places in groups.values()
    )
    return tuple(sorted(fixes, key=lambda fix: (fix.first.optional, _tells_nothing(fix.first.check), -fix.lost)))


def check_anchor(question: int, check: int) -> str:
    """The fragment of a check in its page; both counted from 1. Never made from text of a submission."""
    return f"q{question}-c{check}"


def hint(check: CheckResult) -> str:
    """The most helpful sentence that a check has: diagnosis, author's hint, explanation, message."""
    return next(filter(None, _hints(check)), "")


def _hints(check: CheckResult) -> Iterator[str]:
    if check.diagnosis:
        yield check.diagnosis.hint
    failing = [expectation for expectation in check.expectations if not expectation.passed]
    yield from (expectation.hint for expectation in failing)
    differences = [difference for expectation in failing for difference in expectation.differences]
    yield from (difference.explanation for difference in differences)
    yield check.message
    yield from (difference.message for difference in differences)


def _places(report: GradeReport) -> Iterable[Place]:
    code = {cell.index for cell in report.cells}
    for number, question in enumerate(report.questions, 1):
        own = tuple(index for index in question.cells if index in code)
        for position, check in enumerate(question.checks, 1):
            yield Place(check, question.id, question.optional, check_anchor(number, position), own)


def _lost(check: CheckResult) -> float:
    """Points that the student can win back; none while a person or the grader has to move first."""
    return check.max_points - check.points if check.verdict.fault is Fault.STUDENT else 0.0


def _tells_nothing(check: CheckResult) -> bool:
    """Whether a student learns no more from a check than that it failed: a hidden one without a diagnosis."""
    return check.redacted and check.diagnosis is None


def _cause(place: Place) -> tuple[object, ...]:
    """Checks of one question with the same diagnosis, or of which the same is said, have one cause."""
    check = place.check
    if check.diagnosis:
        return place.question, check.diagnosis.name
    if check.message:
        return place.question, check.verdict, check.message
    return place.question, place.anchor
