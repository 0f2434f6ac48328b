"""Assignments of other autograders, brought over: nbgrader source notebooks, otter notebooks with their tests."""

from grader.imports.drafts import Draft, ImportProblem
from grader.imports.read import read_draft
from grader.imports.write import write_assignment

__all__ = ["Draft", "ImportProblem", "read_draft", "write_assignment"]
