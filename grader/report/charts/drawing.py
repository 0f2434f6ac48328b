"""From an Altair chart to a small SVG that takes its colours and its font from the page it stands in.

Charts are made of numbers and of our own words: no text of a submission ever gets into one.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from grader.report.charts.engine import NotDrawn, to_svg

if TYPE_CHECKING:
    import altair as alt

_NOISE = re.compile(
    r' (?:class|role|font-family|pointer-events|(?:xmlns:xlink)|version|aria-[a-z]+|stroke-miterlimit)="[^"]*"'
    r'|<path d="M0,0[^"]*Z"/>| opacity="1"| stroke-width="1"| font-weight="normal"| transform="translate\(0,0\)"'
)
_EMPTY = re.compile(r"<g>\s*</g>|<g/>|<text[^>]*></text>")
_FRAME = re.compile(r'<svg xmlns="[^"]+"[^>]*? width="(\d+)" height="(\d+)" viewBox="([^"]+)">(.*)</svg>', re.DOTALL)


@dataclass(frozen=True)
class Chart:
    """A drawing, and what it shows in words."""

    svg: Markup
    alt: str


def draw(chart: "alt.TopLevelMixin", description: str) -> Chart:
    """The chart as SVG; `description` is what a screen reader says in its place. Raises `NotDrawn`."""
    specification = chart.to_dict(validate=False)
    width, height, box, content = _drawn(json.dumps(specification, sort_keys=True))
    frame = f'<svg class="chart" viewBox="{box}" width="{width}" height="{height}" role="img" aria-label='
    return Chart(Markup(f'{frame}"{escape(description)}">{content}</svg>'), description)


def _drawn(specification: str) -> tuple[str, str, str, str]:
    """Width, height, view box and content of the drawing, without what a page does not need."""
    svg = to_svg(specification)
    found = _FRAME.fullmatch(_without_empty(_NOISE.sub("", svg)))
    if found is None:
        raise NotDrawn(f"it drew something that is no SVG as we know it: {svg[:200]}")
    width, height, box, content = found.groups()
    return width, height, box, content


def _without_empty(svg: str) -> str:
    """Groups that held only what was taken out are gone too."""
    while (less := _EMPTY.sub("", svg)) != svg:
        svg = less
    return svg


def chart_of(rows: Sequence[Mapping[str, object]]) -> "alt.Chart":
    """A chart, still without marks, of these rows."""
    import altair as alt  # noqa: PLC0415  (a second to import: only for who draws)

    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]  # Altair's own classes are typed in part


def styled(chart: "alt.Chart | alt.LayerChart", width: int, height: int) -> "alt.Chart | alt.LayerChart":
    """The chart in the look of the reports; width and height in pixels, without axes."""
    import altair as alt  # noqa: PLC0415  (a second to import: only for who draws)

    axis = alt.AxisConfig(
        labelColor="var(--soft)", titleColor="var(--soft)", domainColor="var(--strong)", tickColor="var(--strong)",
        gridColor="var(--line)", labelFontSize=11, titleFontSize=11, titleFontWeight="normal", tickSize=4, grid=False,
    )  # fmt: skip
    config = alt.Config(
        aria=False, background="transparent", axis=axis, view=alt.ViewConfig(stroke=None),
        legend=alt.LegendConfig(labelColor="var(--soft)", titleColor="var(--soft)", labelFontSize=11, symbolSize=60),
    )  # fmt: skip
    return chart.properties(width=width, height=height, config=config, padding=2)
