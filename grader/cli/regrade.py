"""`regrade`: after a check was repaired, who gains and who loses, before anything is published."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from grader.batch.changes import Change, change
from grader.cli.book import BookOption, open_book
from grader.cli.console import errors, out
from grader.cli.kept import Kept
from grader.cli.options import (
    AssignmentArgument,
    CourseOption,
    LanguageOption,
    SandboxOption,
    ThemeOption,
)
from grader.cli.overview import write_overview
from grader.cli.plan import Plan
from grader.cli.running import conclude, run
from grader.cli.where import ClusterOption, SchedulerOption, chosen_place
from grader.gradebook import Gradebook
from grader.intake import find
from grader.model import GradeReport
from grader.report import safe_text

TRIAL_FOLDER = ".regrade"
"""Reports wait there until they are published."""


def command(
    assignment: AssignmentArgument,
    submissions: Annotated[list[Path], typer.Argument(help="What was handed in, as for `grade`.")],
    publish: Annotated[bool, typer.Option("--publish", help="Let the new marks and reports count.")] = False,
    out_folder: Annotated[Path, typer.Option("--out", help="Where the reports go.")] = Path("reports"),
    jobs: Annotated[int | None, typer.Option(min=1, help="Hand-ins graded at once. Default: one a core.")] = None,
    sandbox: SandboxOption = "auto",
    data: Annotated[Path | None, typer.Option(help="Folder with the real data sets, read-only for hand-ins.")] = None,
    language: LanguageOption = "",
    theme: ThemeOption = None,
    scheduler: SchedulerOption = None,
    cluster: ClusterOption = None,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """Grade again what a changed assignment concerns, and say who gains and loses what, before any of it counts."""
    plan = Plan.of(assignment, course, sandbox=sandbox, data=data, language=language, theme=theme)
    home, folder = plan.home, out_folder / plan.assignment.name
    memory = plan.memory([home.trial, book or home.gradebook])
    setting = plan.setting(folder if publish else folder / TRIAL_FOLDER, memory)
    handins = find(submissions).handins
    with (
        open_book(home, book) as real,
        open_book(home, home.trial) as trial,
        chosen_place(plan, scheduler=scheduler, system=cluster, jobs=jobs) as where,
    ):
        before = _recorded(real, assignment)
        results = run(handins, jobs, setting, real if publish else trial, where=where)
    kept = [outcome for _, outcome in results if isinstance(outcome, Kept)]
    _show(_changes(before, [one.full for one in kept]))
    if publish:
        write_overview([one.report for one in kept], results, folder, plan)
    else:
        errors.print(f"nothing counts yet; new reports: {setting.folder}; --publish makes them count", soft_wrap=True)
    conclude(results)


def _recorded(book: Gradebook, assignment: str) -> dict[str, GradeReport]:
    return {student: attempts[-1].report for student, attempts in book.attempts(assignment).items()}


def _changes(before: dict[str, GradeReport], after: Sequence[GradeReport]) -> list[Change]:
    """The changes of those who were graded before, largest losses first."""
    known = [report for report in after if report.submission.student in before]
    if len(known) < len(after):
        errors.print(f"{len(after) - len(known)} hand-ins were not graded before and are not compared")
    changes = [change(before[report.submission.student], report) for report in known]
    return sorted(changes, key=lambda one: (one.gain, one.student))


def _show(changes: Sequence[Change]) -> None:
    table = Table(box=None, header_style="bold")
    for name in ("student", "before", "after", "change", "why"):
        table.add_column(name, justify="left" if name in ("student", "why") else "right")
    for one in changes:
        if one.gain or one.why:
            marks = (f"{one.before:g}", f"{one.after:g}", f"{one.gain:+g}" if one.gain else "0")
            table.add_row(safe_text(one.student), *marks, safe_text("; ".join(one.why)))
    if table.row_count:
        out.print(table)
    gains, losses = sum(one.gain > 0 for one in changes), sum(one.gain < 0 for one in changes)
    errors.print(f"{gains} gain, {losses} lose, {len(changes) - gains - losses} keep their marks")
