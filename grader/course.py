"""A course on disk: the folder with `assignments/` and `reference/`, and the secret that hidden inputs come from."""

import difflib
import importlib.util
import os
import secrets
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.model import WrongUse

if TYPE_CHECKING:
    from grader.checks import Assignment

SECRET_VARIABLE = "GRADER_SECRET"
GRADEBOOK_VARIABLE = "GRADER_GRADEBOOK"
_SECRET_FILE = Path(".grader", "secret")
_GRADEBOOK_FILE = Path(".grader", "gradebook.db")
_TRIAL_FILE = Path(".grader", "regrade.db")


class CourseError(WrongUse):
    """The course is not as it must be. The message is one line for the instructor."""


@dataclass(frozen=True)
class Course:
    """The course whose folder is `root`."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> "Course":
        """The course that `start` lies in: the nearest folder, going up, with an `assignments/` folder."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / "assignments").is_dir():
                return cls(folder)
        raise CourseError(
            f"no course found: neither {start.resolve()} nor a folder above it holds `assignments/`; "
            "go to the course's folder or name it with --course"
        )

    @property
    def data(self) -> Path:
        """Where the built-in data sets lie."""
        return self.root / "assignments" / "data"

    @property
    def theme(self) -> Path | None:
        """The folder of the course's own look of reports; None when there is none."""
        folder = self.root / "theme"
        return folder if folder.is_dir() else None

    @property
    def gradebook(self) -> str:
        """URL of the gradebook's database: from the variable GRADER_GRADEBOOK, else a file of the course."""
        return os.environ.get(GRADEBOOK_VARIABLE) or f"sqlite:///{self.root / _GRADEBOOK_FILE}"

    @property
    def trial(self) -> str:
        """URL of the database in which regradings wait until they are published."""
        return f"sqlite:///{self.root / _TRIAL_FILE}"

    def policy_file(self, name: str) -> Path:
        """Where an assignment says what counts and what lateness costs."""
        return self.folder(name) / "policy.toml"

    def folder(self, name: str) -> Path:
        """The folder of an assignment."""
        return self.root / "assignments" / name

    def names(self) -> list[str]:
        """Names of the assignments, sorted."""
        return sorted(path.parent.name for path in (self.root / "assignments").glob("*/assignment.py"))

    def load(self, name: str) -> "Assignment":
        """Import an assignment. Raises `CourseError` when there is none of that name or its code fails."""
        from grader.checks import Assignment  # noqa: PLC0415  (brings torch, which commands on marks do without)

        path = self.folder(name) / "assignment.py"
        if name not in self.names():
            near = difflib.get_close_matches(name, self.names(), n=3, cutoff=0.4) or self.names()
            raise CourseError(f"there is no assignment {name!r}; there is: {', '.join(near) or 'none at all'}")
        if sys.path[0] != str(self.root):  # somewhere is not enough: another `reference` may stand before it
            sys.path.insert(0, str(self.root))
        found = [value for value in _run_module(name, path).values() if isinstance(value, Assignment)]
        if len(found) != 1:
            raise CourseError(f"{path} must define exactly one Assignment, it defines {len(found)}")
        if not found[0].checks and not found[0].questions:
            raise CourseError(f"{path} declares neither a check nor a question")
        return found[0]

    def secret(self) -> bytes:
        """The course's secret: from the environment variable GRADER_SECRET, else from a file made on first use."""
        if given := os.environ.get(SECRET_VARIABLE):
            return given.encode()
        path = self.root / _SECRET_FILE
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _create_secret(path)
            return path.read_bytes().strip()
        except OSError as error:
            raise CourseError(
                f"the course's secret cannot be kept in {path}: {error.strerror}; set {SECRET_VARIABLE} instead"
            ) from None


def _run_module(name: str, path: Path) -> dict[str, object]:
    from grader.checks import AuthorError  # noqa: PLC0415  (see above)

    spec = importlib.util.spec_from_file_location(f"assignments.{name}.assignment", path)
    if spec is None or spec.loader is None:
        raise CourseError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except AuthorError as error:
        raise CourseError(f"{path}{_line(error, path)}: {error}") from error
    except (Exception, SystemExit) as error:  # an author's code may raise anything
        raise CourseError(f"{path}{_line(error, path)} failed: {type(error).__name__}: {error}") from error
    return vars(module)


def _line(error: BaseException, path: Path) -> str:
    if isinstance(error, SyntaxError) and error.lineno and error.filename == str(path):
        return f":{error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f":{lines[-1]}" if lines else ""


def _create_secret(path: Path) -> None:
    """Write a fresh secret, unless there is one: whoever comes first wins, and nobody sees a half-written one."""
    if path.exists():
        return
    descriptor, name = tempfile.mkstemp(prefix="secret.", dir=path.parent)  # readable for its owner alone
    fresh = Path(name)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode() + b"\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
