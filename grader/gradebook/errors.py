"""What can go wrong with a gradebook."""


class BookError(Exception):
    """The gradebook cannot do what was asked. The message is one line for the instructor."""
