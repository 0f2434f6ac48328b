"""Charts as static SVG, drawn by Altair and vl-convert: no script, no request, colours from the page's style sheet."""

from grader.report.charts.classes import draw_distribution
from grader.report.charts.comparison import draw_picture
from grader.report.charts.drawing import Chart
from grader.report.charts.engine import NotDrawn

__all__ = ["Chart", "NotDrawn", "draw_distribution", "draw_picture"]
