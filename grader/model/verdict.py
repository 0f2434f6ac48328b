"""What can be said of an answer, and whose fault it is when it is not right."""

from enum import StrEnum


class Fault(StrEnum):
    """Who has to act on a verdict."""

    NOBODY = "nobody"
    STUDENT = "student"
    PERSON = "person"
    """A person has to look: nothing is wrong yet."""
    GRADER = "grader"
    """The grader or the assignment is broken: the student loses nothing."""


class Verdict(StrEnum):
    """The outcome of one check. `GRADER_ERROR` never costs points."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    """The values differ from what was expected."""
    RAISED = "raised"
    """The submission's code raised an exception."""
    MISSING = "missing"
    """The name that the check calls is not defined."""
    TIMED_OUT = "timed_out"
    MEMORY = "memory"
    CRASHED = "crashed"
    """The process running the submission died or answered nonsense."""
    REFUSED = "refused"
    """The answer is a value that may not cross the sandbox's border."""
    NOT_RUN = "not_run"
    NEEDS_REVIEW = "needs_review"
    GRADER_ERROR = "grader_error"

    @property
    def fault(self) -> Fault:
        """Whose move it is after this verdict."""
        return _FAULT.get(self, Fault.STUDENT)

    @property
    def label(self) -> str:
        """The verdict in words, as a reader sees it."""
        return self.value.replace("_", " ")


_FAULT = {
    Verdict.PASSED: Fault.NOBODY,
    Verdict.NEEDS_REVIEW: Fault.PERSON,
    Verdict.GRADER_ERROR: Fault.GRADER,
}
