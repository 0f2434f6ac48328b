"""Grading a homework's samples through the real command, and comparing with `submissions/<homework>/expected.toml`.

The file has a table for each sample: `points`, and for each check that is not simply passed a table with `verdict`,
`points` (0 by default) and `diagnosis` (none by default). A name with a `*` stands for all checks that it fits.
"""

import fcntl
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from grader.model import CheckResult, GradeReport, Verdict
from tests.cli.command import ROOT, grade_py

_REPORTS = TypeAdapter(dict[str, GradeReport])


@dataclass(frozen=True)
class Outcome:
    """What one check must come to."""

    verdict: Verdict = Verdict.PASSED
    points: float = 0.0
    diagnosis: str = ""


@dataclass(frozen=True)
class Sample:
    """What one sample must get."""

    points: float
    checks: dict[str, Outcome] = field(default_factory=dict)

    def outcome(self, check: str) -> Outcome | None:
        """What a check must come to; None for one that is passed."""
        return next((outcome for name, outcome in self.checks.items() if fnmatchcase(check, name)), None)


def expected(homework: str) -> dict[str, Sample]:
    """The samples of a homework by name."""
    tables = tomllib.loads((_folder(homework) / "expected.toml").read_text(encoding="utf-8"))
    return {name: _sample(table) for name, table in tables.items()}


def _sample(table: dict[str, object]) -> Sample:
    outcomes = {name: value for name, value in table.items() if isinstance(value, dict)}
    return Sample(
        float(str(table["points"])),
        {
            name: Outcome(Verdict(value["verdict"]), value.get("points", 0.0), value.get("diagnosis", ""))
            for name, value in outcomes.items()
        },
    )


def gather(homework: str, names: Collection[str], into: Path) -> None:
    """Copy some samples, be they files or folders, into a folder."""
    for path in _folder(homework).iterdir():
        if path.name in names:
            shutil.copytree(path, into / path.name)
        elif path.stem in names:
            shutil.copy(path, into)


def graded(homework: str, out: Path, *options: str, submissions: Path | None = None) -> dict[str, GradeReport]:
    """The reports of all samples, or of other submissions, by student; made by the command as an instructor runs it."""
    words = (
        "--json",
        "--out",
        str(out),
        "--no-record",
        *options,
    )  # an earlier run's results must not stand for this one's
    done = grade_py(ROOT, "grade", homework, submissions or _folder(homework), *words, minutes=10)
    assert done.code == 0, f"exit {done.code}\n{done.err[-4000:]}\n{done.out[-2000:]}"
    reports = [GradeReport.model_validate(report) for report in json.loads(done.out)["reports"]]
    return {report.submission.student: report for report in reports}


def shared(
    temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], dict[str, GradeReport]]
) -> dict[str, GradeReport]:
    """What is made for this name, in a folder, by the first of a run's processes that asks; the others wait for it."""
    own = temporary.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    kept = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(_REPORTS.dump_json(make(temporary.mktemp("reports"))))
    return _REPORTS.validate_json(kept.read_bytes())


def differences(report: GradeReport, sample: Sample) -> list[str]:
    """A line for everything in which a report differs from what its sample must get."""
    unknown = [name for name in sample.checks if not any(fnmatchcase(check.id, name) for check in report.checks)]
    found = [f"{name} is expected, but there is no such check" for name in sorted(unknown)]
    if abs(report.points - sample.points) > 1e-6:
        found.append(f"{report.points:g} points in all, expected {sample.points:g}")
    return found + [line for check in report.checks for line in _check(check, sample.outcome(check.id))]


def _check(check: CheckResult, wanted: Outcome | None) -> Iterator[str]:
    wanted = wanted or Outcome(points=check.max_points)
    # A check that passed may name a mistake which another one has taken the points for.
    named = check.diagnosis.name if check.diagnosis and check.verdict is not Verdict.PASSED else ""
    because = f" ({check.message})" if check.message else ""
    if check.verdict is not wanted.verdict:
        yield f"{check.id} {check.verdict}, expected {wanted.verdict}{because}"
    if abs(check.points - wanted.points) > 1e-6:
        yield f"{check.id} has {check.points:g} points, expected {wanted.points:g}{because}"
    if named != wanted.diagnosis:
        yield f"{check.id} is diagnosed as {named!r}, expected {wanted.diagnosis!r}{because}"


def _folder(homework: str) -> Path:
    return ROOT / "submissions" / homework
