import math

import pytest

from grader.report import formats


@pytest.mark.parametrize(
    ("value", "text"), [(2, "2"), (1.5, "1.5"), (2 / 3, "0.67"), (100, "100"), (0, "0"), (-0.001, "0")]
)
def test_points_have_no_needless_digits(value: float, text: str) -> None:
    assert formats.points(value) == text


def test_percent_of_nothing_is_empty() -> None:
    assert formats.percent(1, 3) == "33 %"
    assert formats.percent(1, 0) == ""


@pytest.mark.parametrize(("value", "text"), [(0.0081, "8 ms"), (1.239, "1.24 s"), (59, "59 s"), (125.4, "2 min 05 s")])
def test_durations_have_a_fitting_unit(value: float, text: str) -> None:
    assert formats.seconds(value) == text


@pytest.mark.parametrize(
    ("expected", "got", "texts"),
    [
        (1.0, 2.0, ("1", "2")),
        (0.1234567, 0.1234568, ("0.1234567", "0.1234568")),
        (1.0, 1.0, ("1", "1")),
        (1.0, None, ("1", "")),
        (math.inf, math.nan, ("inf", "nan")),
    ],
)
def test_a_pair_has_digits_enough_to_differ(expected: float, got: float | None, texts: tuple[str, str]) -> None:
    assert formats.pair(expected, got) == texts


def test_moments_are_shown_in_utc() -> None:
    assert formats.moment("2026-03-14T10:26:53+01:00") == "2026-03-14 09:26 UTC"
    assert formats.moment("yesterday") == "yesterday"
