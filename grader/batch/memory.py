"""What need not be graded again: results recorded under a digest of everything that they depend on.

A run that was killed goes on where it was, because each hand-in is recorded as soon as it is graded. A result of a
grader that failed is never taken up again.
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

from grader.checks.seeds import Seeds
from grader.gradebook import Gradebook
from grader.model import GradeReport, Submission
from grader.pipeline import Options

LIBRARIES = ("torch", "torchvision", "numpy", "scipy", "ipykernel")
"""A result may depend on their versions."""
Again = Literal["what changed", "new hand-ins", "everything"]
"""What is graded although it was before: whatever anything changed for; only other files; all of it."""
Recall = Callable[[Submission], GradeReport | None]


@dataclass(frozen=True)
class Memory:
    """Looks up what was graded before, in the gradebook at `url`."""

    url: str
    fingerprint: str
    """Digest of all that a result depends on beside the hand-in; see `fingerprint`."""
    again: Again = "what changed"

    def key(self, submission: Submission) -> str:
        """Digest under which the result of a hand-in is recorded."""
        handin = submission.handin
        return _digest(
            [self.fingerprint, submission.digest, handin.student, handin.slug, handin.path.name, handin.late]
        )

    @contextlib.contextmanager
    def open(self, assignment: str) -> Iterator[Recall]:
        """A connection of this process's own, and the look-up on it."""
        if self.again == "everything":
            yield lambda submission: None
            return
        book = Gradebook.open(self.url, who="")
        try:
            yield lambda submission: self._sound(book, assignment, submission)
        finally:
            book.close()

    def _sound(self, book: Gradebook, assignment: str, submission: Submission) -> GradeReport | None:
        """What was recorded for a hand-in, unless the grader failed on it."""
        if self.again == "new hand-ins":
            found = book.last_report(assignment, submission.handin.student, submission.digest)
        else:
            found = book.recall(self.key(submission))
        return None if found is None or found.grader_failed else found


def fingerprint(course: Path, name: str, seeds: Seeds, options: Options, tier: int | None) -> str:
    """Digest of the assignment, its references, the secret, the options, and the grader's and the libraries' code."""
    folders = [course / "assignments" / name, course / "reference", Path(__file__).parents[1]]
    return _digest(
        [
            {path.relative_to(folder.parent).as_posix(): _hash(path) for folder in folders for path in _files(folder)},
            _digest([seeds.secret.hex(), seeds.assignment, seeds.purpose]),
            {key: sorted(value) if isinstance(value, frozenset) else value for key, value in asdict(options).items()},
            tier,
            [sys.version, platform.machine(), *(f"{library} {version(library)}" for library in LIBRARIES)],
        ]
    )


def _files(folder: Path) -> Iterable[Path]:
    """The files that decide results: not what Python makes itself, nor the policy, which decides about marks later."""
    kept = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "policy.toml")
    return (path for path in kept if "__pycache__" not in path.parts)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
