"""What of a failed check's comparisons a page tells, and in which form: a row, a table of parts, or a chart."""

from collections.abc import Iterable
from typing import NamedTuple

from grader.model import CheckResult, Difference, ErrorMap, Expectation, Series
from grader.report.formats import number
from grader.report.look import Texts


class Row(NamedTuple):
    """One line of the table of differences."""

    label: str
    difference: Difference
    message: str
    """What the difference says, without the label in front."""


def rows(failing: Iterable[Expectation]) -> tuple[Row, ...]:
    """The differences of comparisons that failed, without those that the table of parts shows."""
    return tuple(
        Row(expectation.label, difference, difference.message.removeprefix(f"{expectation.label}: "))
        for expectation in failing
        for difference in expectation.differences
        if not expectation.parts or difference.total > 1
    )


def numeric(found: Iterable[Row]) -> bool:
    """Whether some row has numbers to set side by side."""
    return any(row.difference.worst_expected is not None for row in found)


def single(expectation: Expectation) -> bool:
    """Whether the row of its difference already shows all of both values: one number each."""
    return any(one.total == 1 and not one.path and one.worst_got is not None for one in expectation.differences)


def told(check: CheckResult) -> bool:
    """Whether the comparisons say what the check's message says, and more."""
    return any(not expectation.passed and expectation.differences for expectation in check.expectations)


def picture(expectation: Expectation) -> ErrorMap | Series | None:
    """What to draw of a comparison: its steps, else where its first tensor is wrong, else numbers of both sides."""
    maps = (difference.map for difference in expectation.differences)
    pairs = (difference.series for difference in expectation.differences)
    return expectation.series or next(filter(None, maps), None) or next(filter(None, pairs), None)


def caption(expectation: Expectation, texts: Texts) -> str:
    """The line under a comparison's chart."""
    found, label = picture(expectation), expectation.label
    if isinstance(found, ErrorMap):
        axis, other = found.axes
        where = texts("chart.map_caption", label=label, axis=axis, other=other, worst=number(found.worst))
        return f"{where} {texts('chart.map_strange')}" if "x" in "".join(found.rows) else where
    return texts(f"chart.{found.along}_caption", label=label, place=found.place) if found else ""
