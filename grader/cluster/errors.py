"""What can go wrong with a cluster."""

from grader.model import WrongUse


class ClusterError(WrongUse):
    """The cluster cannot be used. The message is one line for the person who runs the grader."""
