"""`audit`: an assignment tried on hand-ins made from itself."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from grader.audit import FULL_SEEDS, Bench, Extent, Findings, Progress, Solution, audit, holes
from grader.audit.page import write_page
from grader.audit.terminal import margins, matrix, summary, told
from grader.checks import AuthorError
from grader.cli.console import bar, errors, out
from grader.cli.options import AssignmentArgument, CourseOption, SandboxOption, data_folder, sandbox_choice
from grader.course import Course, CourseError


def command(
    assignment: AssignmentArgument,
    full: Annotated[
        bool,
        typer.Option("--full", help="Try all checks, more seeds, two threads, both engines."),
    ] = False,
    seeds: Annotated[int | None, typer.Option(min=1, help=f"Seeds. Default: 2, with --full {FULL_SEEDS}.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Hand-ins graded at once. Default: one a core.")] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Where the page goes.")] = Path("reports"),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every variant and every check.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print figures and holes as JSON.")] = False,
    sandbox: SandboxOption = "auto",
    data: Annotated[Path | None, typer.Option(help="Folder with the real data sets.")] = None,
    course: CourseOption = None,
) -> None:
    """Try an assignment: right answers get full marks, every named mistake loses some and is called by its name.

    Exit code 1 where the assignment has a hole.
    """
    home = Course.find(course or Path.cwd())
    loaded = home.load(assignment)
    tier, trust = sandbox_choice(sandbox)
    extent = Extent(seeds or (FULL_SEEDS if full else 2), everything=full)
    try:
        solution = Solution.of(loaded, home.folder(assignment))
        bench = Bench(solution, home.secret(), data_folder(data, home), tier, trust)
        findings = _watched(bench, extent, jobs or len(os.sched_getaffinity(0)))
    except AuthorError as error:
        raise CourseError(f"{assignment} cannot be audited: {error}") from error
    _show(findings, verbose=verbose, as_json=as_json)
    errors.print(f"page: {write_page(findings, loaded, out_folder / loaded.name)}", markup=False, soft_wrap=True)
    if holes(findings):
        raise typer.Exit(1)


def _watched(bench: Bench, extent: Extent, jobs: int) -> Findings:
    with bar("auditing") as shown:
        task = shown.task_ids[0]
        watch = Progress(
            begin=lambda count: shown.update(task, total=count + 1),
            advance=lambda: shown.advance(task),
            refresh=shown.refresh,
        )
        return audit(bench, extent, jobs, watch)


def _show(findings: Findings, *, verbose: bool, as_json: bool) -> None:
    found = holes(findings)
    if as_json:
        figures = {
            "kill_rate": findings.kill_rate,
            "diagnosis_rate": findings.diagnosis_rate,
            "variants": len(findings.fates),
            "idle_checks": [margin.check for margin in findings.idle],
            "holes": [{"what": hole.what, "to_do": hole.to_do} for hole in found],
        }
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    if verbose:
        out.print(matrix(findings))
        out.print(margins(findings))
    for line, style in told(found):
        out.print(line, style=style, markup=False, soft_wrap=True)
    for text in summary(findings):
        out.print(text, markup=False)
