"""Charts of one comparison: where a tensor is wrong, and how its numbers lie beside the expected ones."""

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from grader.model import ErrorMap, Series
from grader.report.charts.drawing import Chart, chart_of, draw, styled
from grader.report.formats import number
from grader.report.look import Texts

_LEVELS = {".": 0, "1": 1, "2": 1, "3": 2, "4": 2, "5": 3, "6": 3, "7": 4, "8": 4, "9": 5, "x": 6}
"""Shades of the map for its characters: six steps are as many as the eye tells apart."""
_WIDTH = 420
_CELL = 16
"""Pixels that a cell of a map is high."""
_LINED = 24
"""Entries from which on points are joined by a line."""


@lru_cache(2048)
def draw_picture(found: ErrorMap | Series, texts: Texts) -> Chart:
    """A map as a heat map; steps and entries as points or lines; a sample as got against expected.

    Drawn once a process, however many students made the same mistake.
    """
    if isinstance(found, ErrorMap):
        return _draw_map(found, texts)
    return _draw_pairs(found, texts) if found.along == "sample" else _draw_along(found, texts)


def _draw_map(found: ErrorMap, texts: Texts) -> Chart:
    import altair as alt  # noqa: PLC0415  (a second to import: only for who draws)

    down, across = (
        size / cells for size, cells in zip(found.sizes, (len(found.rows), len(found.rows[0])), strict=True)
    )
    runs = [
        {"x": left * across, "x2": right * across, "y": row * down, "y2": (row + 1) * down, "level": level}
        for row, cells in enumerate(found.rows)
        for left, right, level in _runs(cells)
    ]
    shades = alt.Scale(domain=list(range(7)), range=[f"var(--heat{level})" for level in range(6)] + ["var(--wait)"])
    chart = (
        chart_of(runs)
        .mark_rect(stroke="var(--paper)", strokeWidth=0.5)
        .encode(
            x=alt.X("x:Q", title=texts("chart.axis", axis=found.axes[1]), scale=_ends(found.sizes[1]), axis=_ticks()),
            x2="x2:Q",
            y=alt.Y(
                "y:Q", title=texts("chart.axis", axis=found.axes[0]), axis=_ticks(), scale=_ends(found.sizes[0], True)
            ),
            y2="y2:Q",
            color=alt.Color("level:O", scale=shades, legend=None),
        )
    )
    height = max(48, _CELL * len(found.rows))
    return draw(styled(chart, min(_WIDTH, 22 * len(found.rows[0])), height), _map_in_words(found, texts))


def _draw_along(found: Series, texts: Texts) -> Chart:
    import altair as alt  # noqa: PLC0415

    names = texts("value.expected"), texts("value.got")
    values = [
        {"at": at, "value": value, "side": side}
        for side, side_values in zip(names, (found.expected, found.got), strict=True)
        for at, value in zip(found.positions, side_values, strict=True)
        if math.isfinite(value)
    ]
    base = chart_of(values).encode(
        x=alt.X(
            "at:Q",
            title=texts(f"chart.{found.along}"),
            axis=_ticks(),
            scale=alt.Scale(zero=False, nice=False, padding=8),
        ),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(grid=True, tickCount=4)),
        color=alt.Color("side:N", title=None, scale=_sides(names), legend=alt.Legend(orient="top")),
        shape=alt.Shape("side:N", title=None, scale=alt.Scale(domain=list(names), range=["circle", "triangle-up"])),
    )
    points = base.mark_point(filled=True, size=45, opacity=1)
    lined = found.along == "step" or len(found.positions) >= _LINED
    chart = base.mark_line(strokeWidth=2) + points if lined else points
    return draw(styled(chart, _WIDTH, 150), _series_in_words(found, texts))


def _draw_pairs(found: Series, texts: Texts) -> Chart:
    import altair as alt  # noqa: PLC0415

    pairs = [(want, got) for want, got in zip(found.expected, found.got, strict=True) if math.isfinite(want + got)]
    ends = [min(want for want, _ in pairs), max(want for want, _ in pairs)] if pairs else []
    same = chart_of([{"want": end, "got": end} for end in ends]).mark_line(stroke="var(--strong)", strokeWidth=1.5)
    points = chart_of([{"want": want, "got": got} for want, got in pairs]).mark_point(
        filled=True, size=36, opacity=1, fill="var(--got)"
    )
    chart = alt.layer(same, points).encode(
        x=alt.X("want:Q", title=texts("value.expected"), scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5)),
        y=alt.Y("got:Q", title=texts("value.got"), scale=alt.Scale(zero=False), axis=alt.Axis(grid=True, tickCount=4)),
    )
    return draw(styled(chart, 260, 180), _series_in_words(found, texts))


def _runs(cells: str) -> Iterator[tuple[int, int, int]]:
    """Neighbours of one shade as one rectangle: first cell, end, shade. It keeps the drawing small."""
    start = 0
    for level, run in groupby(_LEVELS[cell] for cell in cells):
        stop = start + len(list(run))
        yield start, stop, level
        start = stop


def _ends(length: int, reverse: bool = False) -> Any:
    import altair as alt  # noqa: PLC0415

    return alt.Scale(domain=[0, length], nice=False, reverse=reverse)


def _ticks() -> Any:
    import altair as alt  # noqa: PLC0415

    return alt.Axis(tickMinStep=1, tickCount=6, format="d")


def _sides(names: tuple[str, str]) -> Any:
    import altair as alt  # noqa: PLC0415

    return alt.Scale(domain=list(names), range=["var(--want)", "var(--got)"])


def _map_in_words(found: ErrorMap, texts: Texts) -> str:
    cells = "".join(found.rows)
    wrong = len(cells) - cells.count(".")
    lines = [index for index, row in enumerate(found.rows) if set(row) - {"."}]
    columns = [index for index, column in enumerate(zip(*found.rows, strict=True)) if set(column) - {"."}]
    return texts(
        "chart.map", axis=found.axes[0], other=found.axes[1], wrong=wrong, cells=len(cells), rows=len(lines),
        all_rows=len(found.rows), columns=len(columns), all_columns=len(found.rows[0]), worst=number(found.worst),
    )  # fmt: skip


def _series_in_words(found: Series, texts: Texts) -> str:
    ends: dict[str, object] = {"count": len(found.positions)}
    sides = {"want": found.expected, "got": found.got}
    ends |= {f"{name}_first": number(side[0]) for name, side in sides.items()}
    ends |= {f"{name}_last": number(side[-1]) for name, side in sides.items()}
    return texts(f"chart.{found.along}_words", **ends)
