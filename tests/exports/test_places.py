"""Lines of the hand-in's file that checks point to."""

import json
from pathlib import Path

import pytest

from grader.exports import Place, place_of
from grader.model import ErrorInfo, Verdict
from tests.report import factory


@pytest.mark.parametrize("as_list", [True, False])
def test_a_line_of_a_cell_is_found_in_the_file(tmp_path: Path, as_list: bool) -> None:
    sources = ["import torch", "def f(x):\n    raise ValueError('ü')\n"]
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": text.splitlines(keepends=True) if as_list else text, "metadata": {}}
        for text in sources
    ]
    path = tmp_path / "work.ipynb"
    path.write_text(json.dumps({"cells": cells}, indent=1))
    error = ErrorInfo(type="ValueError", message="ü", line=2, cell=1)
    check = factory.check("works", "It works.", question="1", verdict=Verdict.RAISED, error=error)
    report = factory.report("Ada", factory.question("1", "One", check))
    place = place_of(report, check, tmp_path, path)
    assert (place.file, place.cell) == ("work.ipynb", 1)
    assert "raise ValueError" in path.read_text().splitlines()[place.line - 1]


def test_a_module_has_lines_of_its_own(tmp_path: Path) -> None:
    error = ErrorInfo(type="ValueError", message="", line=7)
    check = factory.check("works", "It works.", question="1", verdict=Verdict.RAISED, error=error)
    report = factory.report("Ada", factory.question("1", "One", check))
    assert place_of(report, check, tmp_path, tmp_path / "src" / "work.py") == Place("src/work.py", 7)
