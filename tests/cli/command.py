"""Running the real command on a small course of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ASSIGNMENT = '''
from grader.checks import Assignment, Context
from reference import doubling

hw = Assignment("doubling", title="Doubling", reference=doubling)

@hw.check("1", points=2)
def doubles(t: Context) -> None:
    """`double` gives twice its input."""
    x = t.gen.normal((3, 2))
    t.expect.close("output", t.student.double(x), t.reference.double(x).value)

@hw.check("2", points=1, visibility="hidden")
def halves(t: Context) -> None:
    """`halve` gives half of its input."""
    x = t.gen.normal(4)
    t.expect.close("output", t.student.halve(x), t.reference.halve(x).value)
'''
REFERENCE = """
from grader.checks import misconception

def double(x):
    return x * 2

def halve(x):
    return x / 2

@misconception(double, "squared", hint="Twice is not the square.", credit=0.5)
def squared(x):
    return x * x
"""
RIGHT = "def double(x):\n    return x + x\n\ndef halve(x):\n    return x * 0.5\n"


def make_course(root: Path) -> Path:
    """A course with one small assignment, `doubling`."""
    (root / "assignments" / "doubling").mkdir(parents=True)
    (root / "assignments" / "doubling" / "assignment.py").write_text(ASSIGNMENT)
    (root / "reference").mkdir()
    (root / "reference" / "__init__.py").write_text('"""References."""\n')
    (root / "reference" / "doubling.py").write_text(REFERENCE)
    return root


def notebook(*cells: str) -> str:
    """A notebook with these code cells."""
    parts: list[dict[str, object]] = [
        {"cell_type": "code", "id": f"c{index}", "metadata": {}, "execution_count": None, "outputs": [], "source": cell}
        for index, cell in enumerate(cells)
    ]
    return json.dumps({"cells": parts, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@dataclass(frozen=True)
class Ran:
    """What the command did."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Both streams on one line, as wide as they are."""
        return " ".join(f"{self.out} {self.err}".split())


def grade_py(course: Path, *arguments: str | Path, minutes: float = 2, **environment: str) -> Ran:
    """Run `grade.py` in a course's folder, on a wide terminal."""
    command = [sys.executable, str(ROOT / "grade.py"), *map(str, arguments)]
    env = {**os.environ, "COLUMNS": "200", "GRADER_SECRET": "of the tests", **environment}
    done = subprocess.run(
        command, cwd=course, env=env, capture_output=True, text=True, check=False, timeout=60 * minutes
    )
    return Ran(done.returncode, done.stdout, done.stderr)
