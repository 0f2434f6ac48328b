"""GitHub Actions' workflow commands: annotations, and a fence around text that must not be taken for commands.

A log line that begins with `::` or holds `##[` is a command to the runner. Whatever comes of a submission is printed
between `stop-commands` and a token that it cannot know, and is disarmed as well.
"""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from grader.exports.places import Place, place_of
from grader.exports.wording import UNDECIDED, title, why
from grader.model import CheckResult, GradeReport, Verdict
from grader.report import counted

_MOST = 10
"""GitHub shows no more of a kind for each step."""
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def annotations(report: GradeReport, root: Path, handin: Path) -> Iterator[str]:
    """A command for each check that is not passed, the most points first; files are named as seen from `root`."""
    wrong = [check for check in counted(report) if check.verdict is not Verdict.PASSED]
    left = dict.fromkeys(("error", "warning", "notice"), _MOST)
    for check in sorted(wrong, key=lambda each: each.points - each.max_points):
        level = _level(check)
        if left[level]:
            left[level] -= 1
            yield _command(level, place_of(report, check, root, handin), check)


def fenced(text: str) -> str:
    """Text that the runner takes for nothing but text."""
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}\n{disarmed(text)}\n::{token}::"


def disarmed(text: str) -> str:
    """Text without anything that could be a command."""
    return _COMMAND.sub(r"\1: ", text.replace("\r", "\n")).replace("##[", "## [")


def _level(check: CheckResult) -> str:
    if check.verdict in UNDECIDED:
        return "notice"
    return "warning" if check.verdict is Verdict.PARTIAL else "error"


def _command(level: str, place: Place, check: CheckResult) -> str:
    cell = f" (cell {place.cell})" if place.cell is not None else ""
    properties = {"file": place.file, "line": str(place.line), "title": f"{check.question} {check.verdict.label}{cell}"}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = disarmed("\n".join([title(check), why(check)]))
    return f"::{level} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
