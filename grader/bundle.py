"""What goes to other machines: the grader's own package, what it needs, and archives that are the same every time."""

import importlib.metadata
import shutil
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from grader.model import WrongUse

PACKAGE = Path(__file__).resolve().parent
_LEFT_OUT = ("gradebook", "__pycache__", "*.pyc")
_NOT_NEEDED = ("alembic", "psycopg", "sqlalchemy")
"""What only the gradebook needs, which stays with the instructor."""
_OLDEST = (1980, 1, 1, 0, 0, 0)


class BundleError(WrongUse):
    """It cannot be put together. The message is one line for the person who asked for it."""


def copy_grader(folder: Path) -> None:
    """Copy the grader's package into a folder, and `requirements.txt` beside it. Raises `BundleError`."""
    write(folder / "requirements.txt", "".join(f"{line}\n" for line in requirements()).encode())
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns(*_LEFT_OUT))


def requirements() -> list[str]:
    """What the copied package needs, as pip reads it. Raises `BundleError`."""
    project = PACKAGE.parent / "pyproject.toml"
    if project.is_file():  # a checkout, which may be newer than what was installed from it
        required = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
        return [line for line in required if not line.startswith(_NOT_NEEDED)]
    try:
        required = importlib.metadata.requires("grader") or []
    except importlib.metadata.PackageNotFoundError:
        raise BundleError("the grader is not installed here, so what it needs is unknown: pip install -e .") from None
    return [line for line in required if "extra ==" not in line and not line.startswith(_NOT_NEEDED)]


def zipped(folder: Path, *, inside: str = "", executable: Iterable[str] = ()) -> Path:
    """An archive `<folder>.zip` of everything in a folder, under the path `inside`."""
    archive = folder.parent / f"{folder.name}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            entry = zipfile.ZipInfo(f"{inside}/{name}" if inside else name, _OLDEST)
            entry.external_attr = (0o755 if name in executable else 0o644) << 16
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
