"""Why a check stops: the student's fault, with a verdict, or the author's."""

from grader.model import ErrorInfo, Verdict


class AuthorError(Exception):
    """The assignment's own code is wrong. The message says what to write instead."""


class StudentFault(Exception):
    """The submission cannot answer a call. Ends the check with `verdict`; the message is for the student."""

    verdict = Verdict.FAILED

    def __init__(self, message: str, error: ErrorInfo | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.error = error


class Raised(StudentFault):
    """The submission's code raised."""

    verdict = Verdict.RAISED


class Missing(StudentFault):
    """The name is not defined."""

    verdict = Verdict.MISSING


class Refused(StudentFault):
    """The answer may not cross the border, or is no value that the check can use."""

    verdict = Verdict.REFUSED


class TimedOut(StudentFault):
    """No answer in time."""

    verdict = Verdict.TIMED_OUT


class OutOfMemory(StudentFault):
    """The process took more memory than allowed."""

    verdict = Verdict.MEMORY


class Crashed(StudentFault):
    """The process died or answered nonsense."""

    verdict = Verdict.CRASHED


class Doubtful(StudentFault):
    """The worker reports a fault of its own; a person decides, since the worker could be lying."""

    verdict = Verdict.NEEDS_REVIEW
