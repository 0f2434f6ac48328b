"""Reading and rewriting source notebooks."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from grader.imports.drafts import ImportProblem, Notebook

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_TITLE = re.compile(r"^\s{0,3}#\s+(.+?)\s*#*\s*$", re.MULTILINE)


def read_source(path: Path) -> Notebook:
    """A notebook of format 4 whose cells have their sources as texts. Raises `ImportProblem`."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        for cell in cells:
            source = cell["source"]
            cell["source"] = source if isinstance(source, str) else "".join(source)
            cell.setdefault("metadata", {})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ImportProblem(f"{path} is no notebook of format 4: {type(error).__name__}: {error}") from None
    return dict(notebook)


def title_of(notebook: Notebook, default: str) -> str:
    """The first heading of the top level; a lower one is a question's."""
    texts = (cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    found = next((top for text in texts if (top := _TITLE.search(text))), None)
    return re.sub(r"[*_`]", "", found[1]) if found else default.replace("_", " ")


def heading(cell: Notebook) -> str:
    """The last heading in a Markdown cell; empty without one."""
    found = _HEADING.findall(cell["source"]) if cell["cell_type"] == "markdown" else []
    return re.sub(r"[*_`]", "", found[-1]) if found else ""


def with_cells(notebook: Notebook, cells: Iterable[Notebook]) -> Notebook:
    """A copy with other cells, without outputs, that any version of Jupyter opens."""
    kept = [{**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell for cell in cells]
    metadata = {
        key: value for key, value in notebook.get("metadata", {}).items() if key in ("kernelspec", "language_info")
    }
    return {"cells": kept, "metadata": metadata, "nbformat": 4, "nbformat_minor": notebook.get("nbformat_minor", 4)}
