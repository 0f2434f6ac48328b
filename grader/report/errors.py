"""The one error that this package raises."""

from grader.model import GraderFailed


class ReportError(GraderFailed):
    """A report could not be written or read. The message is one line that says where, why and what to try."""
