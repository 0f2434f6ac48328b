"""The `%grade` magic: checks the functions of a student's own running notebook.

One of the two declared places where checks run beside the code that they check: what it says is for the student alone,
and never a mark.
"""

from grader.live.magic import GradeMagic

__all__ = ["GradeMagic"]
