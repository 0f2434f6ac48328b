"""How points, times and values are written. One place, so that every renderer agrees."""

from datetime import UTC, datetime


def points(value: float) -> str:
    """Points with at most two decimals: `2`, `1.5`, `0.67`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(part: float, whole: float) -> str:
    """A share such as `63 %`; empty when there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole > 0 else ""


def seconds(value: float) -> str:
    """A duration such as `8 ms`, `1.24 s`, `2 min 05 s`."""
    if value < 1:
        return f"{1000 * value:.0f} ms"
    if value < 60:
        return f"{value:.3g} s"
    return f"{int(value) // 60} min {int(value) % 60:02d} s"


def number(value: float | None) -> str:
    """A value of a tensor to six digits; empty for None."""
    return "" if value is None else f"{value:.6g}"


def pair(expected: float | None, got: float | None) -> tuple[str, str]:
    """Two values with as many digits, from six on, as it takes to tell them apart."""
    if expected is None or got is None or expected == got:
        return number(expected), number(got)
    texts = ((f"{expected:.{digits}g}", f"{got:.{digits}g}") for digits in range(6, 18))
    return next((both for both in texts if both[0] != both[1]), (number(expected), number(got)))


def moment(iso: str) -> str:
    """An ISO 8601 time in UTC, to the minute; the text itself when it is no time."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return iso
