"""Makes a new assignment that already grades and audits, to be changed step by step."""

from grader.scaffold.new import ScaffoldError, scaffold

__all__ = ["ScaffoldError", "scaffold"]
