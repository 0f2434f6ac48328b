"""One self-check after the other in a warm sandbox."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.checks.seeds import Seeds
from grader.intake import IntakeError
from grader.model import GradeReport
from grader.pipeline import Options, grade
from grader.report import redact
from grader.sandbox import open_for_own_work
from grader.sandbox.protocol import Sandbox
from grader.selfcheck.choose import Chosen

GONE = (0, 0)
Stamp = tuple[int, int]
"""Time of the last change, and size."""


@dataclass
class SelfCheck:
    """Checks one hand-in as often as it is asked to."""

    chosen: Chosen
    question: str | None
    sandbox: Sandbox

    @classmethod
    def begin(cls, chosen: Chosen, question: str | None = None) -> "SelfCheck":
        """Start a sandbox for it. Raises `IntakeError` when there is no such question."""
        known = chosen.assignment.questions
        if question is not None and question not in known:
            raise IntakeError(f"there is no question {question!r}; there is: {', '.join(known)}")
        return cls(chosen, question, open_for_own_work())

    def run(self) -> GradeReport:
        """Check the hand-in as it is now."""
        assignment, data = self.chosen.assignment, self.chosen.course.data
        options = Options(question=self.question, data=str(data) if data.is_dir() else None, self_check=True)
        seeds = Seeds(b"", assignment.name, "self-check")
        return redact(grade(assignment, self.chosen.handin, self.sandbox, seeds, options).report)

    def again_and_again(self, wait: Callable[[], None]) -> Iterator[GradeReport]:
        """Check now and after each save; `wait` is called between two looks at the file."""
        seen = GONE
        while True:
            stamp = _stamp(self.chosen.handin.path)
            if stamp not in (seen, GONE):
                seen = stamp
                yield self.run()
            wait()

    def close(self) -> None:
        """End the sandbox."""
        self.sandbox.close()


def _stamp(path: Path) -> Stamp:
    """When a file, or anything in a folder, was last changed; editors may take it away for a moment."""
    files = [path] if path.is_file() else [each for each in path.rglob("*.py") if each.is_file()]
    try:
        states = [each.stat() for each in files]
    except FileNotFoundError:
        return GONE
    return max((state.st_mtime_ns for state in states), default=0), sum(state.st_size for state in states)
