"""nbgrader's source notebooks: metadata of version 3 (and older ones, which say the same in the fields that are read).

A cell with `grade` and without `solution` is a test; with both, or a `task`, a person marks it. Solutions and hidden
tests stand between marks.
"""

import re
from collections.abc import Iterator
from typing import Any

from grader.imports.drafts import Draft, DraftQuestion, DraftTest, ImportProblem, Notebook
from grader.imports.notebook import heading, title_of, with_cells
from grader.kit.starter import without_solution

_CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError"
_TEXT_STUB = "YOUR ANSWER HERE"
_HIDDEN = "BEGIN HIDDEN TESTS"
_TO_GENERATE = re.compile(r"^\s*#[#\s]*(HASHED )?AUTOTEST\b", re.MULTILINE)
_NEWEST = 3


def read_nbgrader(notebook: Notebook, file: str, name: str) -> Draft:
    """The assignment in a source notebook. Raises `ImportProblem` when nothing in it is graded."""
    cells = notebook["cells"]
    marked = [cell for cell in cells if _fields(cell)]
    _require_known(marked)
    graded = [cell for cell in marked if _fields(cell).get("grade") and not _by_hand(cell)]
    tests = [cell for cell in graded if not _TO_GENERATE.search(cell["source"])]
    written = [cell for cell in marked if _by_hand(cell)]
    if not graded and not written:
        raise ImportProblem("nothing in this notebook is graded: no cell has nbgrader's metadata with `grade`")
    titles = _titles(cells)
    questions = [
        DraftQuestion(_id(cell), titles[_id(cell)], cell in written, _points(cell) if cell in written else 0.0)
        for cell in marked
        if cell in tests or cell in written
    ]
    return Draft(
        name=name,
        file=file,
        title=title_of(notebook, name),
        origin="nbgrader",
        questions=tuple(questions),
        tests=tuple(_test(cell) for cell in tests),
        starter=with_cells(notebook, [{**cell, "source": _shown(cell)} for cell in cells]),
        solution=tuple(cell["source"] for cell in cells if cell["cell_type"] == "code" and cell not in graded),
        notes=tuple(_left_out(cell) for cell in graded if cell not in tests),
    )


def _fields(cell: Notebook) -> dict[str, Any]:
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def _id(cell: Notebook) -> str:
    return str(_fields(cell).get("grade_id", ""))


def _points(cell: Notebook) -> float:
    return float(_fields(cell).get("points") or 0)


def _by_hand(cell: Notebook) -> bool:
    fields = _fields(cell)
    return bool(fields.get("task") or (fields.get("grade") and fields.get("solution")))


def _test(cell: Notebook) -> DraftTest:
    source = cell["source"]
    return DraftTest(_id(cell), _id(cell), _points(cell), source, hidden=_HIDDEN in source)


def _shown(cell: Notebook) -> str:
    """A cell as students get it; a solution without marks goes as a whole."""
    source = str(cell["source"])
    stripped = without_solution(source)
    if not _fields(cell).get("solution") or stripped != source:
        return stripped
    return _CODE_STUB if cell["cell_type"] == "code" else _TEXT_STUB


def _titles(cells: list[Notebook]) -> dict[str, str]:
    """The heading above each marked cell."""
    return dict(_with_headings(cells))


def _with_headings(cells: list[Notebook]) -> Iterator[tuple[str, str]]:
    above = ""
    for cell in cells:
        above = heading(cell) or above
        if _fields(cell):
            yield _id(cell), above or _id(cell)


def _left_out(cell: Notebook) -> str:
    return (
        f"{_id(cell)} ({_points(cell):g} points) is left out: nbgrader writes its tests (AUTOTEST) when it generates "
        "the assignment; import the notebook that it generates to have them"
    )


def _require_known(marked: list[Notebook]) -> None:
    """Raises `ImportProblem` for metadata that says less, or something else, than what is read here."""
    newer = [_fields(cell)["schema_version"] for cell in marked if _fields(cell).get("schema_version", 0) > _NEWEST]
    if newer:
        raise ImportProblem(f"its metadata is of nbgrader's version {newer[0]}; up to version {_NEWEST} can be read")
    ids = [_id(cell) for cell in marked if _fields(cell).get("grade") or _id(cell)]
    if "" in ids:
        raise ImportProblem("a graded cell has no grade_id: open the notebook in nbgrader, which asks for one")
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise ImportProblem(f"several cells have the grade_id {', '.join(twice)}; nbgrader wants each once")
