"""`check`: students check themselves."""

import time
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.console import errors, out
from grader.cli.options import chosen_look
from grader.model import CheckResult, GradeReport
from grader.report import Look, counted, render_student, replace_file, self_check_lines
from grader.sandbox import NO_LANDLOCK, UNCONFINED_NOTE
from grader.selfcheck import SelfCheck, choose

LOOK_SECONDS = 0.1
FEWER_WALLS = "This ran with fewer walls than marking has: check only your own work this way."


def command(
    file: Annotated[
        Path | None, typer.Argument(help="Notebook, module or folder. Default: the one in this folder.")
    ] = None,
    assignment: Annotated[str | None, typer.Option(help="Name of the assignment, where there are several.")] = None,
    question: Annotated[str | None, typer.Option(help="Run the checks of this question alone.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever you save. End with Ctrl-C.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the whole report there as a page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check your own work: what passes, what fails and why. Exit code 0 when all public checks pass, else 1."""
    chosen = choose(file, assignment, Path.cwd())
    check, look = SelfCheck.begin(chosen, question), chosen_look("", None, chosen.course, chosen.assignment.language)
    show = partial(_show, html=html, as_json=as_json, look=look)
    try:
        if not watch:
            report = check.run()
            show(report)
            raise typer.Exit(int(any(each.points < each.max_points for each in _here(report))))
        for report in check.again_and_again(lambda: time.sleep(LOOK_SECONDS)):
            out.clear()
            show(report)
            out.print(f"checked in {report.seconds:.2f} s; save to check again, Ctrl-C to end", style="dim")
    except KeyboardInterrupt:
        errors.print("stopped")
    finally:
        check.close()


def _show(report: GradeReport, *, html: Path | None, as_json: bool, look: Look) -> None:
    if html:
        replace_file(html, render_student(report, look=look).encode())
    if as_json:
        typer.echo(report.model_dump_json(indent=1))
        return
    for line in self_check_lines(report):
        out.print(line, soft_wrap=True)
    sandbox = report.environment.sandbox
    if sandbox and sandbox.tier >= NO_LANDLOCK:
        errors.print(UNCONFINED_NOTE if not sandbox.layers else FEWER_WALLS, style="yellow", soft_wrap=True)


def _here(report: GradeReport) -> list[CheckResult]:
    """The checks that were decided here."""
    return [check for check in counted(report) if check.visibility == "public"]
