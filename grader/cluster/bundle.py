"""A course as it travels to the workers: one assignment, the references, and the built-in data sets."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """A course's files, packed."""

    content: bytes
    digest: str

    def unpack(self, folder: Path) -> tuple[Path, Path | None]:
        """Write the course into `folder`; gives its root, and the data sets' folder where there is one.

        Only the data sets, which submissions may read, can be entered by others.
        """
        course, data = folder / "course", folder / "data"
        folder.chmod(0o711)
        course.mkdir(mode=0o700)
        with zipfile.ZipFile(io.BytesIO(self.content)) as packed:
            packed.extractall(course)
        built_in = course / "assignments" / "data"
        return course, built_in.rename(data) if built_in.is_dir() else None


def pack(course: Path, assignment: str) -> Bundle:
    """What a worker needs of a course to grade one assignment. The same files give the same bundle."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in _files(course, assignment):
            packed.writestr(zipfile.ZipInfo(path.relative_to(course).as_posix(), _OLDEST), path.read_bytes())
    content = buffer.getvalue()
    return Bundle(content, hashlib.sha256(content).hexdigest())


def _files(course: Path, assignment: str) -> Iterator[Path]:
    for folder in (course / "assignments" / assignment, course / "assignments" / "data", course / "reference"):
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
