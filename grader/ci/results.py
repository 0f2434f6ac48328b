"""Writing a push's results where its host looks for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.ci.host import Host
from grader.exports import annotations, classroom50_result, fenced, junit_xml, markdown_summary, reporter_result
from grader.model import GradeReport
from grader.report import PLAIN, Look, render_student, replace_file, self_check_lines

Say = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """Where one run of the command happens."""

    host: Host
    environment: Mapping[str, str]
    root: Path
    """The checkout: files are named as seen from here."""
    handin: Path
    folder: Path
    """Where the files go that every host gets."""
    look: Look = PLAIN


def publish(report: GradeReport, run: Run, say: Say) -> None:
    """Write and print the results of a redacted report. Raises `ReportError` when something cannot be written."""
    replace_file(run.folder / "junit.xml", junit_xml(report).encode())
    replace_file(run.folder / "summary.md", markdown_summary(report).encode())
    replace_file(run.folder / "report.html", render_student(report, look=run.look).encode())
    replace_file(run.folder / "report.json", report.model_dump_json(indent=1).encode())
    text = "\n".join(line.plain for line in self_check_lines(report))
    if run.host == "plain":
        say(text)
        return
    say(fenced(text))
    for command in annotations(report, run.root, run.handin):
        say(command)
    if run.host == "classroom50":  # which shows the release's body as the step's summary
        replace_file(run.root / "result.json", classroom50_result(report, run.environment).encode())
        replace_file(run.root / "release-body.md", markdown_summary(report).encode())
        return
    _append(run, "GITHUB_STEP_SUMMARY", markdown_summary(report))
    _append(run, "GITHUB_OUTPUT", f"result={reporter_result(report)}\n")


def _append(run: Run, variable: str, text: str) -> None:
    """Append to the file that the host names in a variable; hosts without it do not ask for it."""
    if path := run.environment.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
