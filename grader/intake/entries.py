"""What a folder or an archive offers, before anything is read; and the reading, bounded, most useful files first."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.intake.bounds import Bounds, size_text
from grader.intake.errors import Refused
from grader.intake.kinds import MODULE, NOTEBOOK, PDF
from grader.intake.notes import Notes
from grader.intake.paths import has_unseen, is_junk_path, safe_path
from grader.model import SubmittedFile

_RANK = {NOTEBOOK: 0, MODULE: 1, PDF: 2}


@dataclass(frozen=True, slots=True)
class Entry:
    """One ordinary file on offer."""

    path: str
    """A safe path, see `safe_path`."""
    size: int
    """Bytes, as the folder or archive says."""
    read: Callable[[], bytes]
    """The content; raises `Refused`. Never yields more than the archive says or `Bounds.file_bytes`."""
    packed: int = 0
    """Bytes in the archive; 0 where nothing is packed."""


def admit(raw: str, bounds: Bounds, notes: Notes) -> str:
    """The safe form of a name; empty when the file stays out (with a note, unless it is mere junk)."""
    try:
        path = safe_path(raw, bounds.depth)
    except Refused as reason:
        notes.leave_out(raw, str(reason))
        return ""
    if is_junk_path(path):
        return ""
    if has_unseen(raw):
        notes.remark(path, "Characters that cannot be seen were taken out of the name")
    return path


def collect(entries: Sequence[Entry], bounds: Bounds, notes: Notes) -> list[SubmittedFile]:
    """Read what fits the bounds: notebooks, then modules, PDFs and the rest, small before large. Sorted by path."""
    kept: list[SubmittedFile] = []
    room = bounds.total_bytes
    for entry in sorted(_distinct(entries, notes), key=_usefulness):
        try:
            _check(entry, room, len(kept), bounds)
            content = entry.read()
        except Refused as reason:
            notes.leave_out(entry.path, str(reason))
            continue
        room -= len(content)
        kept.append(submitted(entry.path, content))
    return sorted(kept, key=lambda file: file.path)


def submitted(path: str, content: bytes) -> SubmittedFile:
    """A file with its digest."""
    return SubmittedFile(path=path, content=content, sha256=hashlib.sha256(content).hexdigest())


def _usefulness(entry: Entry) -> tuple[int, int, str]:
    ending = "." + entry.path.lower().rpartition(".")[2]
    return _RANK.get(ending, len(_RANK)), entry.size, entry.path


def _distinct(entries: Sequence[Entry], notes: Notes) -> list[Entry]:
    """One entry a name, the last as every unpacker has it, and no file where others need a folder."""
    by_path: dict[str, Entry] = {}
    for entry in entries:
        if entry.path in by_path:
            notes.remark(entry.path, "There twice under one name, so that only the later one counts")
        by_path[entry.path] = entry
    folders = {path[:at] for path in by_path for at, char in enumerate(path) if char == "/"}
    for path in sorted(folders & by_path.keys()):
        notes.leave_out(path, "a folder has the same name")
    return [entry for path, entry in by_path.items() if path not in folders]


def _check(entry: Entry, room: int, kept: int, bounds: Bounds) -> None:
    if entry.size > bounds.file_bytes:
        raise Refused(f"it is larger than {size_text(bounds.file_bytes)}")
    if entry.packed and entry.size > max(bounds.ratio_from, entry.packed * bounds.ratio):
        raise Refused(f"it is packed more than {bounds.ratio}-fold, as only a zip bomb is")
    if entry.size > room:
        raise Refused(f"all files together would be larger than {size_text(bounds.total_bytes)}")
    if kept >= bounds.files:
        raise Refused(f"there are more than {bounds.files} files")
