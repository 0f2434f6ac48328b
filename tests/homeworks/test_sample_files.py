"""The samples of every homework as files."""

import runpy
from fnmatch import fnmatchcase
from pathlib import Path

import nbformat
import pytest

from tests.cli.command import ROOT

TOOLS = sorted((ROOT / "tools").glob("make_*_samples.py"))
NOTEBOOKS = sorted((ROOT / "submissions").rglob("*.ipynb"))


def of_checkout(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=of_checkout)
def test_notebooks_are_valid(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]  # it has no types
    nbformat.validate(notebook)


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.stem)
def test_they_are_those_that_the_tool_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(path.parent)
    tool = runpy.run_path(str(path))
    written, folder, by_hand = tool["contents"](), tool["SAMPLES"], (*tool["BY_HAND"], "expected.toml")
    assert {name: (ROOT / name).read_bytes() for name in written} == written
    others = {of_checkout(file) for file in (ROOT / folder).rglob("*") if file.is_file()} - written.keys()
    assert [name for name in others if not any(fnmatchcase(name, f"{folder}/{each}") for each in by_hand)] == []


@pytest.mark.parametrize("homework", ["hw3_bn_convnet", "hw_conv_shapes", "lab3_sgd", "lab4_batchnorm"])
def test_the_untouched_sample_is_the_starter(homework: str) -> None:
    [starter] = (ROOT / "assignments" / homework / "files").glob("*.ipynb")
    assert (ROOT / "submissions" / homework / "untouched.ipynb").read_bytes() == starter.read_bytes()
