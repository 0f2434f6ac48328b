"""Which of the sandbox's limits stands behind an exception, in a sentence beside Python's own words.

The exception comes from the submission's side and may be made up; the sentence explains and never decides about marks.
"""

import re
from dataclasses import dataclass

from grader.model import ErrorInfo, Limits


@dataclass(frozen=True)
class Limit:
    """A limit that code has run into."""

    sentence: str
    of_memory: bool = False


_MEMORY = re.compile(r"MemoryError|can't allocate memory|Cannot allocate memory")
_OTHERS = (
    (re.compile(r"Errno (28|122)\b"), "a submission may write {scratch_mb} MB, in not too many files"),
    (re.compile(r"Errno 27\b"), "one file may have {scratch_mb} MB"),
    (re.compile(r"Errno 24\b"), "a process may have 256 files open at once"),
    (
        re.compile(r"^BlockingIOError.*Errno 11\b|can't start new thread"),
        "a submission may have {processes} processes and threads at once",
    ),
)
"""By type and message as Python and torch word them."""


def limit_behind(error: ErrorInfo, limits: Limits) -> Limit | None:
    """The limit that made code of a submission raise this; None for any other exception."""
    told = f"{error.type}: {error.message}"
    if _MEMORY.search(told):
        return Limit(f"a submission may take {limits.memory_mb} MB of memory", of_memory=True)
    sentence = next((sentence for sign, sentence in _OTHERS if sign.search(told)), None)
    return Limit(sentence.format_map(limits.model_dump())) if sentence else None
