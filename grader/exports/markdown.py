"""A report as Markdown: for a step summary, a merge request, a release."""

import re

from grader.exports.wording import clean, marks, title, why
from grader.model import GradeReport, Verdict
from grader.report import counted, formats
from grader.report.words import SYMBOL

_MOST_BYTES = 900_000
"""GitHub drops a step's summary of more than 1 MiB."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~@$&-])")


def markdown_summary(report: GradeReport) -> str:
    """Marks, a table of checks, and why each is not passed. Nothing of a submission is taken for markup."""
    head = [
        f"## {_escaped(report.title)}: {formats.points(report.points)} of {formats.points(report.max_points)} points",
        "",
    ]
    if report.problem:
        head += [f"**{_escaped(report.problem)}**", ""]
    table = ["| | Check | Points |", "| --- | --- | --- |"]
    table += [f"| {SYMBOL[check.verdict]} | {_escaped(title(check))} | {marks(check)} |" for check in report.checks]
    wrong = [check for check in counted(report) if check.verdict is not Verdict.PASSED]
    details = [f"\n### {_escaped(title(check))}\n\n{_quoted(why(check))}" for check in wrong]
    text = "\n".join([*head, *table, *details]) + "\n"
    return text.encode()[:_MOST_BYTES].decode(errors="ignore")


def _quoted(text: str) -> str:
    return "\n".join(f"> {_escaped(line)}" for line in text.splitlines())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", clean(text).replace("\n", " "))
