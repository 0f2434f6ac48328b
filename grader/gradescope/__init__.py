"""Gradescope: the archive that an instructor uploads, and the run inside its container."""

from grader.gradescope.build import build_archive
from grader.gradescope.run import Container, run

__all__ = ["Container", "build_archive", "run"]
