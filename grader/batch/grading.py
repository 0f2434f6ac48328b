"""Grading many hand-ins: what each process of the pool holds, and what it gives back for one hand-in."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.batch.pool import Prepare
from grader.checks import Assignment
from grader.checks.seeds import Seeds
from grader.model import GradeReport, Handin
from grader.pipeline import Options, grade
from grader.report import PLAIN, Look, ReportError, redact, write_student
from grader.sandbox import open_sandbox
from grader.sandbox.protocol import Sandbox


@dataclass(frozen=True)
class Setting:
    """What is the same for every hand-in of a run."""

    assignment: Assignment
    seeds: Seeds
    options: Options
    folder: Path
    """Where the reports of this assignment go, one folder a student."""
    look: Look = PLAIN
    """How the reports look."""
    tier: int | None = None
    trust: bool = False


@dataclass(frozen=True)
class Done:
    """One graded hand-in."""

    report: GradeReport
    """As students may see it."""
    full: GradeReport
    """With everything, for the instructor's own eyes."""
    written: Path | None
    """The student's folder of reports; None when it could not be written."""
    problem: str = ""
    """What went wrong with writing, in one line."""
    late: bool = False
    """Time ran out, and marks were lost."""


def preparing(setting: Setting) -> Prepare[Handin, Done]:
    """How a process of the pool gets ready to grade: a warm sandbox of its own."""

    @contextlib.contextmanager
    def prepare() -> Iterator[Callable[[Handin], Done]]:
        sandbox = open_sandbox(tier=setting.tier, trust=setting.trust)
        try:
            yield lambda handin: grade_and_write(setting, handin, sandbox)
        finally:
            sandbox.close()

    return prepare


def grade_and_write(setting: Setting, handin: Handin, sandbox: Sandbox) -> Done:
    """Grade one hand-in and write its report; what goes wrong with writing is part of the result."""
    graded = grade(setting.assignment, handin, sandbox, setting.seeds, setting.options)
    visible = redact(graded.report)
    folder = setting.folder / handin.slug
    try:
        write_student(visible, folder, attachments=graded.attachments, look=setting.look)
        for path, content in graded.scratch.items():
            _keep(folder / "scratch", path, content)
    except (ReportError, OSError) as error:
        return Done(visible, graded.report, None, str(error), graded.late)
    return Done(visible, graded.report, folder, late=graded.late)


def _keep(root: Path, path: str, content: bytes) -> None:
    """Write one file of the scratch folder; its name comes from the submission's side and must stay below `root`."""
    target = (root / path).resolve()
    if not target.is_relative_to(root.resolve()):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
