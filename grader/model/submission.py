"""A hand-in before and after its files are read."""

from pathlib import Path

from pydantic import Field

from grader.model.base import Model
from grader.model.notebook import Notebook


class Handin(Model):
    """Where one student's work lies; nothing of it has been read yet."""

    student: str
    """The student's id as shown to people. May hold any printable character."""
    slug: str
    """The id as a path component: only letters, digits, `.`, `_`, `-`; unique in a class."""
    path: Path
    """A notebook, a module, a folder or an archive."""
    beside: tuple[Path, ...] = ()
    """Further files of the same hand-in that lie beside `path`: a PDF, a student's other files in a Canvas download."""
    late: bool = False
    """The download name said so (Canvas writes LATE)."""


class SubmittedFile(Model):
    """One file of a hand-in, with its content."""

    path: str
    """Relative path with forward slashes; never absolute, never with `..`."""
    content: bytes = Field(repr=False)
    sha256: str


class Submission(Model):
    """A hand-in whose files have been read, bounded and made safe."""

    handin: Handin
    files: tuple[SubmittedFile, ...]
    """Everything the student handed in, sorted by path, attachments included."""
    main: Notebook | None
    """The file that answers the questions; None when none was found or it could not be read."""
    is_module: bool = False
    """The main file is a plain Python module: imported whole, not run cell by cell."""
    attachments: tuple[str, ...] = ()
    """Paths of files kept for a person to read (PDF)."""
    notes: tuple[str, ...] = ()
    """What was odd, left out or mended, in sentences for the student."""
    problem: str = ""
    """Why there is nothing to run, in a sentence for the student; empty when there is."""
    digest: str
    """SHA-256 over the paths and contents of all files."""
