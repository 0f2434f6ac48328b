"""Many submissions on many cores."""

from grader.batch.grading import Done, Setting, preparing
from grader.batch.pool import Failure, Prepare, run_all

__all__ = ["Done", "Failure", "Prepare", "Setting", "preparing", "run_all"]
