"""Many submissions on many cores."""

from grader.batch.grading import Done, Setting, preparing
from grader.batch.memory import Again, Memory, remembering
from grader.batch.retry import Run, grade_all, on_this_machine

__all__ = ["Again", "Done", "Memory", "Run", "Setting", "grade_all", "on_this_machine", "preparing", "remembering"]
