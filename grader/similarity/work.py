"""What is compared of a student's work: the code of each question, and what was wrong in the same way."""

from dataclasses import dataclass

from grader.model import GradeReport
from grader.similarity.shape import Fingerprint, fingerprints

_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Part:
    """The code of one question, or all code that belongs to none."""

    question: str
    """Empty for code outside all questions."""
    code: str
    prints: tuple[Fingerprint, ...]


@dataclass(frozen=True)
class Work:
    """One student's hand-in."""

    student: str
    parts: tuple[Part, ...]
    faults: frozenset[str]
    """Diagnoses and wrong values, in words: few share them by chance."""


def work_of(report: GradeReport) -> Work:
    """What a graded hand-in is compared by."""
    parts = [(question.id, question.cells) for question in report.questions]
    taken = {cell for _, cells in parts for cell in cells}
    parts.append(("", tuple(cell.index for cell in report.cells if cell.index not in taken)))
    source = {cell.index: cell.source for cell in report.cells}
    codes = [(name, "\n\n".join(source[cell] for cell in cells if cell in source)) for name, cells in parts]
    found = tuple(Part(name, code, fingerprints(code)) for name, code in codes if code.strip())
    return Work(report.submission.student, found, frozenset(_faults(report)))


def _faults(report: GradeReport) -> list[str]:
    found = []
    for check in report.checks:
        if check.diagnosis:
            found.append(f"{check.id}: {check.diagnosis.name}")
        for expectation in check.expectations:
            if not expectation.passed and expectation.got and len(expectation.got.text) >= len("0.1234"):
                text = " ".join(expectation.got.text.split())
                short = text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]} ..."
                found.append(f"{check.id}, {expectation.label}: the same wrong value {short}")
    return found
