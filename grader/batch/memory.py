"""What need not be graded again: results recorded under digests of everything that they depend on.

A run that was killed goes on where it was, because each hand-in is recorded as soon as it is graded. After a repair of
a check only the questions that it concerns are graded again. A result of a grader that failed is never taken up again.
"""

import contextlib
import hashlib
import json
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from grader.checks import Assignment
from grader.checks.origins import affected, origins
from grader.checks.seeds import Seeds
from grader.gradebook import Gradebook
from grader.model import GradeReport, Submission
from grader.pipeline import Options

LIBRARIES = ("torch", "torchvision", "numpy", "scipy", "ipykernel")
"""A result may depend on their versions."""
Again = Literal["what changed", "new hand-ins", "everything"]
"""What is graded although it was before: whatever anything changed for; only other files; all of it."""


@dataclass(frozen=True)
class Known:
    """An earlier result of the same hand-in."""

    report: GradeReport
    left: frozenset[str] = frozenset()
    """Ids of the checks that have to be run again; the report holds for all others."""


Recall = Callable[[Submission], Known | None]


@dataclass(frozen=True)
class Memory:
    """Looks up what was graded before, in one gradebook after the other."""

    books: tuple[str, ...]
    """URLs."""
    assignment: Assignment
    fingerprint: str
    """Digest of all that a result depends on beside the hand-in and the checks' own code; see `remembering`."""
    origins: dict[str, str]
    """Digest of each check's own code, by its id."""
    again: Again = "what changed"

    def key(self, submission: Submission) -> str:
        """Digest under which the result of a hand-in is recorded."""
        handin = submission.handin
        named = [handin.student, handin.slug, handin.path.name, handin.late]
        return _digest([self.fingerprint, submission.digest, *named])

    @contextlib.contextmanager
    def open(self) -> Iterator[Recall]:
        """Connections of this process's own, and the look-up on them."""
        urls = () if self.again == "everything" else self.books
        with contextlib.ExitStack() as stack:
            books = [Gradebook.open(url, who="") for url in urls]
            for book in books:
                stack.callback(book.close)
            yield lambda submission: self._best([self._known(book, submission) for book in books])

    def _known(self, book: Gradebook, submission: Submission) -> Known | None:
        if self.again == "new hand-ins":
            last = book.last_report(self.assignment.name, submission.handin.student, submission.digest)
            return Known(last) if last and not last.grader_failed else None
        found = book.recall(self.key(submission))
        if found is None or found[0].grader_failed:
            return None
        left = affected(found[1], self.origins, self.assignment)
        whole = left is None or (left and len(left) == len(self.assignment.checks))
        return None if left is None or whole else Known(found[0], left)

    @staticmethod
    def _best(found: Iterable[Known | None]) -> Known | None:
        """Of several results the one that leaves least to do."""
        return min(filter(None, found), key=lambda known: len(known.left), default=None)


def remembering(
    books: Iterable[str],
    course: Path,
    assignment: Assignment,
    seeds: Seeds,
    options: Options,
    *,
    tier: int | None = None,
    again: Again = "what changed",
) -> Memory:
    """The memory for a run.

    Beside the code of checks, a result depends on the course's other files, the secret, the options, the walls, and the
    versions of the grader and its libraries.
    """
    code, other = _course_files(course, assignment.name)
    ours = {path.relative_to(_GRADER).as_posix(): _hash(path) for path in sorted(_GRADER.rglob("*.py"))}
    fingerprint = _digest(
        [
            {path.relative_to(course).as_posix(): _hash(path) for path in other},
            ours,
            _digest([seeds.secret.hex(), seeds.assignment, seeds.purpose]),
            {key: sorted(value) if isinstance(value, frozenset) else value for key, value in asdict(options).items()},
            tier,
            [sys.version, platform.machine(), *(f"{library} {version(library)}" for library in LIBRARIES)],
        ]
    )
    return Memory(tuple(books), assignment, fingerprint, origins(assignment, code), again)


_GRADER = Path(__file__).parents[1]


def _course_files(course: Path, name: str) -> tuple[list[Path], list[Path]]:
    """The files with the code of checks and references, and the others; the policy decides about marks only later."""
    folder = course / "assignments" / name
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "policy.toml"]
    files = [path for path in files if "__pycache__" not in path.parts]
    code = [path for path in files if path.suffix == ".py" and path.parent == folder]
    references = sorted((course / "reference").rglob("*.py"))
    return [*code, *references], [path for path in files if path not in code]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
