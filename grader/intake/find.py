"""Finds the hand-ins in what was named on the command line, and gives each student an id and a safe folder name."""

import difflib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from grader.intake.errors import IntakeError
from grader.intake.folder import scan, unreadable
from grader.intake.kinds import ACCEPTED, PDF, WORK, stem, suffix
from grader.intake.listing import Listing, class_folder, listing
from grader.intake.names import Download, download, shown, slugs
from grader.intake.text import printable
from grader.model import Handin

_EXAMPLES = 5
_NO_WORK = "no notebook, module or archive"


@dataclass(frozen=True, slots=True)
class Found:
    """The hand-ins, in the order of the command line and then by name, and what was passed over."""

    handins: tuple[Handin, ...]
    ignored: tuple[str, ...]
    """What lies beside the hand-ins and is none, with the reason: `notes.txt: no notebook, module or archive`."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A hand-in whose id may yet have to be told apart from others."""

    name: str
    path: Path
    beside: tuple[Path, ...] = ()
    late: bool = False
    number: str = ""
    """The learning platform's id of the student; files with the same name and number are one hand-in."""


def find(paths: Sequence[Path], *, one: bool = False) -> Found:
    """The hand-ins in `paths`: files, archives, folders, and folders of such (`listing` says how they are told apart).

    With `one`, every path is one hand-in. Student ids come from file and folder names; a PDF of the same name goes
    with a file. Raises `IntakeError` for a missing path, where there is no hand-in, and for two hand-ins with one id.
    """
    if not paths:
        raise IntakeError(f"no submissions were given: name files ({ACCEPTED}), folders, or a folder of such")
    ignored: list[str] = []
    candidates = [each for path in _once(paths, ignored) for each in _candidates(path, one, ignored)]
    if not candidates:
        raise IntakeError(f"no hand-in found ({ACCEPTED} or a folder with such): {'; '.join(ignored[:_EXAMPLES])}")
    return Found(_handins(_told_apart(_merged(candidates))), tuple(ignored))


def _once(paths: Iterable[Path], ignored: list[str]) -> Iterator[Path]:
    """Each path but once: `class/* class/alice.ipynb` names one of them twice."""
    seen: set[str] = set()
    for path in paths:
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError) as error:
            raise IntakeError(f"{printable(str(path))!r} cannot be a path: {error}") from error
        if real in seen:
            ignored.append(f"{printable(str(path))}: given twice")
        else:
            seen.add(real)
            yield path


def _candidates(path: Path, one: bool, ignored: list[str]) -> list[_Candidate]:
    """The hand-ins in one path of the command line."""
    try:
        mode = path.stat().st_mode
        # A link on the command line was put there by whoever runs the grader; below it none is followed.
        real = path.resolve() if path.is_symlink() else path
        name = path.resolve().name if path.name in {"", ".."} else path.name
        if S_ISREG(mode):
            return _file(name, real, ignored)
        if S_ISDIR(mode):
            return _folder(name, real, one, ignored)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _missing(path) from error
    except OSError as error:
        raise unreadable(path, error) from error
    raise IntakeError(f"{printable(str(path))} is neither a file nor a folder; expected {ACCEPTED} or a folder")


def _file(name: str, path: Path, ignored: list[str]) -> list[_Candidate]:
    if platform := download(name):
        return [_downloaded(path, platform)]
    if not suffix(name):
        ignored.append(f"{printable(str(path))}: {_NO_WORK}")
        return []
    return [_alone(name, path)]


def _alone(name: str, path: Path) -> _Candidate:
    """A notebook, module or archive, with the PDF that has its name."""
    pdf = path.with_name(stem(path.name) + PDF)
    return _Candidate(stem(name), path, (pdf,) if pdf.is_file() and not pdf.is_symlink() else ())


def _downloaded(path: Path, entry: Download) -> _Candidate:
    return _Candidate(entry.student, path, late=entry.late, number=entry.number)


def _folder(name: str, folder: Path, one: bool, ignored: list[str]) -> list[_Candidate]:
    platform = download(name)
    group = None if one or platform else class_folder(folder)
    if group:
        return _class(listing(group), ignored)
    if platform:
        return [_downloaded(folder, platform)]
    found = listing(folder)
    if found.candidates or found.downloads:
        return [_Candidate(name, folder)]
    holds = ", ".join(printable(path.name) for path in (found.others + found.links)[:_EXAMPLES])
    ignored.append(f"{printable(str(folder))}: {f'{_NO_WORK} in it, only {holds}' if holds else 'an empty folder'}")
    return []


def _class(found: Listing, ignored: list[str]) -> list[_Candidate]:
    candidates = [_downloaded(path, entry) for path, entry in found.downloads]
    candidates += [_Candidate(path.name, path) for path in found.folders]
    candidates += [_alone(path.name, path) for path in (*found.notebooks, *found.modules, *found.archives)]
    used = {path for candidate in candidates for path in candidate.beside}
    ignored += [f"{printable(path.name)}: {_NO_WORK}" for path in found.others if path not in used]
    ignored += [f"{printable(path.name)}: a link, or no ordinary file" for path in found.links]
    return sorted(candidates, key=lambda candidate: (candidate.name.casefold(), str(candidate.path)))


def _merged(candidates: list[_Candidate]) -> list[_Candidate]:
    """The files of one student in a download as one hand-in: a folder or notebook first, the others beside it."""
    groups: dict[tuple[str, ...], list[_Candidate]] = {}
    for each in candidates:
        key = (each.name, each.number, str(each.path.parent)) if each.number else (str(each.path),)
        groups.setdefault(key, []).append(each)
    return [_joined(sorted(group, key=lambda each: _rank(each.path))) for group in groups.values()]


def _joined(parts: list[_Candidate]) -> _Candidate:
    others = tuple(part.path for part in parts[1:])
    return replace(parts[0], beside=parts[0].beside + others, late=any(part.late for part in parts))


def _rank(path: Path) -> tuple[bool, int, str]:
    ending = suffix(path.name)
    return not path.is_dir(), WORK.index(ending) if ending else len(WORK), path.name


def _told_apart(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates with different names: namesakes get their platform's number. Raises `IntakeError`."""
    namesakes = Counter(each.name for each in candidates)
    told = [
        replace(each, name=f"{each.name}-{each.number}") if each.number and namesakes[each.name] > 1 else each
        for each in candidates
    ]
    first: dict[str, Path] = {}
    for each in told:
        if each.name in first:
            raise _same_id(each.name, first[each.name], each.path)
        first[each.name] = each.path
    return told


def _handins(candidates: list[_Candidate]) -> tuple[Handin, ...]:
    names = [each.name for each in candidates]
    return tuple(
        Handin(student=student, slug=slug, path=each.path, beside=each.beside, late=each.late)
        for each, student, slug in zip(candidates, shown(names), slugs(names), strict=True)
    )


def _same_id(name: str, first: Path, second: Path) -> IntakeError:
    paths = f"{printable(str(first))} and {printable(str(second))}"
    return IntakeError(
        f"two hand-ins have the id {printable(name)!r}: {paths}. Rename one of them, or name the folders that hold them"
    )


def _missing(path: Path) -> IntakeError:
    """The error for a path that does not exist, with names that do."""
    near: list[str] = []
    if path.parent.is_dir() and os.access(path.parent, os.R_OK):
        near = difflib.get_close_matches(path.name, sorted(item.name for item in scan(path.parent)), n=3)
    where = f" (in {printable(str(path.parent))}: {', '.join(map(printable, near))}?)" if near else ""
    return IntakeError(f"{printable(str(path))} does not exist{where}")
