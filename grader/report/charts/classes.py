"""Charts of a class."""

from collections.abc import Sequence

from grader.report.charts.drawing import Chart, chart_of, draw, styled
from grader.report.formats import points
from grader.report.look import Texts

_BINS = 10


def draw_distribution(marks: Sequence[float], most: float, texts: Texts) -> Chart:
    """How many students have how many of the `most` points, in ten bars; more than that counts into the last."""
    import altair as alt  # noqa: PLC0415  (a second to import: only for who draws)

    counts = [0] * _BINS
    for mark in marks:
        counts[max(0, min(_BINS - 1, int(_BINS * mark / most)))] += 1
    width = most / _BINS
    bars = [{"from": n * width, "to": (n + 1) * width, "students": count} for n, count in enumerate(counts)]
    chart = (
        chart_of(bars)
        .mark_bar(fill="var(--want)", stroke="var(--paper)")
        .encode(
            x=alt.X("from:Q", bin="binned", title=texts("class.points"), scale=alt.Scale(domain=[0, most], nice=False),
                    axis=alt.Axis(values=[round(n * width, 2) for n in range(0, _BINS + 1, 2)], format="~g")),
            x2="to:Q",
            y=alt.Y("students:Q", title=texts("class.students"), axis=alt.Axis(tickMinStep=1, tickCount=4, grid=True)),
        )
    )  # fmt: skip
    listed = ", ".join(f"{points(bar['from'])}–{points(bar['to'])}: {bar['students']}" for bar in bars)
    return draw(styled(chart, 420, 130), texts("chart.distribution", bars=listed))
