"""Many submissions on many cores."""

from grader.batch.grading import Done, Setting, preparing
from grader.batch.memory import Again, Memory, fingerprint
from grader.batch.pool import Failure, Prepare, run_all
from grader.batch.retry import grade_all

__all__ = [
    "Again",
    "Done",
    "Failure",
    "Memory",
    "Prepare",
    "Setting",
    "fingerprint",
    "grade_all",
    "preparing",
    "run_all",
]
