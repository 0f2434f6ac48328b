"""Putting a package together: the folder that it lies in, its name, what is missing, and the cells that import it.

Packages arrive under many names, with or without folders around them, flat, or with files left out. Here they get the
name by which their own imports know them, every module its proper place, and the course's own files where they are
missing. What is run is a notebook whose first cells import the graded modules by name; the cells of the hand-in's own
notebook follow. Text cells of its other notebooks stand behind, for the person who reads the written answers.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from grader.checks import Package
from grader.intake import Bounds
from grader.intake.errors import Refused
from grader.intake.notebook import read_notebook
from grader.model import Cell, CellKind, Notebook, Submission, SubmittedFile

Files = dict[str, bytes]
"""Contents by path."""


def put_together(submission: Submission, package: Package) -> Submission:
    """The hand-in with its files where they have to lie, and the notebook that is to be run.

    A hand-in with neither a graded module nor a notebook stays as it is, with its problem.
    """
    files = {file.path: file.content for file in submission.files}
    notebooks = list(_notebooks(files))
    root = _root(files, package)
    if root is None and not notebooks:
        return submission
    name = _name(files, root or "", package)
    laid, notes = _laid_out(files, root, name, package)
    cells = [*_imports(laid, name, package), *_notebook_cells(notebooks, package)]
    numbered = tuple(cell.model_copy(update={"index": index}) for index, cell in enumerate(cells))
    return submission.model_copy(
        update={
            "files": tuple(_file(path, content) for path, content in sorted(laid.items())),
            "main": Notebook(path=f"{name}/", cells=numbered),
            "is_module": False,
            "problem": "",
            "notes": (*submission.notes, *notes),
        }
    )


def _notebooks(files: Mapping[str, bytes]) -> Iterator[Notebook]:
    for path, content in sorted(files.items()):
        if path.lower().endswith(".ipynb"):
            try:
                yield read_notebook(path, content, Bounds())
            except Refused:
                continue


def _root(files: Mapping[str, bytes], package: Package) -> str | None:
    """The folder from which most of the modules are found; of equals the one nearest the top. None without any."""
    found: Counter[str] = Counter()
    for places in package.modules.values():
        found.update({folder for place in places for folder in _folders_with(files, place)})
    return min(found, key=lambda folder: (-found[folder], folder.count("/"), folder), default=None)


def _folders_with(files: Mapping[str, bytes], place: str) -> Iterator[str]:
    for path in files:
        if f"/{path}".endswith(f"/{place}"):
            yield path.removesuffix(place).rstrip("/")


def _name(files: Mapping[str, bytes], root: str, package: Package) -> str:
    """The name by which most imports know the package, else the folder's, else the one declared."""
    modules = {place.removesuffix(".py").replace("/", r"\.") for places in package.modules.values() for place in places}
    imported = re.compile(rf"\b(?:from|import)\s+([A-Za-z_]\w*)\.(?:{'|'.join(sorted(modules))})\b".encode())
    names = Counter(name for path, content in files.items() for name in imported.findall(content) if _is_code(path))
    if names:
        return str(names.most_common(1)[0][0].decode())
    folder = PurePosixPath(root).name
    return folder if folder.isidentifier() else package.name


def _is_code(path: str) -> bool:
    return path.lower().endswith((".py", ".ipynb"))


def _laid_out(files: Files, root: str | None, name: str, package: Package) -> tuple[Files, list[str]]:
    """Files by the path at which they are to lie, and notes on what was moved or added."""
    notes: list[str] = []
    laid = {_moved(path, root, name): content for path, content in files.items()}
    if root is None:
        return laid, notes
    for proper, *others in package.modules.values():
        place = next((other for other in others if f"{name}/{other}" in laid), None)
        if place and f"{name}/{proper}" not in laid and _belongs_below(laid[f"{name}/{place}"], name):
            laid[f"{name}/{proper}"] = laid.pop(f"{name}/{place}")
            notes.append(f"{place} was taken for {name}/{proper}.")
    added = {path: content for path, content in _provided(package).items() if f"{name}/{path}" not in laid}
    if added:
        notes.append(f"Not handed in, so the course's own were used: {', '.join(sorted(added))}.")
    return {**laid, **{f"{name}/{path}": content for path, content in added.items()}}, notes


def _moved(path: str, root: str | None, name: str) -> str:
    if root is None:
        return path
    if not root:
        return f"{name}/{path}"
    return f"{name}/{path.removeprefix(f'{root}/')}" if path.startswith(f"{root}/") else path


def _belongs_below(content: bytes, name: str) -> bool:
    """Whether a module's imports lead above its folder, or know the package by its name."""
    return bool(re.search(rf"^\s*from\s+(?:\.\.|{name}\.)".encode(), content, re.MULTILINE))


def _provided(package: Package) -> Files:
    folder = package.provided
    found = sorted(folder.rglob("*.py")) if folder else []
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if folder}


def _imports(laid: Files, name: str, package: Package) -> Iterator[Cell]:
    """A cell for each module that is there."""
    below = {path.removeprefix(f"{name}/") for path in laid if path.startswith(f"{name}/")}
    if any(_imports_siblings(laid[f"{name}/{path}"], below) for path in below if path.endswith(".py")):
        yield _code(f"import os\nimport sys\nsys.path.append(os.path.abspath({name!r}))")
    for places in package.modules.values():
        place = next((place for place in places if place in below), None)
        if place:
            yield _code(f"from {name}.{place.removesuffix('.py').replace('/', '.')} import *")


def _imports_siblings(content: bytes, below: set[str]) -> bool:
    """Whether a module imports another one of its package as if it lay on the path."""
    named = {found.decode() for found in re.findall(rb"^\s*(?:from|import)\s+([A-Za-z_]\w*)", content, re.MULTILINE)}
    return any(f"{module}.py" in below for module in named)


def _notebook_cells(notebooks: list[Notebook], package: Package) -> Iterator[Cell]:
    """The cells of the notebook that is run, then the text of the others."""
    asked = [notebook for notebook in notebooks if package.notebook and _mentions(notebook, package.notebook)]
    run = max(asked, key=lambda notebook: sum(len(cell.source) for cell in notebook.code_cells), default=None)
    if run:
        yield from run.cells
    for notebook in notebooks:
        if notebook is not run:
            yield from (cell for cell in notebook.cells if cell.kind is CellKind.MARKDOWN)


def _mentions(notebook: Notebook, pattern: str) -> bool:
    return any(re.search(pattern, cell.source) for cell in notebook.code_cells)


def _code(source: str) -> Cell:
    return Cell(index=0, kind=CellKind.CODE, source=source)


def _file(path: str, content: bytes) -> SubmittedFile:
    return SubmittedFile(path=path, content=content, sha256=hashlib.sha256(content).hexdigest())
