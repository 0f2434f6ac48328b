"""Moodle's offline grading worksheet, filled in."""

from collections.abc import Iterable
from pathlib import Path

from grader.exports.roster import Grade, Matched, RosterError, as_csv, match, number, read_table

_IDENTIFY = ("Identifier", "ID number", "Username", "Email address", "Full name")
_GRADE, _MOST, _CHANGEABLE = "Grade", "Maximum Grade", "Grade can be changed"


def moodle_worksheet(grades: Iterable[Grade], roster: Path, max_points: float) -> Matched:
    """Fill in the worksheet. Points are scaled where Moodle's maximum is another; locked grades are left alone."""
    columns, rows = read_table(roster, _GRADE)
    identify = [name for name in _IDENTIFY if name in columns]
    if not identify:
        raise RosterError(f"{roster} tells nobody apart: one of these columns is needed: {', '.join(_IDENTIFY)}")
    found, unknown = match(grades, rows, identify)
    for index, grade in found.items():
        row = rows[index]
        if row.get(_CHANGEABLE, "Yes").strip().casefold() != "no":
            row[_GRADE] = number(grade.points * _scale(row.get(_MOST, ""), max_points))
    without = [row[identify[-1]] for index, row in enumerate(rows) if index not in found]
    return Matched(as_csv(columns, rows), tuple(unknown), tuple(without))


def _scale(most: str, max_points: float) -> float:
    try:
        return float(most.replace(",", ".")) / max_points if most.strip() and max_points else 1.0
    except ValueError:
        return 1.0
