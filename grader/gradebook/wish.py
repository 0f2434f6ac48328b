"""What a person asks the gradebook to write, and what can be wrong with it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from grader.gradebook.standing import ASSIGNMENT, Attempt, basis_of, is_open
from grader.gradebook.tables import MarkRow
from grader.model import GradeReport

Kind = Literal["mark", "override", "note"]


@dataclass(frozen=True)
class Wish:
    """One mark, override or note about a student's last attempt."""

    student: str
    kind: Kind
    target: str = ASSIGNMENT
    """A question's id, a check's id, or empty for the assignment as a whole."""
    points: float | None = None
    """None: a note, or a mark or override taken back."""
    reason: str = ""

    @property
    def about(self) -> str:
        """The target in words."""
        return self.target or "the whole assignment"

    def fault(self, attempts: Sequence[Attempt]) -> str:
        """Why this cannot be written, in a sentence; empty when it can."""
        if not attempts:
            return f"{self.student!r} has handed in nothing"
        limits = targets(attempts[-1].report)
        if self.target not in limits:
            return f"there is no question or check {self.target!r}; there is: {', '.join(filter(None, limits))}"
        return self._fault_of_kind(attempts[-1].report) or self._fault_of_points(limits[self.target])

    def _fault_of_kind(self, report: GradeReport) -> str:
        if self.kind == "note":
            return "" if self.reason and self.points is None else "a note is a text without points"
        if self.kind == "override":
            return "" if self.reason else "an override needs a reason"
        if self.target in to_mark(report):
            return ""
        return f"{self.about} is not for a person to mark; an override with a reason can change it"

    def _fault_of_points(self, most: float) -> str:
        if self.points is None or (math.isfinite(self.points) and 0 <= self.points <= most):
            return ""
        return f"{self.student!r}, {self.about}: {self.points:g} is not between 0 and {most:g} points"

    def row(self, assignment: str, attempts: Sequence[Attempt], who: str) -> MarkRow:
        """The row that says so, now."""
        return MarkRow(
            assignment=assignment,
            student=self.student,
            kind=self.kind,
            target=self.target,
            basis=basis_of(attempts[-1].report, self.target) if self.kind == "mark" else "",
            points=self.points,
            reason=self.reason,
            who=who,
            at=datetime.now(UTC),
        )


def targets(report: GradeReport) -> dict[str, float]:
    """What a decision may be about, each with the most points that it can give."""
    whole = sum(question.max_points for question in report.questions)
    questions = {question.id: question.max_points for question in report.questions}
    checks = {check.id: check.max_points for check in report.checks}
    return {ASSIGNMENT: whole, **questions, **checks}


def to_mark(report: GradeReport) -> list[str]:
    """What a person has to mark: written questions, and checks that nobody but a person can decide."""
    found: list[str] = []
    for question in report.questions:
        found += [question.id] if question.written else [check.id for check in question.checks if is_open(check)]
    return found
