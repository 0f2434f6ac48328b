"""Files on disk, opened so that neither links, devices nor pipes can mislead or block the reader."""

import os
import stat
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from grader.intake.bounds import Bounds, size_text
from grader.intake.entries import Entry, admit
from grader.intake.errors import IntakeError, Refused
from grader.intake.kinds import is_junk
from grader.intake.notes import Notes
from grader.intake.text import printable

_CHUNK = 1 << 20
_NAMES = 50_000
_REASON = {"link": "it is a link", "other": "it is not an ordinary file"}


def read_file(path: Path, limit: int) -> bytes:
    """The content of an ordinary file.

    Neither follows a link nor waits for a pipe. Raises `Refused` for anything but an ordinary file of at most
    `limit` bytes, `OSError` where the file cannot be opened.
    """
    # O_NONBLOCK: opening a pipe without a writer would wait for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("it is not an ordinary file")
        if status.st_size > limit:
            raise Refused(f"it is larger than {size_text(limit)}")
        return _read(descriptor, limit)
    finally:
        os.close(descriptor)


def _read(descriptor: int, limit: int) -> bytes:
    """Up to `limit` bytes; the size that the system gave may be wrong or out of date."""
    content = bytearray()
    while chunk := os.read(descriptor, _CHUNK):
        content += chunk
        if len(content) > limit:
            raise Refused(f"it is larger than {size_text(limit)}")
    return bytes(content)


def file_entry(path: Path, name: str, bounds: Bounds, notes: Notes) -> list[Entry]:
    """The one file at `path` under the name `name`; nothing when the name is unsafe."""
    safe = admit(name, bounds, notes)
    return [_entry(path, safe, bounds)] if safe else []


def folder_entries(root: Path, bounds: Bounds, notes: Notes) -> list[Entry]:
    """Every ordinary file below `root`, links not followed. Raises `IntakeError` when `root` cannot be listed."""
    found: list[Entry] = []
    for seen, item in enumerate(_walk(root, bounds.depth, notes)):
        if seen == bounds.entries:
            notes.say(f"The folder holds more than {bounds.entries} names; the rest was not looked at.")
            break
        relative, kind = os.path.relpath(item.path, root), kind_of(item)
        if kind in _REASON:
            notes.leave_out(relative, _REASON[kind])
        elif kind == "file" and (safe := admit(relative, bounds, notes)):
            found.append(_entry(Path(item.path), safe, bounds))
    return found


def _walk(root: Path, deepest: int, notes: Notes) -> Iterator[os.DirEntry[str]]:
    """Everything but junk below `root`, folders included, at most `deepest` folders deep."""
    waiting = [(str(root), 1)]
    while waiting:
        folder, depth = waiting.pop()
        for item in _listing(folder, root, notes):
            if is_junk(item.name):
                continue
            yield item
            if kind_of(item) == "folder" and depth < deepest:
                waiting.append((item.path, depth + 1))
            elif kind_of(item) == "folder":
                notes.leave_out(os.path.relpath(item.path, root), f"it lies more than {deepest} folders deep")


def _listing(folder: str, root: Path, notes: Notes) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as items:
            yield from items
    except OSError as error:
        if folder == str(root):
            raise unreadable(root, error) from error
        notes.leave_out(os.path.relpath(folder, root), "the folder cannot be opened")


def scan(folder: Path) -> list[os.DirEntry[str]]:
    """What lies directly in `folder`, at most `_NAMES` names. Raises `OSError`."""
    with os.scandir(folder) as items:
        return list(islice(items, _NAMES))


def kind_of(item: os.DirEntry[str]) -> Literal["folder", "file", "link", "other"]:
    """What lies in a folder under a name, links not followed."""
    try:
        if item.is_symlink():
            return "link"
        if item.is_dir(follow_symlinks=False):
            return "folder"
        return "file" if item.is_file(follow_symlinks=False) else "other"
    except OSError:
        return "other"


def _entry(path: Path, name: str, bounds: Bounds) -> Entry:
    try:
        size = path.lstat().st_size
    except OSError:
        size = 0
    return Entry(path=name, size=size, read=partial(_content, path, bounds.file_bytes))


def _content(path: Path, limit: int) -> bytes:
    try:
        return read_file(path, limit)
    except OSError as error:
        raise Refused("it cannot be opened") from error


def unreadable(path: Path, error: OSError) -> IntakeError:
    """The error for a path that the grader's user may not read, or that went away."""
    reason = error.strerror or type(error).__name__
    return IntakeError(f"cannot read {printable(str(path))}: {reason}. Check that it is still there and readable.")
