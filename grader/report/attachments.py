"""Where the files that came with a hand-in are kept beside its report."""

import hashlib
import re
from pathlib import PurePosixPath

_KEPT = {".csv", ".docx", ".gif", ".ipynb", ".jpeg", ".jpg", ".md", ".odt", ".pdf", ".png", ".txt"}
"""Types that open as a document. Anything else, HTML and SVG above all, is kept as text."""


def file_name(path: str) -> str:
    """The name under which an attachment is kept: only letters, digits, `.`, `_`, `-`, at most 110 of them.

    A path that already is such a name stays as it is; another gets a part of its SHA-256 in front, which keeps two
    paths apart that would otherwise become one.
    """
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", path).lstrip(".")[-96:]
    name = safe if safe == path else f"{hashlib.sha256(path.encode(errors='replace')).hexdigest()[:8]}-{safe}"
    return name if PurePosixPath(name).suffix.lower() in _KEPT else f"{name}.txt"


def address(path: str) -> str:
    """The link from a report to an attachment. `file_name` leaves nothing that a URL would have to escape."""
    return f"files/{file_name(path)}"
