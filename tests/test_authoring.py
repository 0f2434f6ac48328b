"""docs/authoring.md, done as it says: every command and every block, in order, in an empty course."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command import ROOT, grade_py

GUIDE = (ROOT / "docs" / "authoring.md").read_text("utf-8")
_STEP = re.compile(
    r"^(?:(?P<how>Add to|Write|Change in) `(?P<path>[^`]+)`:\n\n```python\n(?P<code>.*?)```"
    r"(?:\n\nto\n\n```python\n(?P<other>.*?)```)?|(?P<shell>(?: {4}[^\n]*\n)+))",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """A file to change, or commands with what they print."""

    how: str
    path: str
    code: str
    other: str
    shell: str


def steps() -> Iterator[Step]:
    for found in _STEP.finditer(GUIDE):
        yield Step(*(found[name] or "" for name in ("how", "path", "code", "other", "shell")))


def change(path: Path, step: Step) -> None:
    before = path.read_text("utf-8") if path.exists() else ""
    if step.how == "Change in":
        assert before.count(step.code) == 1, f"{path} holds this not once: {step.code}"
        path.write_text(before.replace(step.code, step.other), "utf-8")
    else:
        path.write_text(f"{before}\n\n{step.code}" if step.how == "Add to" else step.code, "utf-8")


def run(course: Path, shell: str) -> None:
    """Run each command; what is shown below it has to be in what it prints, and a hole is its exit code."""
    for part in re.split(r"^ {4}\$ ", shell, flags=re.MULTILINE)[1:]:
        command, *shown = [line.strip() for line in part.splitlines()]
        program, *arguments = shlex.split(command)[1:]
        assert program == "grade.py"
        ran = grade_py(course, *arguments, minutes=10)
        assert [line for line in shown if line not in ran.words] == [], f"{command}\n{ran.out}\n{ran.err}"
        assert ran.code == any(line.startswith("hole:") for line in shown), f"{command}\n{ran.out}\n{ran.err}"


@pytest.mark.slow
def test_the_guide_can_be_followed(tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "reference").mkdir()
    done = list(steps())
    assert [len([step for step in done if bool(step.shell) is shell]) for shell in (True, False)] == [9, 6]
    for step in done:
        if step.shell:
            run(tmp_path, step.shell)
        else:
            change(tmp_path / step.path, step)


def test_every_block_of_the_guide_is_a_step() -> None:
    assert GUIDE.count("```python") == sum(bool(step.code) + bool(step.other) for step in steps())
    assert GUIDE.count("    $ python") == sum(step.shell.count("    $ ") for step in steps())
