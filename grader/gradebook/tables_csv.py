"""Tables that people fill in with a spreadsheet: marks to give, rosters, times of handing in."""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.gradebook.book import Gradebook
from grader.gradebook.errors import BookError
from grader.gradebook.standing import basis_of
from grader.gradebook.wish import Wish, targets, to_mark

MARK_COLUMNS = ("student", "target", "max_points", "points", "reason", "answer")
_ANSWER_CHARACTERS = 2000
_MOST_HOURS = 24 * 366


def marks_to_give(book: Gradebook, assignment: str) -> Iterator[dict[str, str]]:
    """A row for each answer that a person has to mark, with the points that it has been given so far."""
    decisions = book.decisions(assignment)
    for student, attempts in book.attempts(assignment).items():
        report = attempts[-1].report
        answers = {question.id: question.answer for question in report.questions if question.written}
        sentences = {check.id: check.sentence for check in report.checks}
        given = {(one.target, one.basis): one for one in decisions.get(student, ()) if one.kind == "mark"}
        for target in to_mark(report):
            mark = given.get((target, basis_of(report, target)))
            yield {
                "student": student,
                "target": target,
                "max_points": f"{targets(report)[target]:g}",
                "points": f"{mark.points:g}" if mark and mark.points is not None else "",
                "reason": mark.reason if mark else "",
                "answer": (answers.get(target) or sentences.get(target, ""))[:_ANSWER_CHARACTERS],
            }


def read_marks(book: Gradebook, assignment: str, path: Path) -> list[Wish]:
    """The marks of a filled-in table that say something new. Raises `BookError` naming every row that is wrong."""
    before = {(row["student"], row["target"]): row for row in marks_to_give(book, assignment)}
    wishes, faults = [], []
    for line, row in _rows(path, ("student", "target", "points")):
        known = before.get((row["student"], row["target"]))
        points, reason = _number(row["points"]), row.get("reason", "")
        if known is None:
            faults.append(f"line {line}: nothing to mark for {row['student']!r}, {row['target']!r}")
        elif row["points"] and points is None:
            faults.append(f"line {line}: {row['points']!r} is no number of points")
        elif (points, reason) != (_number(known["points"]), known["reason"]):
            wishes.append(Wish(row["student"], "mark", row["target"], points, reason))
    if faults:
        raise BookError(f"{path}: {'; '.join(faults)}; nothing was written")
    return wishes


def read_roster(path: Path) -> list[dict[str, Any]]:
    """Students from a table with the column `student`, and `name`, `team`, `extra_hours` where there are any."""
    students = []
    for line, row in _rows(path, ("student",)):
        hours = _number(row.get("extra_hours") or "0")
        if hours is None or abs(hours) > _MOST_HOURS:
            raise BookError(f"{path}, line {line}: {row['extra_hours']!r} is no number of hours")
        student: dict[str, Any] = {key: row[key] for key in ("student", "name", "team") if key in row}
        students.append(student | ({"extra_hours": hours} if "extra_hours" in row else {}))
    return students


def read_times(path: Path) -> dict[str, datetime]:
    """Times of handing in, from a table with the columns `student` and `submitted_at` (ISO 8601 with its time zone)."""
    times = {}
    for line, row in _rows(path, ("student", "submitted_at")):
        text = row["submitted_at"]
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise BookError(f"{path}, line {line}: {text!r} is no time like 2026-11-20T17:00+01:00") from None
        if moment.tzinfo is None:
            raise BookError(f"{path}, line {line}: {text!r} does not say its time zone, such as +01:00")
        times[row["student"]] = moment
    return times


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]], safe: Any) -> None:
    """Write rows as CSV that a spreadsheet opens safely; `safe` makes a cell of a text of unknown origin."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows({key: safe(value) for key, value in row.items()} for row in rows)


def _rows(path: Path, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line numbers, cells stripped. Raises `BookError` for what is no such table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                named = ", ".join(reader.fieldnames or ()) or "nothing"
                raise BookError(f"{path} has no column {missing[0]!r}; its first line names: {named}")
            for row in reader:
                yield reader.line_num, {key: _plain(value or "") for key, value in row.items() if key}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BookError(f"{path} cannot be read: {error}") from None


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from computing it."""
    return re.sub(r"^'(?=\s*[=+\-@＝＋－＠])", "", cell.strip())


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
