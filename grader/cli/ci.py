"""`ci`: grade one push. Exit codes: 0 graded, 1 the grader failed, 2 wrong usage, 3 below --fail-under."""

import os
from pathlib import Path
from typing import Annotated, cast

import typer

from grader.checks.seeds import Seeds
from grader.ci import HOSTS, Host, Run, detect, publish
from grader.cli.console import errors
from grader.cli.options import chosen_look
from grader.kit import is_kit
from grader.model import GradeReport
from grader.pipeline import Options, grade
from grader.report import counted, redact
from grader.sandbox import open_for_own_work, open_sandbox
from grader.selfcheck import Chosen, choose

BELOW = 3


def command(
    file: Annotated[Path | None, typer.Argument(help="Notebook, module or folder. Default: the one here.")] = None,
    assignment: Annotated[str | None, typer.Option(help="Name of the assignment, where there are several.")] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Where junit.xml, summary.md and the report go.")] = Path(
        "grader-results"
    ),
    public: Annotated[bool, typer.Option("--public", help="Public checks only, as in a kit.")] = False,
    fail_under: Annotated[float | None, typer.Option(help="Exit with 3 below so many percent.")] = None,
    host: Annotated[str, typer.Option(help="auto, github, classroom50 or plain.")] = "auto",
) -> None:
    """Grade one push and write results as the host wants them. Hidden checks only on a runner of the instructor's."""
    if host not in ("auto", *HOSTS):
        raise typer.BadParameter(f"{host!r} is none of auto, {', '.join(HOSTS)}", param_hint="--host")
    chosen = choose(file, assignment, Path.cwd())
    look = chosen_look("", None, chosen.course, chosen.assignment.language)
    report = redact(_graded(chosen, public=public or is_kit(chosen.course, chosen.assignment.name)))
    place = detect(os.environ) if host == "auto" else cast("Host", host)
    checkout = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    publish(report, Run(place, os.environ, checkout, chosen.handin.path, out_folder, look), typer.echo)
    if report.grader_failed:
        errors.print("the grader itself failed somewhere; the points concerned are undecided", style="red")
        raise typer.Exit(1)
    if fail_under is not None and _percent(report) < fail_under:
        errors.print(f"{_percent(report):.1f} % is below {fail_under:g} %")
        raise typer.Exit(BELOW)


def _graded(chosen: Chosen, *, public: bool) -> GradeReport:
    data = chosen.course.data
    options = Options(data=str(data) if data.is_dir() else None, self_check=public)
    secret = b"" if public else chosen.course.secret()
    seeds = Seeds(secret, chosen.assignment.name, "self-check" if public else "grade")
    sandbox = open_for_own_work() if public else open_sandbox()
    try:
        return grade(chosen.assignment, chosen.handin, sandbox, seeds, options).report
    finally:
        sandbox.close()


def _percent(report: GradeReport) -> float:
    """Of what was run: hidden checks that wait for the hand-in do not count."""
    most = sum(check.max_points for check in counted(report))
    return 100 * sum(check.points for check in counted(report)) / most if most else 0.0
