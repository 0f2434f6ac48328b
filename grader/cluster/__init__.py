"""The same grading on many machines: a Dask cluster, whose workers each keep a warm sandbox of their own.

The cluster is trusted like the machine that grades: its workers get the references and the secret. Submissions travel
as content, and only into the workers' sandboxes.
"""

from grader.cluster.bundle import Bundle, pack
from grader.cluster.connect import connected
from grader.cluster.errors import ClusterError
from grader.cluster.run import grade_on_cluster

__all__ = ["Bundle", "ClusterError", "connected", "grade_on_cluster", "pack"]
