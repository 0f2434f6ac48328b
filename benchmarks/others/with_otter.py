"""`otter run`, which grades one notebook; `otter grade` does the same in a container for each."""

import json
import sys
from pathlib import Path

from benchmarks import notebook
from benchmarks.others.checks import TWELVE
from benchmarks.others.harness import Work, answers, run

_COMMAND = (sys.executable, "-m", "otter")


def prepare(folder: Path, count: int) -> Work:
    """An autograder made with `otter generate`, and notebooks."""
    (folder / "tests").mkdir()
    for answer in TWELVE:
        (folder / "tests" / f"{answer}.py").write_text(_test_file(answer), encoding="utf-8")
    generate = ("generate", "--tests-dir", "tests", "--no-requirements", "--no-environment", "--output-path", "a.zip")
    run((*_COMMAND, *generate), folder)
    commands = []
    for student in range(count):
        notebook.write(folder / f"student{student}.ipynb", answers(student))
        (folder / f"out{student}").mkdir()
        places = (f"student{student}.ipynb", "--autograder", "a.zip", "--output-dir", f"out{student}")
        commands.append((*_COMMAND, "run", *places))
    return Work(folder, commands, lambda: [_points(path) for path in folder.glob("out*/results.json")])


def _test_file(answer: str) -> str:
    cases = [
        f"@test_case(points=1)\ndef test_{check.__name__}({answer}):\n    checks.{check.__name__}({answer})"
        for check in TWELVE[answer]
    ]
    top = "from benchmarks.others import checks\nfrom otter.test_files import test_case"
    return "\n\n".join([top, f"OK_FORMAT = False\nname = {answer!r}", *cases]) + "\n"


def _points(results: Path) -> float:
    tests = json.loads(results.read_text(encoding="utf-8"))["tests"]
    return float(sum(test.get("score", 0) for test in tests))
