"""Reports as the learning platforms take them back: one archive in which each page finds its student by its name.

Canvas matches a file by the ids that it wrote into the name of the download ("Upload submissions as comments"), Moodle
by the name of the folder ("Upload multiple feedback files in a zip"). So a page goes back under the name that the
hand-in came with.
"""

import io
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.intake import Download, download
from grader.model import GradeReport, SubmissionInfo

PAGE = "report.html"
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The same archive for the same reports."""


@dataclass(frozen=True)
class Packed:
    """An archive of feedback, and who is not in it."""

    archive: bytes
    count: int
    left_out: tuple[tuple[str, str], ...]
    """Student, and why in a few words."""


def pack(reports: Mapping[Path, GradeReport], form: str, withheld: Collection[str] = ()) -> Packed:
    """The pages of these folders as the platform takes them: `form` is one of FORMS.

    Left out are those whom the instructor withholds, by name or folder, those in whose report the grader failed, and
    those whose hand-in does not carry the platform's name.
    """
    pages: dict[str, bytes] = {}
    left_out: list[tuple[str, str]] = []
    for folder, report in reports.items():
        reason = _kept_back(report, withheld) or ("" if FORMS[form](report.submission) else f"not a download of {form}")
        if reason:
            left_out.append((report.submission.student, reason))
        else:
            pages[FORMS[form](report.submission)] = (folder / PAGE).read_bytes()
    return Packed(_zip(pages), len(pages), tuple(left_out))


def _kept_back(report: GradeReport, withheld: Collection[str]) -> str:
    if {report.submission.student, report.submission.slug} & set(withheld):
        return "withheld"
    return "the grader failed in it" if report.grader_failed else ""


def _canvas(info: SubmissionInfo) -> str:
    """`name_LATE_123_456_report.html`; Canvas's own ids decide. Empty for a hand-in that is no download of Canvas."""
    found = _downloaded(info, "canvas")
    return f"{info.source.removesuffix(found.file)}{PAGE}" if found else ""


def _moodle(info: SubmissionInfo) -> str:
    """`Name_123_assignsubmission_file_/report.html`. Empty for a hand-in that is no download of Moodle."""
    found = _downloaded(info, "moodle")
    return f"{found.student}_{found.number}_assignsubmission_file_/{PAGE}" if found else ""


def _files(info: SubmissionInfo) -> str:
    """`folder.html`, for whatever else sends files to students."""
    return f"{info.slug}.html"


FORMS: Mapping[str, Callable[[SubmissionInfo], str]] = {"canvas": _canvas, "moodle": _moodle, "files": _files}
"""The name of a student's page in the archive, by platform; empty where the platform could not tell whose it is."""


def _downloaded(info: SubmissionInfo, platform: str) -> Download | None:
    found = download(info.source)
    return found if found and found.platform == platform else None


def _zip(pages: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(pages):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), pages[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
