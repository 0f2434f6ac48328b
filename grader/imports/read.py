"""Telling the kinds of material apart."""

from pathlib import Path

from grader.imports.drafts import Draft
from grader.imports.nbgrader import read_nbgrader
from grader.imports.notebook import read_source
from grader.imports.otter import is_otter, read_otter
from grader.imports.otter_source import is_otter_source, read_otter_source


def read_draft(path: Path, name: str) -> Draft:
    """The assignment in a notebook of nbgrader's or otter's. Raises `ImportProblem`."""
    notebook = read_source(path)
    if is_otter_source(notebook):
        return read_otter_source(notebook, path.name, name)
    if is_otter(notebook) or (path.parent / "tests").is_dir():
        return read_otter(notebook, path, name)
    return read_nbgrader(notebook, path.name, name)
