"""Matching graded students to the rows of a learning platform's own table."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model import WrongUse

Row = dict[str, str]


class RosterError(WrongUse):
    """The table is not what it must be. The message is one line for the instructor."""


@dataclass(frozen=True)
class Grade:
    """What a student gets."""

    student: str
    """The id under which the work was graded."""
    points: float
    max_points: float
    lost_late: float = 0.0
    """Points lost for lateness; they are not in `points`."""
    undecided: float = 0.0
    """Points that a person still has to decide."""


@dataclass(frozen=True)
class Matched:
    """A filled-in table, and what did not fit."""

    text: str
    """The CSV to upload."""
    unknown: tuple[str, ...] = ()
    """Graded students that the table does not have, or has twice."""
    without: tuple[str, ...] = ()
    """Rows of the table without a grade: their cells are left as they were."""


def read_table(path: Path, *needed: str) -> tuple[list[str], list[Row]]:
    """Columns and rows of a CSV file. Raises `RosterError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = list(reader.fieldnames or [])
            rows = [{key: value or "" for key, value in row.items() if key} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RosterError(f"{path} cannot be read: {error}") from None
    missing = [name for name in needed if name not in columns]
    if missing:
        raise RosterError(f"{path} has no column {', '.join(missing)}; it has {', '.join(columns) or 'none'}")
    return columns, rows


def match(grades: Iterable[Grade], rows: Sequence[Row], identify: Sequence[str]) -> tuple[dict[int, Grade], list[str]]:
    """The grade of each row by its number, and the students that fit no row or several.

    `identify`: columns that tell who a row is, the surest first. Capitals, accents and the order of names do not count.
    """
    found: dict[int, Grade] = {}
    unknown = []
    for grade in grades:
        number = next(filter(lambda each: each is not None, (_row(grade, rows, name) for name in identify)), None)
        if number is None or number in found:
            unknown.append(grade.student)
        else:
            found[number] = grade
    return found, unknown


def _row(grade: Grade, rows: Sequence[Row], column: str) -> int | None:
    """The only row whose cell in a column names the student."""
    wanted = set(_keys(grade.student))
    fitting = [number for number, row in enumerate(rows) if wanted & set(_keys(row.get(column, "")))]
    return fitting[0] if len(fitting) == 1 else None


def _keys(text: str) -> Iterator[tuple[str, ...]]:
    """Forms under which a person may be known: words in any order, run together, the name of a mail address."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"\w+", "".join(each for each in plain if not unicodedata.combining(each)).replace("_", " "))
    if not words:
        return
    yield tuple(sorted(words))
    yield ("".join(words),)
    yield from ((word,) for word in words if word.isdigit() and len(word) > 2)
    if "@" in text:
        yield from _keys(text.partition("@")[0])


def number(points: float) -> str:
    """Points as platforms read them: a decimal point, at most four places."""
    return f"{round(points, 4):g}" if abs(points) < 1e5 else f"{points:.2f}"


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV (RFC 4180)."""
    lines = _Lines()
    writer = csv.DictWriter(lines, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "".join(lines.written)


class _Lines:
    """Takes what a CSV writer writes."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> int:
        """Take a line."""
        self.written.append(text)
        return len(text)
