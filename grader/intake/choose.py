"""Which of the files that were handed in answers the questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath

from grader.intake.bounds import Bounds
from grader.intake.errors import Refused
from grader.intake.kinds import MODULE, NOTEBOOK, suffix
from grader.intake.module import read_module
from grader.intake.notebook import read_notebook
from grader.intake.notes import Notes
from grader.model import Cell, CellKind, Notebook, SubmittedFile

_CANDIDATES = 32
_NOT_AN_ANSWER = ("setup.py", "conftest.py", "test_*.py", "*_test.py")


@dataclass(frozen=True, slots=True)
class Main:
    """The file that answers the questions; without one, either a package (`is_module`) or nothing that could be run."""

    notebook: Notebook | None = None
    is_module: bool = False


def matching(paths: Sequence[str], pattern: str) -> list[str]:
    """The paths whose name (for a pattern with `/`, whose whole path) fits, whatever the case."""
    whole = "/" in pattern
    fits = pattern.lower()
    return [path for path in paths if fnmatch((path if whole else PurePosixPath(path).name).lower(), fits)]


def choose(files: Sequence[SubmittedFile], patterns: Sequence[str], bounds: Bounds, notes: Notes) -> Main:
    """The main file: of the first pattern that fits anything, a notebook before modules.

    Raises `Refused` when nothing fits, or when what fits cannot be read.
    """
    by_path = {file.path: file for file in files}
    for pattern in patterns:
        fitting = [by_path[path] for path in matching(list(by_path), pattern)]
        if notebooks := _with_suffix(fitting, NOTEBOOK):
            return Main(_best(notebooks, bounds, notes))
        if modules := _with_suffix(fitting, MODULE):
            return _module(modules, bounds, notes)
        if too_much := matching(list(notes.left_out), pattern):
            raise Refused(f"{too_much[0]} was left out, because {notes.left_out[too_much[0]]}.")
    raise Refused(_nothing(list(by_path), patterns))


def _with_suffix(files: Sequence[SubmittedFile], ending: str) -> list[SubmittedFile]:
    return [file for file in files if suffix(file.path) == ending]


def _nothing(paths: list[str], patterns: Sequence[str]) -> str:
    wanted = " or ".join(patterns)
    if not paths:
        return f"There is no file in the hand-in; expected one like {wanted}."
    more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
    return f"Nothing in the hand-in is called like {wanted}; it holds {', '.join(paths[:5])}{more}."


def _best(files: list[SubmittedFile], bounds: Bounds, notes: Notes) -> Notebook:
    """Of several notebooks the one with most code cells, as the one that was worked on."""
    read: list[Notebook] = []
    problems: list[str] = []
    for file in files[:_CANDIDATES]:
        try:
            read.append(read_notebook(file.path, file.content, bounds))
        except Refused as reason:
            problems.append(f"{file.path} cannot be read: {reason}.")
    if not read:
        raise Refused(" ".join(problems[:3]))
    best = max(read, key=_work)
    if len(files) > 1:
        notes.say(f"There are {len(files)} notebooks; {best.path} is graded, as it has the most code.")
    for problem in problems:
        notes.say(problem)
    return best


def _work(notebook: Notebook) -> tuple[int, int, int]:
    """How much was done in a notebook: filled code cells, then characters; of equals the one nearest the top."""
    sources = [cell.source for cell in notebook.code_cells if cell.source.strip()]
    return len(sources), sum(map(len, sources)), -notebook.path.count("/")


def _module(files: list[SubmittedFile], bounds: Bounds, notes: Notes) -> Main:
    """One module is the main file; several belong together, and the checks say which names they want."""
    answers = [file for file in files if not any(matching([file.path], name) for name in _NOT_AN_ANSWER)]
    if len(answers) != 1 or PurePosixPath(answers[0].path).name == "__init__.py":
        notes.say(f"The {len(files)} Python files were taken as one package.")
        return Main(_all_of(answers), is_module=True)
    file = answers[0]
    try:
        notebook, is_module = read_module(file.path, file.content, bounds)
    except Refused as reason:
        raise Refused(f"{file.path} cannot be read: {reason}.") from None
    return Main(notebook, is_module)


def _all_of(files: Sequence[SubmittedFile]) -> Notebook:
    """What is run of a package: one cell, in which all its modules are imported."""
    modules = (file.path.removesuffix(MODULE).removesuffix("/__init__").replace("/", ".") for file in files)
    source = "\n".join(f"from {module} import *" for module in modules)
    return Notebook(path="", cells=(Cell(index=0, kind=CellKind.CODE, source=source),))
