"""Charts of a class."""

import math
from collections.abc import Sequence

from grader.report.charts.drawing import Chart, chart_of, draw, styled
from grader.report.formats import points
from grader.report.look import Texts

_WIDTHS = (0.25, 0.5, 1, 2, 5, 10, 20, 25, 50)
_MOST_BARS = 12


def draw_distribution(marks: Sequence[float], most: float, texts: Texts) -> Chart:
    """How many students have how many of the `most` points, in bars of a round width; more counts into the last."""
    import altair as alt  # noqa: PLC0415  (a second to import: only for who draws)

    width = next((each for each in _WIDTHS if most / each <= _MOST_BARS), most / _MOST_BARS)
    counts = [0] * math.ceil(most / width)
    for mark in marks:
        counts[max(0, min(len(counts) - 1, int(mark / width)))] += 1
    bars = [{"from": n * width, "to": (n + 1) * width, "students": count} for n, count in enumerate(counts)]
    ticks = [round(n * width, 2) for n in range(0, len(counts) + 1, 2)]
    chart = (
        chart_of(bars)
        .mark_bar(fill="var(--want)", stroke="var(--paper)")
        .encode(
            x=alt.X("from:Q", bin="binned", title=texts("class.points"), axis=alt.Axis(values=ticks, format="~g"),
                    scale=alt.Scale(domain=[0, len(counts) * width], nice=False)),
            x2="to:Q",
            y=alt.Y("students:Q", title=texts("class.students"), axis=alt.Axis(tickMinStep=1, tickCount=4, grid=True)),
        )
    )  # fmt: skip
    listed = ", ".join(f"{points(bar['from'])}–{points(bar['to'])}: {bar['students']}" for bar in bars)
    return draw(styled(chart, 420, 130), texts("chart.distribution", bars=listed))
