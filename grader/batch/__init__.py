"""Many submissions on many cores."""

from grader.batch.grading import Done, Setting, preparing
from grader.batch.pool import Failure, run_all

__all__ = ["Done", "Failure", "Setting", "preparing", "run_all"]
