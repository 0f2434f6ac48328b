"""Names inside a hand-in, made safe: relative, forward slashes, no `..`, nothing unseen, short enough to write."""

import re
import unicodedata

from grader.intake.errors import Refused
from grader.intake.kinds import is_junk

_NAME_BYTES = 255
_PATH_CHARS = 1_000
_ABSOLUTE = re.compile(r"/|[A-Za-z]:")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def safe_path(raw: str, depth: int) -> str:
    """`raw` as a path that may be written below a folder.

    Backslashes are separators, as Windows' older zip tools write them. Control characters and marks of direction
    are dropped, so that a file is what its name looks like. Raises `Refused` for a name with no safe reading.
    """
    path = raw.replace("\\", "/")
    if "\0" in path or not path:
        raise Refused("its name is empty or holds a zero byte")
    if _ABSOLUTE.match(path):
        raise Refused("its name is an absolute path")
    parts = [_visible(part) for part in path.split("/") if part not in {"", "."}]
    _check(parts, depth)
    return "/".join(parts)


def has_unseen(raw: str) -> bool:
    """`raw` holds control characters, marks of direction or bytes that are no text."""
    return _visible(raw) != raw


def _visible(part: str) -> str:
    return "".join(char for char in part if unicodedata.category(char) not in _UNSEEN)


def _check(parts: list[str], depth: int) -> None:
    if ".." in parts:
        raise Refused("its name leads out of the hand-in")
    if not parts or not all(part.strip(" .") for part in parts):
        raise Refused("its name holds nothing that can be seen")
    if len(parts) > depth:
        raise Refused(f"it lies more than {depth} folders deep")
    if sum(map(len, parts)) > _PATH_CHARS or any(len(part.encode()) > _NAME_BYTES for part in parts):
        raise Refused("its name is too long")


def is_junk_path(path: str) -> bool:
    """Some folder on the way, or the file itself, is something that a computer left behind."""
    return any(is_junk(part) for part in path.split("/"))
