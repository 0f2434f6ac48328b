"""The mark that a student gets back: what the gradebook says of the hand-in that a report is about."""

from collections.abc import Iterable, Mapping, Sequence

from grader.gradebook.standing import Attempt, Decision, Standing, basis_of
from grader.model import FinalMark, GradeReport


def final_marks(
    standings: Iterable[Standing],
    attempts: Mapping[str, Sequence[Attempt]],
    decisions: Mapping[str, Sequence[Decision]],
) -> dict[tuple[str, str], FinalMark]:
    """The mark by student and by the digest of the hand-in that counts; teams share a hand-in, not a mark."""
    counting = {attempt.id: attempt for each in attempts.values() for attempt in each}
    found = {}
    for standing in standings:
        if attempt := counting.get(standing.attempt or 0):
            shared = [each for each in decisions.get(attempt.student, ()) if each.kind == "mark"]
            told = [*shared, *decisions.get(standing.student, ())]
            key = standing.student, attempt.report.submission.digest
            found[key] = FinalMark(
                points=standing.points,
                undecided=standing.undecided,
                lost_late=standing.lost_late,
                questions=standing.questions,
                remarks=_remarks(attempt.report, told),
            )
    return found


def _remarks(report: GradeReport, decisions: Sequence[Decision]) -> dict[str, tuple[str, ...]]:
    """Reasons of the marks and overrides that count, by the question that was marked."""
    newest = {(decision.kind, decision.target, decision.basis): decision for decision in decisions}
    of_check = {check.id: check.question for check in report.checks}
    remarks: dict[str, list[str]] = {}
    for (kind, target, basis), decision in newest.items():
        counts = kind == "override" or (kind == "mark" and basis == basis_of(report, target))
        if counts and decision.points is not None:
            remarks.setdefault(of_check.get(target, target), []).extend(filter(None, [decision.reason]))
    return {question: tuple(reasons) for question, reasons in remarks.items()}
