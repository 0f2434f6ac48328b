"""`%grade` in a running notebook, with a kit's recorded answers."""

# mypy: allow-untyped-calls

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

import grader
from tests.kit.leaky import RIGHT, SQUARED


@pytest.fixture
def notebook(leaky_kit: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell in the kit's folder, with the extension loaded."""
    monkeypatch.chdir(leaky_kit)
    monkeypatch.setattr(sys, "path", [str(leaky_kit), *sys.path])
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    grader.load_ipython_extension(shell)
    yield shell
    InteractiveShell.clear_instance()


def said(shell: InteractiveShell, line: str = "") -> str:
    """What the magic shows."""
    shown = shell.run_line_magic("grade", line)
    return str(shown.data)


def test_functions_of_the_running_notebook_are_checked(notebook: InteractiveShell) -> None:
    notebook.run_cell(SQUARED)
    assert "Twice is not the square." in said(notebook, "1")
    notebook.run_cell(RIGHT)
    assert "✓ passed 2/2" in said(notebook, "1")


def test_a_check_leaves_the_notebook_as_it_is(notebook: InteractiveShell) -> None:
    notebook.run_cell(RIGHT)
    state, streams, place = torch.get_rng_state(), (sys.stdout, sys.stderr), Path.cwd()
    filters = warnings.filters[:]
    said(notebook)
    assert torch.equal(torch.get_rng_state(), state)
    assert (sys.stdout, sys.stderr, Path.cwd(), warnings.filters[:]) == (*streams, place, filters)


def test_a_question_that_is_not_there_is_told(notebook: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    assert notebook.run_line_magic("grade", "9") is None
    assert "there is no question '9'; there is: 1, 2, 3, 4" in capsys.readouterr().out
