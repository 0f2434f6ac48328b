"""Errors that end a command: each says in one line, for the person who ran it, what is wrong and what to try."""


class WrongUse(Exception):
    """The command was given something that it cannot use: exit code 2."""


class GraderFailed(Exception):
    """The grader itself, or the machine below it, failed: exit code 1."""
