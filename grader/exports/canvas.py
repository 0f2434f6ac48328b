"""Canvas's gradebook: the table that it exports, with one column filled in."""

import re
from collections.abc import Iterable
from pathlib import Path

from grader.exports.roster import Grade, Matched, RosterError, as_csv, match, number, read_table

_IDENTIFY = ("ID", "SIS User ID", "SIS Login ID", "Student")
_KEPT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POSSIBLE = "Points Possible"


def canvas_gradebook(grades: Iterable[Grade], roster: Path, title: str, max_points: float) -> Matched:
    """Fill in Canvas's own export. A column `title` or `title (number)` is used; else a new assignment is made."""
    columns, rows = read_table(roster, "Student", "ID")
    column = _column(columns, title)
    students = [row for row in rows if not row["Student"].strip().startswith(_POSSIBLE)]
    students = [row for row in students if row["Student"].strip() != "Student, Test"]
    found, unknown = match(grades, students, [name for name in _IDENTIFY if name in columns])
    kept = [name for name in _KEPT if name in columns]
    filled = [
        {**row, column: number(found[index].points) if index in found else row.get(column, "")}
        for index, row in enumerate(students)
    ]
    possible = {"Student": f"    {_POSSIBLE}", column: number(max_points)}
    without = [row["Student"] for index, row in enumerate(students) if index not in found]
    return Matched(as_csv([*kept, column], [possible, *filled]), tuple(unknown), tuple(without))


def _column(columns: list[str], title: str) -> str:
    """The header of the assignment's column, with Canvas's number where it has one."""
    numbered = re.compile(rf"{re.escape(title)} \(\d+\)")
    fitting = [name for name in columns if name == title or numbered.fullmatch(name)]
    if len(fitting) > 1:
        raise RosterError(f"several columns are called {title!r}: {', '.join(fitting)}; name one of them in full")
    return fitting[0] if fitting else title
