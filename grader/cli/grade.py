"""`grade`: from a folder of hand-ins to marks and reports."""

import contextlib
import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from grader.batch import Again
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
from grader.cli.running import Results, conclude, failures, run
from grader.cli.where import ClusterOption, SchedulerOption, chosen_place
from grader.intake import Found, find
from grader.model import Engine, GradeReport
from grader.report import summary_table

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
    again = _again(force=force, changed=changed)
    plan = Plan.of(
        assignment,
        course,
        sandbox=sandbox,
        data=data,
        language=language,
        theme=theme,
        engine=_engine(engine),
        question=question,
        keep=keep,
    )
    _known_question(plan)
    found = _choose(find(submissions, one=one), only)
    folder = out_folder / plan.assignment.name
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_book(plan.home, book)) if record and question is None else None
        memory = plan.memory([book or plan.home.gradebook], again) if opened and not keep else None
        setting = plan.setting(folder / DEBUG_FOLDER if question else folder, memory)
        where = stack.enter_context(chosen_place(plan, scheduler=scheduler, system=cluster, jobs=jobs))
        results = run(found.handins, jobs, setting, opened, verbose=verbose, whole=as_json, where=where)
    _tell_left_alone(results, found)
    reports = [outcome.report for _, outcome in results if isinstance(outcome, Kept)]
    _show(reports, results, as_json=as_json)
    if question:
        errors.print(f"part of the assignment only: reports in {setting.folder}, the class overview is untouched")
    else:
        write_overview(reports, results, folder, plan, merge=only is not None)
    conclude(results)


def _choose(found: Found, only: str | None) -> Found:
    if only is None:
        return found
    chosen = tuple(handin for handin in found.handins if only in (handin.student, handin.slug))
    if not chosen:
        raise _unknown("student", only, [handin.student for handin in found.handins])
    return Found(chosen, ())


def _known_question(plan: Plan) -> None:
    asked, known = plan.options.question, list(plan.assignment.questions)
    if asked is not None and asked not in known:
        raise _unknown("question", asked, known)


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


def _tell_left_alone(results: Results, found: Found) -> None:
    if taken_up := sum(isinstance(outcome, Kept) and outcome.again for _, outcome in results):
        errors.print(f"{taken_up} graded before and unchanged; --force grades them again")
    for path in found.ignored:
        errors.print(f"not a hand-in, left alone: {path}", style="dim", markup=False)


def _show(reports: Sequence[GradeReport], results: Results, *, as_json: bool) -> None:
    if as_json:
        _print_json(reports, failures(results))
    else:
        out.print(summary_table(reports, out.width))


def _print_json(reports: Sequence[GradeReport], failures: Sequence[tuple[str, str]]) -> None:
    document = {
        "reports": [report.model_dump(mode="json") for report in reports],
        "failures": [{"student": student, "message": message} for student, message in failures],
    }
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
