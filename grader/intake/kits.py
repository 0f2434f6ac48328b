"""A kit that was handed in whole: its own files are nobody's answers."""

import re
from collections.abc import Sequence

from grader.intake.entries import Entry
from grader.intake.notes import Notes

_MANIFEST = re.compile(r"((?:.+/)?)assignments/[^/]+/kit\.json")
_FOLDERS = ("grader/", "assignments/", "reference/")
_FILES = ("grade.py", "requirements.txt")


def without_kits(entries: Sequence[Entry], notes: Notes) -> list[Entry]:
    """What students added to the kits among the entries, and everything outside them."""
    tops = {found[1] for entry in entries if (found := _MANIFEST.fullmatch(entry.path))}
    folders = tuple(top + folder for top in tops for folder in _FOLDERS)
    files = {top + file for top in tops for file in _FILES}
    if tops:
        notes.say("The files that the kit brings along were left aside.")
    return [entry for entry in entries if not entry.path.startswith(folders) and entry.path not in files]
