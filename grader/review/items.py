"""What is to be reviewed: one answer of one student after the other, question by question."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from grader.gradebook import Gradebook, Wish, targets, to_mark
from grader.gradebook.standing import Decision, basis_of
from grader.model import CheckResult, GradeReport, QuestionResult


@dataclass(frozen=True)
class Item:
    """One answer to mark."""

    student: str
    target: str
    """The question's or check's id."""
    title: str
    most: float
    """Points that it can get."""
    report: GradeReport
    question: QuestionResult
    check: CheckResult | None
    """The check that needs a person; None for a written answer."""

    @property
    def code(self) -> tuple[tuple[int, str], ...]:
        """Number and source of the notebook cells that belong to the question."""
        wanted = set(self.question.cells)
        return tuple((cell.index, cell.source) for cell in self.report.cells if cell.index in wanted)


class Pile:
    """All answers of an assignment that a person has to mark, in order, with the marks they have so far."""

    def __init__(self, book: Gradebook, assignment: str, *, blind: bool = False) -> None:
        self.book = book
        self.assignment = assignment
        self.blind = blind
        attempts = book.attempts(assignment)
        found = [item for student, own in attempts.items() for item in _items(student, own[-1].report)]
        self.items: tuple[Item, ...] = tuple(sorted(found, key=self._order))

    def _order(self, item: Item) -> tuple[int, str]:
        """Question by question; within one by student, or, where names are hidden, in an order that tells nothing."""
        place = list(targets(item.report)).index(item.target)
        name = f"{item.target} {item.student}"
        return place, hashlib.sha256(name.encode()).hexdigest() if self.blind else name

    def marks(self) -> list[Decision | None]:
        """The newest mark of each item, None where there is none."""
        decisions = self.book.decisions(self.assignment)
        return [_newest(item, decisions.get(item.student, ())) for item in self.items]

    def give(self, number: int, points: float | None, reason: str) -> None:
        """Mark an item; the same mark again changes nothing. Raises `BookError` for points that cannot be given."""
        item = self.items[number]
        last = _newest(item, self.book.decisions(self.assignment).get(item.student, ()))
        before = (last.points, last.reason) if last else (None, "")
        if before != (points, reason):
            self.book.decide(self.assignment, [Wish(item.student, "mark", item.target, points, reason)])


def _items(student: str, report: GradeReport) -> list[Item]:
    wanted, most = set(to_mark(report)), targets(report)
    found = []
    for question in report.questions:
        if question.id in wanted:
            title = f"{question.id} {question.title}"
            found.append(Item(student, question.id, title, most[question.id], report, question, None))
        for check in question.checks:
            if check.id in wanted:
                found.append(Item(student, check.id, check.sentence, most[check.id], report, question, check))
    return found


def _newest(item: Item, decisions: Sequence[Decision]) -> Decision | None:
    basis = basis_of(item.report, item.target)
    own = [one for one in decisions if (one.kind, one.target, one.basis) == ("mark", item.target, basis)]
    return own[-1] if own else None
