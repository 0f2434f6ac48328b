"""Reads one hand-in into memory: a file, a folder or an archive becomes a `Submission`, whatever is in it."""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from grader.intake.archive import archive_entries
from grader.intake.bounds import DEFAULT, Bounds
from grader.intake.choose import Main, choose, matching
from grader.intake.entries import Entry, admit, collect
from grader.intake.errors import Refused
from grader.intake.folder import file_entry, folder_entries, read_file, unreadable
from grader.intake.kinds import PDF, is_archive, really
from grader.intake.kits import without_kits
from grader.intake.names import own_name, students_in
from grader.intake.notes import Notes
from grader.intake.text import printable
from grader.model import Handin, Submission, SubmittedFile

_PACK_AGAIN = "Pack the files as .zip, without a password, and hand in again."


def read(handin: Handin, *, patterns: Sequence[str] = ("*.ipynb", "*.py"), bounds: Bounds = DEFAULT) -> Submission:
    """Read a hand-in. Whatever is wrong with its content is in `Submission.problem` and `Submission.notes`.

    `patterns` name the main file; the first one that fits anything counts. What had to be mended in the main file
    itself is in the notes of `Submission.main`. Raises `IntakeError` only where the hand-in went away or may not be
    opened.
    """
    notes = Notes()
    files: list[SubmittedFile] = []
    main, problem = Main(), ""
    try:
        files = _files(handin, patterns, bounds, notes)
        main = choose(files, patterns, bounds, notes)
    except Refused as reason:
        problem = str(reason)
    return Submission(
        handin=handin,
        files=tuple(files),
        main=main.notebook,
        is_module=main.is_module,
        attachments=_attachments(files, notes),
        notes=notes.sentences(),
        problem=problem,
        digest=_digest(files),
    )


def _files(handin: Handin, patterns: Sequence[str], bounds: Bounds, notes: Notes) -> list[SubmittedFile]:
    entries = _offered(handin.path, bounds, notes)
    for path in handin.beside:
        entries += file_entry(path, own_name(path.name), bounds, notes)
    files = collect(without_kits(entries, notes), bounds, notes)
    for _ in range(bounds.nesting):
        inner = [file for file in files if is_archive(file.path)][: bounds.inner_archives]
        if not inner or any(matching([file.path for file in files], pattern) for pattern in patterns):
            break
        files = _unpacked(files, inner, bounds, notes)
    if len(students_in([file.path for file in files])) > 1:
        raise Refused("This is the download of a whole class; unpack it and grade the folder.")
    return files


def _offered(path: Path, bounds: Bounds, notes: Notes) -> list[Entry]:
    """What `path` offers. Raises `Refused`, or `IntakeError` where the fault is not the student's."""
    try:
        mode = path.lstat().st_mode
        if not os.access(path, os.R_OK):
            raise PermissionError(None, "permission denied")
        if stat.S_ISDIR(mode):
            return folder_entries(path, bounds, notes)
        if not is_archive(path.name):
            return file_entry(path, own_name(path.name), bounds, notes)
        return archive_entries(read_file(path, bounds.archive_bytes), bounds, notes)
    except OSError as error:
        raise unreadable(path, error) from error
    except Refused as reason:
        raise Refused(f"{printable(path.name)} cannot be unpacked: {reason}. {_PACK_AGAIN}") from None


def _unpacked(
    files: list[SubmittedFile], inner: list[SubmittedFile], bounds: Bounds, notes: Notes
) -> list[SubmittedFile]:
    """The files with `inner` replaced by what those archives hold, in the folders where they lie."""
    entries: list[Entry] = []
    for file in files:
        as_it_is = Entry(file.path, len(file.content), partial(bytes, file.content))
        entries += _inner_entries(file, as_it_is, bounds, notes) if file in inner else [as_it_is]
    return collect(without_kits(entries, notes), bounds, notes)


def _inner_entries(file: SubmittedFile, as_it_is: Entry, bounds: Bounds, notes: Notes) -> list[Entry]:
    try:
        found = archive_entries(file.content, bounds, notes)
    except Refused as reason:
        notes.say(f"{file.path} cannot be unpacked: {reason}. {_PACK_AGAIN}")
        return [as_it_is]
    notes.say(f"{file.path} was unpacked.")
    folder = PurePosixPath(file.path).parent
    placed = [replace(entry, path=admit(str(folder / entry.path), bounds, notes)) for entry in found]
    return [entry for entry in placed if entry.path]


def _attachments(files: Sequence[SubmittedFile], notes: Notes) -> tuple[str, ...]:
    """The PDFs, of which each must look like one: they are linked in a report that people open."""
    named = [file for file in files if file.path.lower().endswith(PDF)]
    for file in named:
        if not _is_pdf(file):
            notes.remark(file.path, "Named like a PDF, but something else")
    return tuple(file.path for file in named if _is_pdf(file))


def _is_pdf(file: SubmittedFile) -> bool:
    return really(file.content) == "a PDF"


def _digest(files: Sequence[SubmittedFile]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{len(file.path.encode())}:{file.path}:{file.sha256}\n".encode())
    return digest.hexdigest()
