"""What can go wrong with a gradebook."""

from grader.model import WrongUse


class BookError(WrongUse):
    """The gradebook cannot do what was asked. The message is one line for the instructor."""
