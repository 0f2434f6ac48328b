"""What lies in a folder on the command line, and whether the folder is one hand-in or a class of them.

A folder is a **class** when it holds two or more candidates: notebooks, modules, archives, and sub-folders that hold
such. It is **one hand-in** all the same when

- most of its notebooks (without notebooks: of its modules) import a module or folder that lies beside them: a
  student's package with the notebooks that use it, unless half of the modules define the same function, or half
  of the folders hold files of the same name;
- it holds modules alone, with an `__init__.py` or without any function that half of them define: a student's
  package. Students' answers to the same questions define the same names;
- it holds modules with an `__init__.py`, and folders of which no two hold files of the same name: a package with its
  sub-packages. Without an `__init__.py`, each folder has to import one of several modules that lie above it.

A folder with names as Canvas and Moodle write them is always a class. A folder that holds but one
sub-folder is what that sub-folder is. Everything is decided by what most of the files say, so that no single student
can make a class look like one hand-in. Links are not followed.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.intake.errors import Refused
from grader.intake.folder import kind_of, read_file, scan
from grader.intake.kinds import ARCHIVES, MODULE, NOTEBOOK, is_junk, stem, suffix
from grader.intake.names import Download, download

_LOOK_BYTES = 4 << 20
_LOOK_NAMES = 2_000
_LOOK_DEPTH = 4
_IMPORT = re.compile(rb"(?:from|import)\s+\.?([A-Za-z_]\w*)")
_FROM_PACKAGE = re.compile(rb"(?:from|import)\s+([A-Za-z_]\w*)\.[A-Za-z_]")
_FROM_ABOVE = re.compile(rb"from\s+(?:\.\.|[A-Za-z_]\w*\.)([A-Za-z_]\w*)")
_DEFINITION = re.compile(rb"^(?:async\s+)?(?:def|class)\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies directly in a folder, junk left out, each list sorted by name."""

    notebooks: list[Path] = field(default_factory=list)
    modules: list[Path] = field(default_factory=list)
    archives: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    """Sub-folders that hold a candidate somewhere."""
    downloads: list[tuple[Path, Download]] = field(default_factory=list)
    """Files and folders named by Canvas or Moodle, of whatever kind."""
    others: list[Path] = field(default_factory=list)
    """Files that are no candidates, PDFs among them, and folders without any."""
    links: list[Path] = field(default_factory=list)

    @property
    def candidates(self) -> list[Path]:
        """What may be a hand-in, by its kind and name alone."""
        return [*self.notebooks, *self.modules, *self.archives, *self.folders]


def listing(folder: Path) -> Listing:
    """Sort what lies in `folder`. Raises `OSError`."""
    found = Listing()
    items = sorted((item for item in scan(folder) if not is_junk(item.name)), key=lambda item: item.name)
    taken_apart = {item.name: download(item.name) for item in items}
    uploads = Counter(entry.upload for entry in taken_apart.values() if entry)
    for item in items:
        path, kind, entry = folder / item.name, kind_of(item), taken_apart[item.name]
        if kind in {"link", "other"}:
            found.links.append(path)
        # No two files share Canvas's number of an upload: where they do, the names only look like Canvas's.
        elif entry and (not entry.upload or uploads[entry.upload] == 1):
            found.downloads.append((path, entry))
        else:
            _place(found, path, is_folder=kind == "folder").append(path)
    return found


def _place(found: Listing, path: Path, *, is_folder: bool) -> list[Path]:
    if is_folder:
        return found.folders if holds_work(path) else found.others
    by_suffix = {NOTEBOOK: found.notebooks, MODULE: found.modules, **dict.fromkeys(ARCHIVES, found.archives)}
    return by_suffix.get(suffix(path.name), found.others)


def holds_work(folder: Path) -> bool:
    """Some candidate lies in `folder` or not far below it."""
    for seen, name in enumerate(_names_below(folder, _LOOK_DEPTH)):
        if suffix(name):
            return True
        if seen == _LOOK_NAMES:
            break
    return False


def _names_below(folder: Path, depth: int) -> Iterator[str]:
    try:
        items = [item for item in scan(folder) if not is_junk(item.name)]
    except OSError:
        return
    yield from (item.name for item in items if kind_of(item) == "file")
    if depth > 1:
        for item in items:
            if kind_of(item) == "folder":
                yield from _names_below(folder / item.name, depth - 1)


def class_folder(folder: Path, depth: int = _LOOK_DEPTH) -> Path | None:
    """The folder that is the class: `folder`, or the only one in it; None when all is one hand-in. Raises `OSError`."""
    found = listing(folder)
    if found.downloads:
        return folder
    if found.candidates == found.folders and len(found.folders) == 1:
        return class_folder(found.folders[0], depth - 1) if depth > 1 else None
    one = len(found.candidates) < 2 or _use_each_other(found) or _is_package(found)
    return None if one else folder


def _use_each_other(found: Listing) -> bool:
    """Most of the files at the front import something that lies beside them; half will do for modules of a package."""
    front = found.notebooks or found.modules
    beside = found.folders + (found.modules if found.notebooks else [])
    names = _importable(beside)
    if not front or not names or (found.notebooks and _of_several(found)):
        return False
    contents = [_look(path) for path in front]
    users = sum(bool(names & set(_IMPORT.findall(content))) for content in contents)
    of_package = sum(bool(names & set(_FROM_PACKAGE.findall(content))) for content in contents)
    return 2 * users > len(front) or 2 * of_package == len(front)


def _importable(paths: Sequence[Path]) -> set[bytes]:
    """The names under which modules and folders are imported."""
    return {os.fsencode(stem(path.name)) for path in paths}


def _is_package(found: Listing) -> bool:
    """Modules, alone or with sub-packages, which do not answer the same questions."""
    if found.candidates != found.modules + found.folders:
        return False
    if any(path.name == "__init__.py" for path in found.modules):
        return not _folders_alike(found)
    return not _answer_the_same(found.modules) and (not found.folders or _modules_used_below(found))


def _modules_used_below(found: Listing) -> bool:
    """Something in each folder imports one of several modules that lie beside the folder."""
    names = _importable(found.modules)
    below = [[folder / name for name in _files_in(folder)] for folder in found.folders]
    return len(names) > 1 and all(
        any(names & set(_FROM_ABOVE.findall(_look(path))) for path in files) for files in below
    )


def _of_several(found: Listing) -> bool:
    """What lies beside notebooks is other students' work, which one notebook may well import."""
    return _answer_the_same(found.modules) or _folders_alike(found)


def _folders_alike(found: Listing) -> bool:
    """Half of the folders hold files of the same name."""
    return _shared_by_half([set(_files_in(folder)) for folder in found.folders])


def _files_in(folder: Path) -> list[str]:
    """Names of the candidates directly in a folder."""
    return [name for name in _names_below(folder, 1) if suffix(name) and name != "__init__.py"]


def _answer_the_same(modules: Sequence[Path]) -> bool:
    """Half of the modules define the same name: answers of several students."""
    return _shared_by_half([set(_DEFINITION.findall(_look(path))) - {b"main"} for path in modules])


def _shared_by_half(sets: Sequence[set[Any]]) -> bool:
    """Something is in at least half of the sets, and in two."""
    most = max(Counter(item for each in sets for item in each).values(), default=0)
    return most >= 2 and 2 * most >= len(sets)


def _look(path: Path) -> bytes:
    """The content of a file of usual size, else nothing."""
    try:
        return read_file(path, _LOOK_BYTES)
    except (OSError, Refused):
        return b""
