"""One submission inside Gradescope's container. Whatever happens, there is a results.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.checks.seeds import Seeds
from grader.course import Course
from grader.exports import crashed_result, gradescope_result
from grader.model import Handin
from grader.pipeline import Options, grade
from grader.report import redact
from grader.sandbox import open_sandbox

UNFINISHED = "it was stopped before it had finished, for its time or its memory"


@dataclass(frozen=True)
class Container:
    """Where Gradescope puts things."""

    root: Path = Path("/autograder")

    @property
    def submission(self) -> Path:
        """The folder with the student's files."""
        return self.root / "submission"

    @property
    def results(self) -> Path:
        """Where the results are looked for."""
        return self.root / "results" / "results.json"

    def metadata(self) -> dict[str, Any]:
        """What is known of the submission; empty when it cannot be read."""
        try:
            found = json.loads((self.root / "submission_metadata.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, text: str) -> None:
        """Write the results."""
        self.results.parent.mkdir(parents=True, exist_ok=True)
        self.results.write_text(text, encoding="utf-8")


def run(course: Course, name: str, container: Container, hidden: str) -> bool:
    """Grade the submission and write the results. Whether that went well."""
    container.write(crashed_result(UNFINISHED))
    try:
        container.write(_graded(course, name, container, hidden))
    except Exception as error:  # noqa: BLE001  (a crash that writes nothing leaves the student without a word)
        container.write(crashed_result(f"{type(error).__name__}: {error}"))
        return False
    return True


def _graded(course: Course, name: str, container: Container, hidden: str) -> str:
    assignment, metadata = course.load(name), container.metadata()
    handin = Handin(student=_student(metadata), slug="submission", path=container.submission)
    options = Options(data=str(course.data) if course.data.is_dir() else None)
    sandbox = open_sandbox()
    try:
        graded = grade(assignment, handin, sandbox, Seeds(course.secret(), name), options)
    finally:
        sandbox.close()
    return gradescope_result(redact(graded.report), hidden=hidden, metadata=metadata)


def _student(metadata: dict[str, Any]) -> str:
    users = metadata.get("users")
    first = users[0] if isinstance(users, list) and users and isinstance(users[0], dict) else {}
    return str(first.get("email") or first.get("name") or "student")
