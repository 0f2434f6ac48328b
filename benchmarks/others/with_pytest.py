"""Plain pytest, on the notebook's code as a module."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from benchmarks.others.checks import PAIRS
from benchmarks.others.harness import Work, write_module

_TOP = "import student\nfrom benchmarks.others import checks\n"
_TEST = "\n\ndef test_{check}():\n    checks.{check}(student.{answer})\n"


def prepare(folder: Path, count: int) -> Work:
    """The test file beside each module."""
    commands = []
    for student in range(count):
        place = folder / f"student{student}"
        place.mkdir()
        write_module(place / "student.py", student)
        tests = "".join(_TEST.format(answer=answer, check=check) for answer, check in PAIRS)
        (place / "test_twelve.py").write_text(_TOP + tests, encoding="utf-8")
        options = ("-q", "-p", "no:cacheprovider", f"--rootdir={place}", f"--junitxml={place}/results.xml")
        commands.append((sys.executable, "-m", "pytest", *options, str(place)))
    return Work(folder, commands, lambda: [_passed(path) for path in folder.glob("student*/results.xml")])


def _passed(results: Path) -> float:
    suite = next(ET.parse(results).getroot().iter("testsuite"))
    return float(suite.get("tests", 0)) - float(suite.get("failures", 0)) - float(suite.get("errors", 0))
