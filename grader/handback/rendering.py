"""Reports of an earlier run, read from their `report.json` and rendered again without grading anything."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model import GradeReport
from grader.pool import Failure, Prepare, run_all
from grader.report import Look, ReportError, kept_attachments, read_report, replace_page, write_student


@dataclass(frozen=True)
class Rerender:
    """One report to be rendered again."""

    report: GradeReport
    source: Path
    """The student's folder of the earlier run."""
    target: Path
    """Where it goes; the same folder, or one in another place."""


def stored_reports(folder: Path) -> Mapping[Path, GradeReport]:
    """The reports of an assignment's folder, by student's folder. Raises ReportError when there are none."""
    paths = sorted(folder.glob("*/report.json"))
    if not paths:
        raise ReportError(
            f"There is no report in {folder}: expected folders of students, each with a report.json. Give the folder "
            "that `grade` wrote for one assignment, such as reports/lab4_batchnorm."
        )
    return {path.parent: read_report(path) for path in paths}


def rerender_all(tasks: Sequence[Rerender], jobs: int, look: Look) -> None:
    """Render every report, in its own folder or into another. Raises ReportError when one cannot be written."""
    for task, outcome in run_all(tasks, jobs, _rendering(look)):
        if isinstance(outcome, Failure):
            raise ReportError(f"The report of {task.report.submission.slug} was not written: {outcome.message}")


def _rendering(look: Look) -> Prepare[Rerender, None]:
    @contextlib.contextmanager
    def prepare() -> Iterator[Callable[[Rerender], None]]:
        yield lambda task: _rerender(task, look)

    return prepare


def _rerender(task: Rerender, look: Look) -> None:
    if task.source == task.target:
        replace_page(task.report, task.target, look=look)
    else:
        write_student(task.report, task.target, attachments=kept_attachments(task.report, task.source), look=look)
