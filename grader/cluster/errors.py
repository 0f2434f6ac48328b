"""What can go wrong with a cluster."""


class ClusterError(Exception):
    """The cluster cannot be used. The message is one line for the person who runs the grader."""
