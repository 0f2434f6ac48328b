"""Reports on disk: what a student gets, what the class gets, and reading a stored report back."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from grader.model import SCHEMA_VERSION, GradeReport
from grader.report.attachments import file_name
from grader.report.classroom import render_class
from grader.report.errors import ReportError
from grader.report.look import PLAIN, Look
from grader.report.redaction import is_redacted
from grader.report.replace import replace_file, replace_folder, sweep
from grader.report.spreadsheet import grades_csv
from grader.report.student import render_student

_PAIRS = TypeAdapter(list[tuple[str, str]])
_FAILURES = "failures.json"
"""Whom there is no report of, as pairs of student and reason, so that the overview can be written again."""


def write_student(
    report: GradeReport,
    folder: Path,
    *,
    attachments: Mapping[str, bytes] | None = None,
    private: bool = False,
    look: Look = PLAIN,
) -> None:
    """Replace `folder` by one that holds `report.html`, `report.json` and the attachments under `files/`.

    `attachments` maps paths inside the hand-in to contents. Raises ReportError when the disk refuses, leaving the old
    folder as it was, and when a hidden check is not redacted, unless the folder is `private` to the instructor.
    """
    _demand_redacted(report, private)
    files = {
        "report.html": render_student(report, private=private, look=look).encode(),
        "report.json": report.model_dump_json(indent=1).encode(),
    }
    kept = {f"files/{file_name(path)}": content for path, content in (attachments or {}).items()}
    replace_folder(folder, files | kept)


def write_class(
    reports: Sequence[GradeReport],
    folder: Path,
    *,
    title: str = "",
    failures: Sequence[tuple[str, str]] = (),
    private: bool = False,
    look: Look = PLAIN,
) -> None:
    """Write `index.html` and `grades.csv` of a class into `folder`, where the students' folders lie by slug.

    Failures, once there are any, are kept in `failures.json` for the next time the page is written.

    `title` defaults to the assignment's. Raises ReportError as `write_student` does. To be called when the students are
    written: it also removes what a killed run left half written.
    """
    for report in reports:
        _demand_redacted(report, private)
    heading = title or next((report.title for report in reports), "No hand-ins")
    page, table = render_class(reports, title=heading, failures=failures, look=look), grades_csv(reports)
    sweep(folder)
    replace_file(folder / "index.html", page.encode())
    replace_file(folder / "grades.csv", table.encode())
    _keep_failures(folder / _FAILURES, failures)


def read_failures(folder: Path) -> list[tuple[str, str]]:
    """The hand-ins of which the class in `folder` has no report: student and reason. Raises ReportError if damaged."""
    path = folder / _FAILURES
    try:
        return _PAIRS.validate_json(path.read_bytes()) if path.exists() else []
    except (OSError, ValidationError) as error:
        raise ReportError(f"{path} is damaged: expected pairs of student and reason. Grade again.") from error


def _keep_failures(path: Path, failures: Sequence[tuple[str, str]]) -> None:
    if failures or path.exists():
        replace_file(path, json.dumps(failures, indent=1).encode())


def replace_page(report: GradeReport, folder: Path, *, look: Look = PLAIN) -> None:
    """Render `report.html` anew in a folder that `write_student` wrote; all else in it stays."""
    _demand_redacted(report, private=False)
    replace_file(folder / "report.html", render_student(report, look=look).encode())


def kept_attachments(report: GradeReport, folder: Path) -> dict[str, bytes]:
    """The attachments that `write_student` kept in a folder, by their paths inside the hand-in."""
    places = {path: folder / "files" / file_name(path) for path in report.submission.attachments}
    return {path: place.read_bytes() for path, place in places.items() if place.is_file()}


def read_report(path: Path) -> GradeReport:
    """The report stored in a `report.json`. Raises ReportError when it is missing, damaged or of another version."""
    try:
        text = path.read_text(encoding="utf-8")
        _demand_version(path, json.loads(text))
        return GradeReport.model_validate_json(text)
    except OSError as error:
        raise ReportError(f"Cannot read {path}: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReportError(f"{path} is damaged at {where}: {first['msg']}. Grade the submission again.") from error
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path} is not a report: it does not hold JSON. Give a report.json.") from error


def _demand_version(path: Path, content: object) -> None:
    version = content.get("schema_version") if isinstance(content, dict) else None
    if not isinstance(version, int):
        raise ReportError(f"{path} is not a report: it has no schema_version. Give a report.json.")
    if version != SCHEMA_VERSION:
        newer = version > SCHEMA_VERSION
        advice = "Use the grader that wrote it, or a newer one" if newer else "Grade the submission again"
        raise ReportError(f"{path} has schema version {version}; this grader reads {SCHEMA_VERSION}. {advice}.")


def _demand_redacted(report: GradeReport, private: bool) -> None:
    if not private and not is_redacted(report):
        student = report.submission.slug
        raise ReportError(
            f"The report of {student} still holds what hidden checks saw. Pass redact(report), "
            "or private=True for a folder that no student can read."
        )
