"""What can go wrong with a kit."""

from grader.model import WrongUse


class KitError(WrongUse):
    """The kit cannot be built or opened. The message is for the person who asked for it."""
