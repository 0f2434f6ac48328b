"""Kits, built and used by the real command: nothing of the hidden part is in them; verdicts are the course's own."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.command import ROOT
from tests.kit.leaky import MARK, RAISES, RIGHT, SQUARED


def check_in(folder: Path, *arguments: str | Path, grade: Path | None = None) -> tuple[int, dict[str, object]]:
    """Run `check --json` and give exit code and report."""
    command = [sys.executable, str(grade or folder / "grade.py"), "check", "--json", *map(str, arguments)]
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "GRADER_SECRET")}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_kit_holds_nothing_of_the_hidden_part(leaky_kit: Path) -> None:
    with zipfile.ZipFile(leaky_kit.with_suffix(".zip")) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    found = [name for name, content in contents.items() if MARK in content.decode("latin-1").lower()]
    assert found == []
    assert not [name for name in contents if "/reference/" in name]
    assert {"leaky/README.md", "leaky/grade.py", "leaky/requirements.txt", "leaky/leaky.ipynb"} <= contents.keys()
    assert contents["leaky/README.md"].count(b"\n") == 2


def test_a_hidden_check_is_listed_by_what_it_asks(leaky_kit: Path) -> None:
    manifest = json.loads((leaky_kit / "assignments/leaky/kit.json").read_text())
    checks = [check for question in manifest["questions"] for check in question["checks"]]
    hidden = [check["sentence"] for check in checks if check["visibility"] == "hidden"]
    assert "`double` works for every shape." in hidden
    assert len(hidden) == 6
    assert [each["name"] for each in manifest["reference"]["misconceptions"]] == ["squared"]


def test_a_wrong_answer_is_named_without_the_reference(leaky_kit: Path) -> None:
    (leaky_kit / "work.py").write_text(SQUARED)
    code, report = check_in(leaky_kit, "work.py")
    checks = {check["id"]: check for question in report["questions"] for check in question["checks"]}  # type: ignore[attr-defined]
    assert code == 1
    assert checks["1/doubles"]["verdict"] == "partial"
    assert checks["1/doubles"]["diagnosis"]["hint"] == "Twice is not the square."
    assert checks["2/scales"]["verdict"] == "passed"
    assert checks["1/doubles_more"]["verdict"] == "not_run"


@pytest.mark.slow
@pytest.mark.parametrize("source", [RIGHT, SQUARED, RAISES, "x = 1\n"], ids=["right", "squared", "raises", "missing"])
def test_kit_and_course_agree_word_for_word(leaky_course: Path, leaky_kit: Path, source: str) -> None:
    for folder in (leaky_course, leaky_kit):
        (folder / "mine.py").write_text(source)
    one, other = check_in(leaky_course, "mine.py", grade=ROOT / "grade.py"), check_in(leaky_kit, "mine.py")
    assert one[0] == other[0] == (source != RIGHT)
    assert words(one[1]) == words(other[1])


def words(report: dict[str, object]) -> list[dict[str, object]]:
    """What a report says, without times."""
    checks = [check for question in report["questions"] for check in question["checks"]]  # type: ignore[attr-defined]
    for check in checks:
        check["seconds"] = 0
        for call in check["calls"]:
            call["seconds"] = 0
    return checks
