"""The right answers of an assignment as a hand-in, whole or with one thing wrong.

They are the reference's own source, and after it the cells of `solution.py` beside the assignment, where there is one:
what a notebook holds besides functions. A cell `# %% wrong: NAME` is a wrong version of the cell above it.
"""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from grader.audit.flat import flat_source
from grader.checks import Assignment, AuthorError, Misconception, Package, misconceptions_of
from grader.model import Handin

SOLUTION = "solution.py"
_MARK = re.compile(r"^# %%[ ]?(?P<kind>.*)$", re.MULTILINE)
_WRONG = re.compile(r"wrong:\s*(?P<name>.+)")
ANYTHING = "*"
"""Stands for all names, where a check looks at whatever a notebook holds."""
ANSWERS = "answers"
"""Module of a package that holds all answers."""


@dataclass(frozen=True)
class Variant:
    """One thing that is wrong: a misconception of a function, or a wrong cell (then `function` is empty)."""

    function: str
    name: str
    binds: frozenset[str] = field(default=frozenset(), compare=False)
    """For a wrong cell, the names that it or the right one defines."""

    @property
    def names(self) -> frozenset[str]:
        """What is wrong: checks about one of these names may see it."""
        return frozenset({self.function}) if self.function else self.binds | {ANYTHING}

    def __str__(self) -> str:
        return f"{self.function or 'cell'}: {self.name}"


@dataclass
class _Cell:
    source: str
    markdown: bool = False
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass
class Solution:
    """Writes hand-ins for one assignment."""

    assignment: Assignment
    cells: Sequence[_Cell] = ()

    @classmethod
    def of(cls, assignment: Assignment, folder: Path) -> "Solution":
        """With the cells of the solution in the assignment's folder."""
        path = folder / SOLUTION
        return cls(assignment, list(_cells(path.read_text(encoding="utf-8"), path)) if path.exists() else ())

    @property
    def variants(self) -> list[Variant]:
        """Everything that can be wrong."""
        of_functions = [Variant(item.function, item.name) for item in misconceptions_of(self.assignment.reference)]
        wrong = ((name, cell.source + "\n" + source) for cell in self.cells for name, source in cell.wrong.items())
        return [*of_functions, *(Variant("", name, _bound(source)) for name, source in wrong)]

    @property
    def may_be_module(self) -> bool:
        """The right answers could be handed in as a module too."""
        accepted = any(fnmatch("answers.py", pattern) for pattern in self.assignment.submission)
        return accepted and not self.cells and not self.assignment.package

    def write(self, folder: Path, variant: Variant | None = None, *, after: str = "", module: bool = False) -> Handin:
        """Write a hand-in into an empty folder; `after` is code behind the reference's own."""
        source = flat_source(self.assignment.reference, self._misconception(variant)) + after
        cells = [cell if not variant or variant.function else _chosen(cell, variant.name) for cell in self.cells]
        package = self.assignment.package
        if package:
            path = _write_package(folder, package, source, cells)
        elif module or not any(fnmatch("answers.ipynb", pattern) for pattern in self.assignment.submission):
            path = folder / f"{ANSWERS}.py"
            path.write_text(source, encoding="utf-8")
        else:
            path = folder / f"{ANSWERS}.ipynb"
            path.write_text(_notebook([_Cell(source), *cells]), encoding="utf-8")
        return Handin(student="audit", slug="audit", path=path)

    def _misconception(self, variant: Variant | None) -> Misconception | None:
        known = misconceptions_of(self.assignment.reference)
        return next((item for item in known if variant == Variant(item.function, item.name)), None)


def _bound(source: str) -> frozenset[str]:
    """The names that code defines or assigns, wherever in it."""
    nodes = list(ast.walk(ast.parse(source)))
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(defined | stored)


def _chosen(cell: _Cell, name: str) -> _Cell:
    return _Cell(cell.wrong.get(name, cell.source), cell.markdown)


def _write_package(folder: Path, package: Package, source: str, cells: Sequence[_Cell]) -> Path:
    """A package whose modules take everything from one, and a notebook beside it."""
    root = folder / "handin"
    top = root / package.name
    places = [places[0] for places in package.modules.values()]
    files = {f"{ANSWERS}.py": source, **dict.fromkeys(places, f"from {package.name}.{ANSWERS} import *\n")}
    for place, text in files.items():
        path = top / place
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    if cells:
        (root / "notebook.ipynb").write_text(_notebook(cells), encoding="utf-8")
    return root


def _cells(text: str, path: Path) -> Iterator[_Cell]:
    """The cells of a solution, each with its wrong versions."""
    marks = [*_MARK.finditer(text)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)][: len(marks)]
    latest: _Cell | None = None
    for mark, end in zip(marks, ends, strict=True):
        kind, source = mark["kind"].strip(), text[mark.end() : end].strip("\n")
        if not (wrong := _WRONG.match(kind)):
            if latest:
                yield latest
            latest = _text(source) if kind == "[markdown]" else _Cell(source)
        elif latest is None:
            raise AuthorError(f"{path}: the first cell is `{kind}`; it must stand below the cell that it replaces")
        else:
            latest.wrong[wrong["name"].strip()] = source
    if latest:
        yield latest


def _text(source: str) -> _Cell:
    return _Cell(re.sub(r"^# ?", "", source, flags=re.MULTILINE), markdown=True)


def _notebook(cells: Sequence[_Cell]) -> str:
    kinds: dict[bool, dict[str, object]] = {
        True: {"cell_type": "markdown"},
        False: {"cell_type": "code", "outputs": [], "execution_count": None},
    }
    made = [
        {"id": f"cell-{index}", "metadata": {}, "source": cell.source, **kinds[cell.markdown]}
        for index, cell in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
