"""Many submissions on many cores."""

from grader.batch.grading import Done, Setting, preparing
from grader.batch.memory import Again, Memory, remembering
from grader.batch.pool import Failure, Prepare, run_all
from grader.batch.retry import Run, grade_all, on_this_machine

__all__ = [
    "Again",
    "Done",
    "Failure",
    "Memory",
    "Prepare",
    "Run",
    "Setting",
    "grade_all",
    "on_this_machine",
    "preparing",
    "remembering",
    "run_all",
]
