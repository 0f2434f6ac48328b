"""A class's pages and tables are made from brief reports."""

from collections.abc import Callable

import pytest

from grader.model import GradeReport
from grader.report import brief, grades_csv, is_redacted, redact, render_class, summary_table
from tests.report.factory import crashed, empty, hostile, perfect, pictured, wrong

CLASS = [redact(one) for one in (perfect(), wrong(), pictured(), crashed(), empty(), hostile())]


@pytest.mark.parametrize("shown", [lambda reports: render_class(reports, title="Lab"), grades_csv])
def test_the_class_looks_the_same(shown: Callable[[list[GradeReport]], str]) -> None:
    assert shown([brief(one) for one in CLASS]) == shown(CLASS)


def test_the_table_on_the_terminal_is_the_same() -> None:
    tables = [summary_table(reports, 100) for reports in (CLASS, [brief(one) for one in CLASS])]
    assert [list(column.cells) for column in tables[0].columns] == [list(column.cells) for column in tables[1].columns]


def test_cells_calls_and_values_are_gone() -> None:
    whole, left = redact(wrong()), brief(redact(wrong()))
    assert whole.cells
    assert any(check.calls for check in whole.checks)
    assert left.cells == ()
    assert not any(check.calls for check in left.checks)
    assert not any(one.passed or one.got or one.expected for check in left.checks for one in check.expectations)


def test_a_redacted_report_stays_so() -> None:
    assert all(is_redacted(brief(one)) for one in CLASS)
