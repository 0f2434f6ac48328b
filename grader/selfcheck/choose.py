"""Which assignment is to be checked, and which file, when nobody says so."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.bundle import PACKAGE
from grader.checks import Assignment
from grader.course import Course, CourseError
from grader.intake import IntakeError
from grader.kit import is_kit, load_kit
from grader.model import Handin

_OURS = {"grade.py", "grader", "assignments", "reference", "reports", "submissions", "tests", "kits", "grader-results"}


@dataclass(frozen=True)
class Chosen:
    """What is to be checked."""

    course: Course
    assignment: Assignment
    handin: Handin


def choose(file: Path | None, name: str | None, start: Path) -> Chosen:
    """The assignment and the hand-in. `start` is where to look when there is no file.

    Raises `CourseError` or `IntakeError` with what to say instead.
    """
    if file is not None and not file.exists():
        raise IntakeError(f"there is no {file}; name your notebook, module or folder")
    course, assignment = find_assignment(file, name, start)
    inside = start.resolve().is_relative_to(course.root)
    found = (file or _work(assignment, start if inside else course.root)).resolve()
    beside = tuple(found.parent.glob("*.ipynb")) if found.is_dir() and assignment.package else ()
    return Chosen(course, assignment, Handin(student=found.stem, slug="self-check", path=found, beside=beside))


def find_assignment(file: Path | None, name: str | None, start: Path) -> tuple[Course, Assignment]:
    """The course and the assignment, with recorded answers where it is a kit's. Raises `CourseError`."""
    course = _course(file, start)
    chosen = name or _name(course, file)
    return course, load_kit(course, chosen) if is_kit(course, chosen) else course.load(chosen)


def _course(file: Path | None, start: Path) -> Course:
    """Where the command runs, else where the file lies, else where this grader does, as in a kit."""
    for place in (start, *([file.resolve().parent] if file else [])):
        with contextlib.suppress(CourseError):
            return Course.find(place)
    return Course.find(PACKAGE.parent)


def _name(course: Course, file: Path | None) -> str:
    """The only assignment; else the one that the file's folders, or its name among the handouts, speak of."""
    names = course.names()
    spoken = [part for part in (file.resolve().parts if file else ()) if part in names]
    handed_out = [name for name in names if file and (course.folder(name) / "files" / file.name).is_file()]
    for candidates in (names, spoken[-1:], handed_out):
        if len(candidates) == 1:
            return candidates[0]
    raise CourseError(f"which assignment is it? Name it with --assignment: {', '.join(names) or 'there is none'}")


def _work(assignment: Assignment, start: Path) -> Path:
    """The folder of the package, or the file of the right kind that was changed last."""
    found = list(_packages(assignment, start) if assignment.package else _files(assignment, start))
    if not found:
        kinds = "a folder with your package" if assignment.package else " or ".join(assignment.submission)
        raise IntakeError(f"found nothing to check in {start} ({kinds}); name it: python grade.py check FILE")
    return max(found, key=lambda path: path.stat().st_mtime)


def _files(assignment: Assignment, start: Path) -> Iterator[Path]:
    for pattern in assignment.submission:
        yield from (path for path in start.glob(pattern) if path.is_file() and path.name not in _OURS)


def _packages(assignment: Assignment, start: Path) -> Iterator[Path]:
    places = [place for each in (assignment.package.modules if assignment.package else {}).values() for place in each]
    for folder in (path for path in start.iterdir() if path.is_dir() and path.name not in _OURS):
        if any((folder / place).is_file() for place in places):
            yield folder
