"""`grade`: from a folder of hand-ins to marks and reports."""

import contextlib
import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from grader.batch import Again, Done, Setting, remembering
from grader.checks.seeds import Seeds
from grader.cli.book import BookOption, open_book
from grader.cli.console import errors, out
from grader.cli.options import (
    AssignmentArgument,
    CourseOption,
    LanguageOption,
    SandboxOption,
    ThemeOption,
    chosen_look,
    data_folder,
    sandbox_choice,
)
from grader.cli.running import Results, failures, run
from grader.cli.where import ClusterOption, SchedulerOption, chosen_place
from grader.course import Course
from grader.intake import Found, find
from grader.model import Engine, GradeReport, Handin
from grader.pipeline import Options
from grader.report import Look, read_report, summary_table, write_class

DEBUG_FOLDER = ".debug"
"""Reports of part of an assignment go there: they must not replace whole ones."""


def command(
    assignment: AssignmentArgument,
    submissions: Annotated[
        list[Path], typer.Argument(help="Notebooks, modules, folders, archives, or a folder of these.")
    ],
    out_folder: Annotated[Path, typer.Option("--out", help="Where the reports go.")] = Path("reports"),
    jobs: Annotated[int | None, typer.Option(min=1, help="Hand-ins graded at once. Default: one a core.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON instead of a table.")] = False,
    only: Annotated[str | None, typer.Option(help="Grade this student alone.")] = None,
    question: Annotated[str | None, typer.Option(help="Run the checks of this question alone.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every check, call and reply.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the files that the hand-in wrote.")] = False,
    one: Annotated[bool, typer.Option("--one", help="Each path is one hand-in, even a folder of notebooks.")] = False,
    engine: Annotated[str, typer.Option(help="shell (fast) or kernel (Jupyter's own).")] = "shell",
    sandbox: SandboxOption = "auto",
    data: Annotated[Path | None, typer.Option(help="Folder with the real data sets, read-only for hand-ins.")] = None,
    language: LanguageOption = "",
    theme: ThemeOption = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what nothing has changed for.")] = False,
    changed: Annotated[bool, typer.Option("--changed", help="Grade new and changed hand-ins alone.")] = False,
    scheduler: SchedulerOption = None,
    cluster: ClusterOption = None,
    record: Annotated[bool, typer.Option(help="Keep the results in the gradebook, and take up earlier ones.")] = True,
    book: BookOption = None,
    course: CourseOption = None,
) -> None:
    """Grade hand-ins: marks on the terminal, a report for each student, an overview of the class."""
    tier, trust = sandbox_choice(sandbox)
    home = Course.find(course or Path.cwd())
    loaded = home.load(assignment)
    look = chosen_look(language or loaded.language, theme, home)
    handins, ignored = _choose(find(submissions, one=one), only)
    if question is not None and question not in loaded.questions:
        raise _unknown("question", question, list(loaded.questions))
    options = Options(_engine(engine), question, data=data_folder(data, home), full_data=data is not None, keep=keep)
    folder = out_folder / loaded.name
    place = folder / DEBUG_FOLDER if question else folder
    seeds = Seeds(home.secret(), loaded.name)
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_book(home, book)) if record and question is None else None
        memory = None
        if opened and not keep:
            again = _again(force=force, changed=changed)
            memory = remembering([book or home.gradebook], home.root, loaded, seeds, options, tier=tier, again=again)
        setting = Setting(loaded, seeds, options, place, memory, look, tier, trust)
        where = stack.enter_context(
            chosen_place(home, loaded.name, scheduler=scheduler, system=cluster, jobs=jobs, own_data=data is not None)
        )
        results = run(handins, jobs, setting, opened, verbose=verbose, whole=as_json, where=where)
    if taken_up := sum(isinstance(outcome, Done) and outcome.again for _, outcome in results):
        errors.print(f"{taken_up} graded before and unchanged; --force grades them again")
    for path in ignored:
        errors.print(f"not a hand-in, left alone: {path}", style="dim", markup=False)
    _finish(
        results, folder, look, title=loaded.title, partial=question is not None, merge=only is not None, as_json=as_json
    )


def _choose(found: Found, only: str | None) -> tuple[tuple[Handin, ...], tuple[str, ...]]:
    handins, ignored = found.handins, found.ignored
    if only is None:
        return handins, ignored
    chosen = tuple(handin for handin in handins if only in (handin.student, handin.slug))
    if not chosen:
        raise _unknown("student", only, [handin.student for handin in handins])
    return chosen, ()


def _unknown(kind: str, name: str, known: Sequence[str]) -> typer.BadParameter:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.3) or list(known)[:5]
    return typer.BadParameter(f"there is no {kind} {name!r}; there is: {', '.join(near) or 'none'}")


def _again(*, force: bool, changed: bool) -> Again:
    if force and changed:
        raise typer.BadParameter("--force grades everything, --changed only new hand-ins: take one of them")
    return "everything" if force else "new hand-ins" if changed else "what changed"


def _engine(name: str) -> Engine:
    if name not in get_args(Engine):
        raise typer.BadParameter(f"{name!r} is neither shell nor kernel", param_hint="--engine")
    return cast("Engine", name)


def _finish(
    results: Results, folder: Path, look: Look, *, title: str, partial: bool, merge: bool, as_json: bool
) -> None:
    reports = [outcome.report for _, outcome in results if isinstance(outcome, Done)]
    failed = failures(results)
    if as_json:
        _print_json(reports, failed)
    else:
        out.print(summary_table(reports, out.width))
    if partial:
        errors.print(
            f"part of the assignment only: reports in {folder / DEBUG_FOLDER}, the class overview is untouched"
        )
    else:
        everyone = _with_earlier(reports, folder) if merge else reports
        write_class(everyone, folder, title=title, failures=failed, look=look)
        errors.print(f"reports: {folder / 'index.html'}", markup=False, soft_wrap=True)
    if failed or any(report.grader_failed for report in reports):
        errors.print("the grader itself failed somewhere: see above; the marks concerned are undecided", style="red")
        raise typer.Exit(1)


def _with_earlier(reports: list[GradeReport], folder: Path) -> list[GradeReport]:
    """These reports and those of the other students that are already there."""
    fresh = {report.submission.slug for report in reports}
    earlier = [read_report(path) for path in sorted(folder.glob("*/report.json")) if path.parent.name not in fresh]
    return sorted([*reports, *earlier], key=lambda report: report.submission.student)


def _print_json(reports: Sequence[GradeReport], failures: Sequence[tuple[str, str]]) -> None:
    document = {
        "reports": [report.model_dump(mode="json") for report in reports],
        "failures": [{"student": student, "message": message} for student, message in failures],
    }
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
