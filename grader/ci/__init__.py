"""Grading each push: one hand-in, and its results in the formats of the host that runs it."""

from grader.ci.host import HOSTS, Host, detect
from grader.ci.results import Run, publish

__all__ = ["HOSTS", "Host", "Run", "detect", "publish"]
