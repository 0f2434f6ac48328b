"""What can go wrong with a kit."""


class KitError(Exception):
    """The kit cannot be built or opened. The message is for the person who asked for it."""
