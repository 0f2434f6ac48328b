"""Otter's notebooks with their tests: in the notebook's metadata, or in `tests/*.py` beside it.

Test files are read, not run: the dictionary in them is data. What is computed there cannot be brought over.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.imports.drafts import Draft, DraftQuestion, DraftTest, ImportProblem, Notebook
from grader.imports.notebook import title_of, with_cells

Test = Mapping[str, Any]


def is_otter(notebook: Notebook) -> bool:
    """Whether a notebook says that it is otter's."""
    return "otter" in notebook.get("metadata", {}) or any("otter" in cell["metadata"] for cell in notebook["cells"])


def read_otter(notebook: Notebook, path: Path, name: str) -> Draft:
    """The assignment in the notebook at `path` and the `tests` folder beside it.

    Raises `ImportProblem` when there are no tests.
    """
    notes: list[str] = []
    folder = path.parent
    tests = {**dict(_in_files(folder / "tests", notes)), **_in_metadata(notebook)}
    if not tests:
        raise ImportProblem(f"no otter test was found: neither in the notebook's metadata nor in {folder / 'tests'}")
    return Draft(
        name=name,
        file=path.name,
        title=title_of(notebook, name),
        origin="otter",
        questions=tuple(DraftQuestion(question, question) for question in tests),
        tests=tuple(case for question, test in tests.items() for case in _cases(question, test)),
        starter=with_cells(notebook, notebook["cells"]),
        notes=tuple(notes),
    )


def _in_metadata(notebook: Notebook) -> dict[str, Test]:
    found = notebook.get("metadata", {}).get("otter", {}).get("tests", {})
    return (
        {str(key): value for key, value in found.items() if isinstance(value, dict)} if isinstance(found, dict) else {}
    )


def _in_files(folder: Path, notes: list[str]) -> Iterator[tuple[str, Test]]:
    for path in sorted(folder.glob("*.py")):
        test = _literal(path)
        if test is None:
            notes.append(f"{path.name} holds no dictionary `test` that can be read without running it; left out")
        else:
            yield str(test.get("name") or path.stem), test


def _literal(path: Path) -> Test | None:
    """The dictionary `test = {...}` of a file; None where there is none, or where it has to be computed."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        values = [
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "test" for to in node.targets)
        ]
    except (OSError, SyntaxError, ValueError):
        return None
    return values[-1] if values and isinstance(values[-1], dict) else None


def _cases(question: str, test: Test) -> Iterator[DraftTest]:
    """A test for each case; points named for a case are its own, the rest is shared equally."""
    found = [
        (case, str(suite.get("setup") or ""))
        for suite in test.get("suites", [])
        if suite.get("scored", True)
        for case in suite.get("cases", [])
    ]
    shares = _shares(test.get("points"), [case for case, _ in found])
    for number, ((case, setup), points) in enumerate(zip(found, shares, strict=True), 1):
        source = "\n".join(filter(None, [setup, str(case.get("code", ""))]))
        yield DraftTest(f"{question}_{number}", question, points, source, "doctest", bool(case.get("hidden")))


def _shares(total: object, cases: list[Test]) -> list[float]:
    if isinstance(total, list) and len(total) == len(cases):
        return [float(each) for each in total]
    named = [case.get("points") for case in cases]
    whole = float(total) if isinstance(total, int | float) else 1.0
    unnamed = named.count(None)
    rest = max(0.0, whole - sum(float(each) for each in named if each is not None))
    return [round(rest / unnamed, 6) if each is None else float(each) for each in named]
