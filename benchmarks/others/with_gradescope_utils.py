"""The runner of gradescope-utils, on the notebook's code as a module."""

import json
import sys
from pathlib import Path

from benchmarks.others.checks import PAIRS
from benchmarks.others.harness import Work, write_module

_TOP = """
import pathlib
import unittest

import student
from benchmarks.others import checks
from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


class Twelve(unittest.TestCase):
"""
_METHOD = """
    @weight(1)
    def test_{check}(self):
        checks.{check}(student.{answer})
"""
_END = """

with pathlib.Path(__file__).with_name("results.json").open("w") as stream:
    JSONTestRunner(stream=stream).run(unittest.defaultTestLoader.loadTestsFromTestCase(Twelve))
"""


def prepare(folder: Path, count: int) -> Work:
    """The tests beside each module."""
    for student in range(count):
        place = folder / f"student{student}"
        place.mkdir()
        write_module(place / "student.py", student)
        methods = "".join(_METHOD.format(answer=answer, check=check) for answer, check in PAIRS)
        (place / "run_tests.py").write_text(_TOP + methods + _END, encoding="utf-8")
    commands = [(sys.executable, f"student{student}/run_tests.py") for student in range(count)]
    return Work(folder, commands, lambda: [_points(path) for path in folder.glob("*/results.json")])


def _points(results: Path) -> float:
    return float(json.loads(results.read_text(encoding="utf-8"))["score"])
