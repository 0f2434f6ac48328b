"""An audit as a page, in the reports' own style."""

from pathlib import Path

from grader.audit.findings import Findings
from grader.audit.holes import holes
from grader.audit.terminal import names, times
from grader.checks import Assignment
from grader.report.look import PLAIN
from grader.report.replace import replace_file
from grader.report.templating import render


def write_page(findings: Findings, assignment: Assignment, folder: Path) -> Path:
    """Write `audit.html` into a folder; its path. Raises `ReportError` when the disk refuses."""
    path = folder / "audit.html"
    replace_file(path, render_page(findings, assignment).encode())
    return path


def render_page(findings: Findings, assignment: Assignment) -> str:
    """The page: what has to be mended, every variant with what it was taken for, every check with its margin."""
    return render(
        "audit.html",
        PLAIN,
        title=assignment.title,
        name=assignment.name,
        found=holes(findings),
        findings=findings,
        functions=list(dict.fromkeys(fate.variant.function for fate in findings.fates)),
        names=names,
        times=times,
    )
