"""Grading many hand-ins: what each process of the pool holds, and what it gives back for one hand-in."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from grader.batch.memory import Known, Memory, Recall
from grader.checks import Assignment
from grader.checks.seeds import Seeds
from grader.intake import read
from grader.intake.errors import Refused
from grader.intake.paths import safe_path
from grader.model import GradeReport, Handin, Submission
from grader.pipeline import Graded, Options, grade
from grader.pipeline.merging import merged
from grader.pool import Prepare
from grader.report import PLAIN, Look, ReportError, redact, write_student
from grader.sandbox import Ahead, open_sandbox
from grader.sandbox.protocol import Sandbox

_DEEPEST_KEPT = 20


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
            recall = stack.enter_context(look_up(setting))

            @functools.cache  # warming one up takes seconds, and for nothing where nothing has changed
            def sandbox() -> Sandbox:
                opened = Ahead(open_sandbox(tier=setting.tier, trust=setting.trust))
                stack.callback(opened.close)
                return opened

            yield lambda handin: grade_and_write(setting, handin, sandbox, recall)

    return prepare


@contextlib.contextmanager
def look_up(setting: Setting) -> Iterator[Recall]:
    """What was graded before, if anything is to be looked up at all."""
    if setting.memory is None:
        yield lambda submission: None
    else:
        with setting.memory.open() as recall:
            yield recall


def grade_and_write(setting: Setting, handin: Handin, sandbox: Callable[[], Sandbox], recall: Recall) -> Done:
    """Grade one hand-in, or what is left of it, and write its report."""
    handed_in = read(handin, patterns=setting.assignment.submission)
    known = recall(handed_in)
    if known and not known.left:
        return deliver(setting, handed_in, known, None)
    options = replace(setting.options, checks=known.left) if known else setting.options
    fresh = grade(setting.assignment, handed_in, sandbox(), setting.seeds, options)
    return deliver(setting, handed_in, known, fresh)


def deliver(setting: Setting, handed_in: Submission, known: Known | None, fresh: Graded | None) -> Done:
    """Write the report from what was known and what was graded now; what goes wrong with writing is part of the result.

    At least one of `known` and `fresh` is there.
    """
    if fresh is None:
        assert known is not None
        graded = Graded(known.report, handed_in)
    elif known is None:
        graded = fresh
    else:
        graded = replace(fresh, report=merged(known.report, fresh.report, setting.assignment))
    visible = redact(graded.report)
    folder = setting.folder / handed_in.handin.slug
    key = setting.memory.key(handed_in) if setting.memory else ""
    done = Done(visible, graded.report, folder, late=graded.late, key=key, again=fresh is None)
    try:
        write_student(visible, folder, attachments=graded.attachments, look=setting.look)
        for path, content in graded.scratch.items():
            keep(folder / "scratch", path, content)
    except (ReportError, OSError) as error:
        return replace(done, problem=str(error))
    return done


def keep(root: Path, path: str, content: bytes) -> None:
    """Write one file of the scratch folder, unless its name, which comes from the submission's side, cannot be one."""
    with contextlib.suppress(Refused, FileExistsError, NotADirectoryError, IsADirectoryError):
        target = root / safe_path(path, _DEEPEST_KEPT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
