"""Imports the reference, the assignment and the grader's own side."""
import importlib
import sys

sys.path[:0] = [COURSE]
for name in ("reference.hunted", "assignments.hunted.assignment", "grader.checks", "grader.compare", "grader.sandbox"):
    tried("import", importlib.import_module, name)
