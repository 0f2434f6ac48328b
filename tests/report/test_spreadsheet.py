import csv
import io

import pytest

from grader.report import grades_csv
from tests.report.factory import crashed, empty, perfect, report, wrong


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_the_whole_table() -> None:
    assert rows(grades_csv([wrong(), perfect(), crashed(), empty()])) == [
        ["student", "points", "max_points", "undecided", "percent", "question 1.1", "question 1.2", "question 1.4",
         "question 1.5", "question 2.1", "status", "problem", "late"],
        ["Ada Lovelace", "9", "11", "3", "81.8", "5", "3", "0", "0", "1", "needs review", "", "no"],
        ["Blaise Pascal", "7.5", "13", "0", "57.7", "2.5", "3", "2", "", "0", "graded", "", "yes"],
        ["Carl Gauss", "0", "10", "1", "0.0", "0", "", "0", "", "", "grader error", "", "no"],
        ["Emmy Noether", "0", "3", "0", "0.0", "0", "", "", "", "", "nothing ran", "The notebook has no code cells.",
         "no"],
    ]  # fmt: skip


def test_lines_end_as_rfc_4180_says() -> None:
    text = grades_csv([perfect()])
    assert text.count("\r\n") == text.count("\n") == 2


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\t=1", "'␉=1"),
        ("\r=1", "'␍=1"),
        ('a,"b"\nc', 'a,"b"␊c'),
        ("\u202eevil", "⟦U+202E⟧evil"),
        ("O'Hara-Smith", "O'Hara-Smith"),
    ],
)
def test_names_cannot_compute_break_lines_or_turn_around(name: str, cell: str) -> None:
    header, row = rows(grades_csv([report(name)]))
    assert row[0] == cell
    assert len(row) == len(header)


def test_an_empty_class_is_a_header() -> None:
    assert len(rows(grades_csv([]))) == 1
