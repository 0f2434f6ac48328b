"""Grading many hand-ins: what each process of the pool holds, and what it gives back for one hand-in."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from grader.batch.memory import Known, Memory, Recall
from grader.batch.pool import Prepare
from grader.checks import Assignment
from grader.checks.seeds import Seeds
from grader.intake import read
from grader.model import GradeReport, Handin, Submission
from grader.pipeline import Graded, Options, grade
from grader.pipeline.merging import merged
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
    memory: Memory | None = None
    """What was graded before; None: nothing is looked up."""
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
    folder: Path
    """The student's folder of reports."""
    problem: str = ""
    """What went wrong with writing, in one line."""
    late: bool = False
    """Time ran out, and marks were lost."""
    key: str = ""
    """Digest of all that the result depends on; empty where nothing is looked up."""
    again: bool = False
    """It was graded before and taken from there."""


def preparing(setting: Setting) -> Prepare[Handin, Done]:
    """How a process of the pool gets ready to grade: what was graded before at hand, and a warm sandbox of its own."""

    @contextlib.contextmanager
    def prepare() -> Iterator[Callable[[Handin], Done]]:
        # Each process of the pool has one core: references that wait for threads on others take three times as long.
        torch.set_num_threads(1)
        with contextlib.ExitStack() as stack:
            recall = stack.enter_context(setting.memory.open()) if setting.memory else _nothing

            @functools.cache  # warming one up takes seconds, and for nothing where nothing has changed
            def sandbox() -> Sandbox:
                opened = open_sandbox(tier=setting.tier, trust=setting.trust)
                stack.callback(opened.close)
                return opened

            yield lambda handin: grade_and_write(setting, handin, sandbox, recall)

    return prepare


def _nothing(_: Submission) -> None:
    """Where nothing is looked up."""


def grade_and_write(setting: Setting, handin: Handin, sandbox: Callable[[], Sandbox], recall: Recall) -> Done:
    """Grade one hand-in, or recall its result, and write its report; what goes wrong with writing is part of that."""
    handed_in = read(handin, patterns=setting.assignment.submission)
    key = setting.memory.key(handed_in) if setting.memory else ""
    known = recall(handed_in)
    if known and not known.left:
        graded = Graded(known.report, handed_in)
    else:
        graded = _grade(setting, handed_in, sandbox(), known)
    visible = redact(graded.report)
    folder = setting.folder / handin.slug
    done = Done(visible, graded.report, folder, late=graded.late, key=key, again=bool(known and not known.left))
    try:
        _write(setting, graded, visible, folder)
    except (ReportError, OSError) as error:
        return replace(done, problem=str(error))
    return done


def _grade(setting: Setting, handed_in: Submission, sandbox: Sandbox, known: Known | None) -> Graded:
    """Grade all of a hand-in, or what is left of it."""
    options = replace(setting.options, checks=known.left) if known else setting.options
    graded = grade(setting.assignment, handed_in, sandbox, setting.seeds, options)
    if known is None:
        return graded
    return replace(graded, report=merged(known.report, graded.report, setting.assignment))


def _write(setting: Setting, graded: Graded, visible: GradeReport, folder: Path) -> None:
    write_student(visible, folder, attachments=graded.attachments, look=setting.look)
    for path, content in graded.scratch.items():
        _keep(folder / "scratch", path, content)


def _keep(root: Path, path: str, content: bytes) -> None:
    """Write one file of the scratch folder; its name comes from the submission's side and must stay below `root`."""
    target = (root / path).resolve()
    if not target.is_relative_to(root.resolve()):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
