"""The scratch folder, as the cells left it."""

from pathlib import Path

from grader.worker.session import Reply, Request, Session

MOST_FILES = 1_000
MOST_BYTES = 64 << 20


def collect(session: Session, request: Request) -> Reply:
    """Regular files below the scratch folder by relative path, up to the bounds; the rest is listed."""
    del request
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    size = 0
    for path in sorted(session.scratch.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = str(path.relative_to(session.scratch))
        length = _size(path)
        if len(files) < MOST_FILES and length is not None and size + length <= MOST_BYTES:
            size += length
            files[name] = path.read_bytes()
        else:
            left_out.append(name)
    return {"files": files, "left_out": left_out[:MOST_FILES]}


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
