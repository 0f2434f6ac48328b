"""Notebooks as other autograders want them, written from their documentation."""

import json
from pathlib import Path
from typing import Any


def cell(source: str, kind: str = "code", **nbgrader: Any) -> dict[str, Any]:
    """A cell; `nbgrader` is its metadata there."""
    fields: dict[str, Any] = {"cell_type": kind, "source": source.splitlines(keepends=True), "metadata": {}}
    if nbgrader:
        fields["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "grade": False,
            "locked": False,
            "solution": False,
            "task": False,
            **nbgrader,
        }
    return {**fields, "outputs": [], "execution_count": None} if kind == "code" else fields


SOLUTION = '''def squares(n):
    """The first n squares."""
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n must be at least 1")
    return [i**2 for i in range(1, n + 1)]
    ### END SOLUTION
'''
TESTS = """assert squares(1) == [1]
assert squares(3) == [1, 4, 9], "wrong for 3"
"""
HIDDEN = """assert squares(2) == [1, 4]
### BEGIN HIDDEN TESTS
try:
    squares(0)
except ValueError:
    pass
else:
    raise AssertionError("hiddenmark: no error for 0")
### END HIDDEN TESTS
"""
NBGRADER = {
    "cells": [
        cell("# Problem set 1", "markdown"),
        cell("## Part A: squares", "markdown"),
        cell(SOLUTION, grade_id="squares", solution=True),
        cell(TESTS, grade_id="test_squares", grade=True, locked=True, points=2),
        cell(HIDDEN, grade_id="test_errors", grade=True, locked=True, points=1),
        cell("## Part B: words", "markdown"),
        cell("YOUR ANSWER HERE", "markdown", grade_id="why", grade=True, solution=True, points=3),
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 4,
}
RIGHT = [
    cell("def squares(n):\n    assert n, 'no'\n    return [i * i for i in range(1, n + 1)]\n", grade_id="squares"),
    cell("It is so.", "markdown", grade_id="why"),
]


def otter_test(name: str, *cases: tuple[str, bool], points: float = 1) -> dict[str, Any]:
    """A test as otter keeps it."""
    listed = [{"code": code, "hidden": hidden, "locked": False} for code, hidden in cases]
    suite = {"cases": listed, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    return {"name": name, "points": points, "suites": [suite]}


Q1 = otter_test("q1", (">>> double(2)\n4", False), (">>> double([1])\n[1, 1]", True), points=4)
Q2 = otter_test("q2", (">>> x = 3\n>>> triple(x)\n9", False))
OTTER = {
    "cells": [
        cell("# Homework", "markdown"),
        cell("def double(x):\n    return 2 * x\n"),
        cell("def triple(x):\n    return x + x\n"),
    ],
    "metadata": {"otter": {"assignment_name": "hw1", "OK_FORMAT": True, "tests": {"q1": Q1}}},
    "nbformat": 4,
    "nbformat_minor": 4,
}


def printed(source: str, output: str) -> dict[str, Any]:
    """A code cell with a saved output."""
    return {**cell(source), "outputs": [{"output_type": "execute_result", "data": {"text/plain": [output]}}]}


SQUARE = "def square(x):\n    return x ** 2 # SOLUTION\n"
WRITTEN_SOLUTION = (
    cell("# BEGIN SOLUTION", "raw"),
    cell("**SOLUTION:** hiddenmark", "markdown"),
    cell("# END SOLUTION", "raw"),
    cell("# END QUESTION", "raw"),
)
OTTER_SOURCE = {
    "cells": [
        cell("# ASSIGNMENT CONFIG\ngenerate: true", "raw"),
        cell("# Homework", "markdown"),
        cell("# BEGIN QUESTION\nname: q1\npoints: 2", "raw"),
        cell("**Question 1.** Square.", "markdown"),
        cell("# BEGIN SOLUTION", "raw"),
        cell(SQUARE),
        cell("# END SOLUTION", "raw"),
        cell("# BEGIN TESTS", "raw"),
        printed("square(2)", "4"),
        cell('""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG\nassert square(3) == 9, "hiddenmark"\n'),
        cell("# END TESTS", "raw"),
        cell("# END QUESTION", "raw"),
        cell("# BEGIN QUESTION\nname: q2\nmanual: true", "raw"),
        *WRITTEN_SOLUTION,
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 4,
}
HALVE = "def halve(x):\n    # BEGIN IGNORE\n    print('hiddenmark')\n    # END IGNORE\n    return x / 2 # SOLUTION\n"
IGNORED = 'print("hiddenmark") # IGNORE'
KEPT = {**cell("Call it, too.", "markdown"), "metadata": {"tags": ["otter_include"]}}
OTTER_EXTRAS = {
    "cells": [
        cell("# ASSIGNMENT CONFIG\ngenerate: true\nfiles:\n    - data.csv\nstudent_files:\n    - given.py\n", "raw"),
        cell("# BEGIN QUESTION\nname: q1\nall_or_nothing: true", "raw"),
        cell("**Task 1.** Halve.", "markdown"),
        cell("# BEGIN SOLUTION", "raw"),
        cell(HALVE),
        cell(f'y = halve(2) # SOLUTION NO PROMPT\n{IGNORED}\n""" # BEGIN PROMPT\ny = ...\n"""; # END PROMPT'),
        KEPT,
        cell("# END SOLUTION", "raw"),
        cell("# BEGIN TESTS", "raw"),
        cell("def test_halves(halve):\n    assert halve(4) == 2\n\ntest_halves(halve)  # IGNORE\n"),
        cell("# END TESTS", "raw"),
        cell("# END QUESTION", "raw"),
        cell("# BEGIN QUESTION\nname: q2\nmanual: true\npoints: 3", "raw"),
        cell("**Task 2.** Why?", "markdown"),
        *WRITTEN_SOLUTION,
        cell("# BEGIN QUESTION\nname: q3\nmanual: true", "raw"),
        cell("**Task 3.** How?", "markdown"),
        cell("# BEGIN PROMPT", "raw"),
        cell("It goes so: ...", "markdown"),
        cell("# END PROMPT", "raw"),
        *WRITTEN_SOLUTION,
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 4,
}
OLD_OTTER_SOURCE = {
    "cells": [
        cell("```\nBEGIN ASSIGNMENT\ngenerate: true\n```", "markdown"),
        cell("# Homework", "markdown"),
        cell("**Question 1.** Square.\n\n```\nBEGIN QUESTION\nname: q1\npoints: 2\n```", "markdown"),
        cell(SQUARE),
        printed("# TEST\nsquare(2)", "4"),
        cell('# HIDDEN TEST\nassert square(3) == 9, "hiddenmark"\n'),
        cell("Why?\n\n```\nBEGIN QUESTION\nname: q2\nmanual: true\n```", "markdown"),
        cell("**SOLUTION:** hiddenmark", "markdown"),
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 4,
}


def write(path: Path, notebook: dict[str, Any]) -> Path:
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
