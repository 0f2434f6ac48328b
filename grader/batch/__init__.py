"""Many submissions on many cores."""

from grader.batch.grading import Done, Setting, preparing
from grader.batch.memory import Again, Memory, remembering
from grader.batch.pool import Failure, Prepare, run_all
from grader.batch.retry import grade_all

__all__ = [
    "Again",
    "Done",
    "Failure",
    "Memory",
    "Prepare",
    "Setting",
    "grade_all",
    "preparing",
    "remembering",
    "run_all",
]
