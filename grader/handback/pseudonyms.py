"""Reports that leave the course: names give way to numbers drawn by lot.

The numbers tell nothing of the names, not even their order, and cannot be computed from them; the key is a file that
stays with the instructor's own reports. What students wrote of themselves in code, output and answers is only found
where it is their name or their hand-in's name as the grader knows it.
"""

import csv
import io
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, Literal, get_origin

from pydantic import BaseModel

from grader.model import GradeReport
from grader.report import ReportError, replace_file

KEY = "pseudonyms.csv"
_KEPT = {"image_png"}
_SHORTEST = 4
"""Characters of a name that is looked for in texts; a shorter one would be found in other words."""


def disguise(reports: Sequence[GradeReport], folder: Path) -> list[GradeReport]:
    """The reports under pseudonyms, in the order of these. The key is kept in `folder` and used again the next time."""
    key = _key(folder / KEY, sorted(report.submission.slug for report in reports))
    hidden = [_hide(report, key[report.submission.slug]) for report in reports]
    return sorted(hidden, key=lambda report: report.submission.slug)


def _key(path: Path, slugs: Iterable[str]) -> Mapping[str, str]:
    """A pseudonym for each folder name; new ones get numbers that are still free."""
    known = _read(path) if path.exists() else {}
    new = [slug for slug in slugs if slug not in known]
    if new:
        free = [f"student-{number:04d}" for number in range(1, len(known) + len(new) + 1)]
        left = sorted(set(free) - set(known.values()))
        random.SystemRandom().shuffle(left)
        known |= dict(zip(new, left, strict=False))
        replace_file(path, _table(known).encode())
    return known


def _read(path: Path) -> dict[str, str]:
    try:
        return dict(list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))[1:])
    except ValueError as error:
        raise ReportError(f"{path} is damaged: each line holds a folder's name and its pseudonym.") from error


def _table(key: Mapping[str, str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("folder", "pseudonym"), *key.items()])
    return buffer.getvalue()


def _hide(report: GradeReport, pseudonym: str) -> GradeReport:
    """The report with the name, wherever it stands, gone; files that came with it and their digest are left out."""
    info = report.submission
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, _names(report)))})(?![^\W_])", re.IGNORECASE)
    named: GradeReport = _replaced(report, lambda text: pattern.sub(pseudonym, text))
    suffix = PurePath(info.source).suffix
    hidden = info.model_copy(
        update={
            "student": pseudonym, "slug": pseudonym, "source": f"{pseudonym}{suffix}", "main": f"hand-in{suffix}",
            "files": (), "attachments": (), "digest": "",
        }
    )  # fmt: skip
    return named.model_copy(update={"submission": hidden})


def _names(report: GradeReport) -> list[str]:
    """What may stand for the student in a text, the longest first."""
    info = report.submission
    words = re.split(r"[\s_,.-]+", info.student)
    known = {info.student, info.slug, info.source, PurePath(info.source).stem, "".join(words)}
    known |= {" ".join(words), " ".join(reversed(words)), ", ".join(reversed(words))}
    return sorted((name for name in known if len(name) >= _SHORTEST), key=len, reverse=True) or [info.source]


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every free text in it changed; words of the format, such as a verdict, and pictures stay."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        free = [name for name, field in fields if get_origin(field.annotation) is not Literal and name not in _KEPT]
        return value.model_copy(update={name: _replaced(getattr(value, name), change) for name in free})
    if isinstance(value, tuple):
        return tuple(_replaced(item, change) for item in value)
    if isinstance(value, dict):
        return {change(key): _replaced(item, change) for key, item in value.items()}
    return change(value) if type(value) is str else value
