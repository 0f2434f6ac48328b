"""Every command on the pages for instructors, students and CI, run in order in a small course.

The pages speak of `lab4_batchnorm`; here the course's assignment is `doubling`.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import RIGHT, ROOT, make_course
from tests.imports.material import NBGRADER, write

pytestmark = pytest.mark.slow

_TIMEOUT = 600
_COMMAND = re.compile(r"^    ((?:python|mkdir|cp) .+)$", re.MULTILINE)
THIRD = """
@misconception(halve, "third", hint="A half is not a third.")
def third(x):
    return x / 3
"""
CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section\nright,101,s1,right,1\n"
MOODLE = "Identifier,Full name,Grade\nParticipant 9,right,\n"


def commands(page: str) -> list[str]:
    """The commands of a page, for this course."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [line.replace("lab4_batchnorm", "doubling") for line in _COMMAND.findall(text)]


def run(command: str, folder: Path, grade: Path) -> None:
    """Run one; it must succeed."""
    words = command.replace("python ", f"{sys.executable} ", 1).replace("grade.py", str(grade), 1)
    env = {**os.environ, "GRADER_SECRET": "of the tests"}
    env.pop("PYTHONPATH", None)
    done = subprocess.run(
        words, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=_TIMEOUT
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with hand-ins, rosters, and material to bring over."""
    root = make_course(tmp_path_factory.mktemp("course"))
    for folder in ("submissions/doubling", "submitted"):
        (root / folder).mkdir(parents=True)
    (root / "submissions" / "doubling" / "right.py").write_text(RIGHT)
    with (root / "reference" / "doubling.py").open("a") as file:
        file.write(THIRD)
    (root / "canvas.csv").write_text(CANVAS)
    (root / "worksheet.csv").write_text(MOODLE)
    write(root / "ps1.ipynb", NBGRADER)
    write(root / "submitted" / "ada.ipynb", NBGRADER)
    return root


@pytest.fixture(scope="module")
def kit(course: Path) -> Path:
    """The kit, with a right answer in it."""
    run("python grade.py kit doubling", course, ROOT / "grade.py")
    folder = course / "kits" / "doubling"
    shutil.copytree(ROOT / "ci", folder / "ci")
    (folder / "doubling.ipynb").unlink()
    (folder / "answers.py").write_text(RIGHT)
    return folder


@pytest.mark.parametrize("command", commands("instructors.md"))
def test_commands_for_instructors(course: Path, command: str) -> None:
    run(command, course, ROOT / "grade.py")


@pytest.mark.parametrize("command", [line for line in commands("students.md") if "--watch" not in line])
def test_commands_for_students(kit: Path, command: str) -> None:
    run(command, kit, kit / "grade.py")


def test_watching_checks_until_it_is_interrupted(kit: Path) -> None:
    [command] = [line for line in commands("students.md") if "--watch" in line]
    watching = subprocess.Popen(
        [sys.executable, str(kit / "grade.py"), *command.split()[2:]],
        cwd=kit,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watching.stdout
    shown = next(line for line in watching.stdout if "save to check again" in line)
    watching.send_signal(signal.SIGINT)
    watching.communicate(timeout=_TIMEOUT)
    assert "checked in" in shown


@pytest.mark.parametrize("command", [line for line in commands("ci.md") if "hand-in" not in line])
def test_commands_for_ci_in_a_kit(kit: Path, command: str) -> None:
    run(command, kit, kit / "grade.py")


@pytest.mark.parametrize("command", [line for line in commands("ci.md") if "hand-in" in line])
def test_commands_for_ci_in_a_course(course: Path, command: str) -> None:
    (course / "hand-in").mkdir(exist_ok=True)
    (course / "hand-in" / "work.py").write_text(RIGHT)
    run(command, course, ROOT / "grade.py")
    report = json.loads((course / "grader-results" / "report.json").read_text())
    assert report["points"] == 3
