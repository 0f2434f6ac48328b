"""What intake raises: `IntakeError` for the person who runs the grader; `Refused` never leaves the package."""

from grader.model import WrongUse


class IntakeError(WrongUse):
    """The grader was called wrongly, or the machine failed: one line that says what, where and what to try."""


class Refused(Exception):
    """A file or a whole hand-in cannot be read: an outcome, whose message is the reason for the student."""
