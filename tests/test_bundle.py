"""What goes to other machines."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from grader.bundle import copy_grader, requirements


def test_a_kit_installs_what_it_imports_and_no_database() -> None:
    names = {line.split(">")[0].split("[")[0] for line in requirements()}
    assert {"torch", "safetensors", "typer", "rich", "pydantic", "ipython"} <= names
    assert not names & {"sqlalchemy", "alembic", "psycopg"}


@pytest.mark.parametrize("entry", ["grader.cli.student", "grader.cli.autograder", "grader.live"])
def test_what_is_copied_is_enough(tmp_path: Path, entry: str) -> None:
    copy_grader(tmp_path)
    missing = "import sys; sys.modules.update(sqlalchemy=None, alembic=None, psycopg=None); "
    subprocess.run(
        [sys.executable, "-S", "-c", f"{missing}import {entry}"],  # -S: no grader but the copy, however it is installed
        cwd=tmp_path,
        env={"PYTHONPATH": sysconfig.get_path("purelib")},
        check=True,
        timeout=120,
    )
