"""The overview of a class after a run, which may have been one over part of it."""

from collections.abc import Sequence
from pathlib import Path

from grader.cli.console import errors
from grader.cli.plan import Plan
from grader.cli.running import Results, failures
from grader.model import GradeReport
from grader.report import read_failures, read_report, write_class

_NAMED = 5


def write_overview(
    reports: Sequence[GradeReport], results: Results, folder: Path, plan: Plan, *, merge: bool = False
) -> None:
    """The overview of those who were graded now; with `merge`, of those who were graded before, too."""
    earlier, failed = _earlier(results, folder), failures(results)
    if merge:
        reports = sorted([*reports, *map(read_report, earlier)], key=lambda report: report.submission.student)
        now = {handin.student for handin, _ in results}
        failed = sorted(failed + [pair for pair in read_failures(folder) if pair[0] not in now])
    write_class(reports, folder, title=plan.assignment.title, failures=failed, look=plan.look)
    errors.print(f"reports: {folder / 'index.html'}", markup=False, soft_wrap=True)
    if earlier and not merge:
        names = ", ".join(path.parent.name for path in earlier[:_NAMED]) + ", ..." * (len(earlier) > _NAMED)
        note = f"not in the overview, though reports of an earlier run are there: {names}; name all hand-ins"
        errors.print(note, style="yellow", markup=False, soft_wrap=True)


def _earlier(results: Results, folder: Path) -> list[Path]:
    """Reports of students who are not among the results."""
    now = {handin.slug for handin, _ in results}
    return [path for path in sorted(folder.glob("*/report.json")) if path.parent.name not in now]
