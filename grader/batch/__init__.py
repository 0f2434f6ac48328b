"""Many submissions on many cores."""

from grader.batch.grading import Done, Setting, preparing
from grader.batch.pool import Failure, Prepare, run_all
from grader.batch.retry import grade_all

__all__ = ["Done", "Failure", "Prepare", "Setting", "grade_all", "preparing", "run_all"]
