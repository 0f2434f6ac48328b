"""What is remembered of each graded hand-in until its class is done: packed, because a class may be large."""

import pickle
import zlib
from dataclasses import dataclass

from grader.batch import Done
from grader.model import GradeReport
from grader.report import brief, redact


@dataclass(frozen=True)
class Kept:
    """A graded hand-in."""

    again: bool
    """It was graded before and taken from there."""
    problem: str
    """What went wrong with writing its report, in one line."""
    grader_failed: bool
    """The grader itself failed in one of its checks."""
    _packed: bytes

    @classmethod
    def of(cls, done: Done, *, whole: bool) -> "Kept":
        """A result, with what the class's overview shows of its report, or with the whole of it."""
        full = done.full if whole else brief(done.full)
        return cls(done.again, done.problem, done.full.grader_failed, zlib.compress(pickle.dumps(full), 1))

    @property
    def full(self) -> GradeReport:
        """The report, unpacked each time."""
        report: GradeReport = pickle.loads(zlib.decompress(self._packed))
        return report

    @property
    def report(self) -> GradeReport:
        """What of it the student may see, unpacked each time."""
        return redact(self.full)
