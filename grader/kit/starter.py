"""What a student starts from: the course's files without solutions, or a notebook made from the questions."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.checks import Assignment

_SOLUTION = re.compile(r"^([ \t]*)#+ *BEGIN SOLUTION.*?^[ \t]*#+ *END SOLUTION[^\n]*\n?", re.MULTILINE | re.DOTALL)
_HIDDEN_TESTS = re.compile(
    r"^[ \t]*#+ *BEGIN HIDDEN TESTS.*?^[ \t]*#+ *END HIDDEN TESTS[^\n]*\n?", re.MULTILINE | re.DOTALL
)
_TODO = r"\1# YOUR CODE HERE\n\1raise NotImplementedError\n"
Notebook = dict[str, Any]


def starter_files(assignment: Assignment, folder: Path) -> dict[str, bytes]:
    """Content by path: everything in `folder`, stripped; a notebook made up where it holds nothing."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    if not found:
        return {f"{assignment.name}.ipynb": _as_bytes(made_up(assignment))}
    return {path.relative_to(folder).as_posix(): stripped(path.name, path.read_bytes()) for path in found}


def stripped(name: str, content: bytes) -> bytes:
    """A file without solutions and hidden tests; of a notebook also without outputs."""
    if name.endswith(".ipynb"):
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            cell["source"] = without_solution("".join(cell["source"]))
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        return _as_bytes(notebook)
    if name.endswith(".py"):
        return without_solution(content.decode("utf-8")).encode()
    return content


def without_solution(source: str) -> str:
    """Source in which every marked solution is a line to be written; marked hidden tests are gone."""
    return _SOLUTION.sub(_TODO, _HIDDEN_TESTS.sub("", source))


def made_up(assignment: Assignment) -> Notebook:
    """A notebook with a heading for each question, and the functions that are asked for, empty."""
    cells = [_cell("markdown", f"# {assignment.title}"), *_question_cells(assignment)]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _question_cells(assignment: Assignment) -> Iterator[Notebook]:
    for question in assignment.questions.values():
        asked = "\n".join(f"- {check.sentence}" for check in question.checks if check.visibility == "public")
        yield _cell("markdown", f"## Question {question.id}. {question.title}\n\n{asked}".strip())
        names = {name for check in question.checks for name in re.findall(r"`(\w+)`", check.sentence)}
        code = "\n\n\n".join(text for name in sorted(names) if (text := _empty(assignment, name)))
        yield _cell("markdown" if question.written else "code", code)


def _empty(assignment: Assignment, name: str) -> str:
    """A function of the reference with nothing in it; empty where there is none of that name."""
    target = getattr(assignment.reference, name, None)
    if not inspect.isfunction(target):
        return ""
    names = [str(each.replace(annotation=each.empty)) for each in inspect.signature(target).parameters.values()]
    return f"def {name}({', '.join(names)}):\n    # YOUR CODE HERE\n    raise NotImplementedError"


def _cell(kind: str, source: str) -> Notebook:
    fields = {"cell_type": kind, "metadata": {}, "source": source}
    return {**fields, "outputs": [], "execution_count": None} if kind == "code" else fields


def _as_bytes(notebook: Notebook) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
