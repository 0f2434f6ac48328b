"""The table that `nbgrader export` writes."""

from collections.abc import Iterable
from pathlib import Path

from grader.exports.roster import Grade, Matched, Row, as_csv, match, number, read_table
from grader.report import safe_cell

_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
_IDENTIFY = ("id", "email")


def nbgrader_grades(grades: Iterable[Grade], roster: Path | None, assignment: str) -> Matched:
    """A row for each student; names and addresses come from a table with `id`, `first_name`, `last_name`, `email`."""
    _, students = read_table(roster, "id") if roster else ([], [])
    listed = list(grades)
    found, unknown = match(listed, students, _IDENTIFY)
    known = {grade.student: students[index] for index, grade in found.items()}
    rows = [_row(grade, known.get(grade.student, {}), assignment) for grade in listed]
    without = [row["id"] for index, row in enumerate(students) if index not in found]
    return Matched(as_csv(_COLUMNS, rows), tuple(unknown) if roster else (), tuple(without))


def _row(grade: Grade, student: Row, assignment: str) -> Row:
    return {
        "assignment": assignment,
        "student_id": safe_cell(student.get("id") or grade.student),
        **{name: safe_cell(student.get(name, "")) for name in ("last_name", "first_name", "email")},
        "raw_score": number(grade.points + grade.lost_late),
        "late_submission_penalty": number(grade.lost_late),
        "score": number(grade.points),
        "max_score": number(grade.max_points),
    }
