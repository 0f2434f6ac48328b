"""What does not need torch does not import it: that alone would take seconds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.cli.app import app
from grader.cli.catalog import COMMANDS
from grader.gradebook import Gradebook
from tests.cli.command import ROOT, make_course
from tests.gradebook.handed_in import graded

WATCHED = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from grader.cli import main
try:
    main()
except SystemExit as end:
    print(end.code, "torch" in sys.modules)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_course(tmp_path_factory.mktemp("start") / "course")
    book = Gradebook.open(f"sqlite:///{root / '.grader' / 'gradebook.db'}", "lecturer")
    book.record(graded("ada"))
    book.close()
    return root


@pytest.mark.parametrize(
    "words",
    ["--help", "grade", "book show hw", "mark hw ada 3 --points 1", "similar hw", "book export ada"],
)
def test_torch_stays_away(words: str, course: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, str(ROOT), *words.split()],
        cwd=course,
        env={key: value for key, value in os.environ.items() if key != "GRADER_GRADEBOOK"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.stdout.splitlines()[-1:] == [f"{2 if words == 'grade' else 0} {words == 'grade'}"], ran


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_the_list_is_there(name: str) -> None:
    ran = CliRunner().invoke(app, [name, "--help"])
    assert ran.exit_code == 0
    assert f" {name} [" in ran.output


def test_the_list_names_every_command_and_a_misspelt_one_is_guessed() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output
    assert [name for name in COMMANDS if f"\n  {name} " not in listed] == []
    assert "Did you mean 'grade'" in CliRunner().invoke(app, ["gred"]).output
