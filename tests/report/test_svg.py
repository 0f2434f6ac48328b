import io

import pytest
from matplotlib.figure import Figure

from grader.report.svg import MOST_ELEMENTS, safe_svg

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawn(inside: str) -> str:
    """What is left of a drawing."""
    drawing = safe_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {XLINK}>{inside}</svg>')
    assert drawing is not None
    return drawing.text


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='alert(1)'/></foreignObject>",
        "<path onclick='alert(1)' d='M0 0'/>",
        "<image href='http://x.example/alert.png'/>",
        "<image xlink:href='data:image/svg+xml;base64,PHN2Zz5hbGVydDwvc3ZnPg==alert'/>",
        "<use href='http://x.example/alert.svg#a'/>",
        "<a href='javascript:alert(1)'><text>x</text></a>",
        "<style>@import url(http://x.example/alert.css)</style>",
        "<rect style='fill: url(http://x.example/alert)'/>",
        "<rect fill='url( &quot;//x.example/alert&quot;)'/>",
        "<animate attributeName='href' values='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
    ],
)
def test_nothing_live_or_loaded_is_left(inside: str) -> None:
    text = drawn(inside)
    assert "alert" not in text
    assert "x.example" not in text


def test_what_matplotlib_draws_is_left() -> None:
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([1, 2], label="loss")
    axes.imshow([[0, 1], [1, 0]])
    file = io.StringIO()
    figure.savefig(file, format="svg")
    drawing = safe_svg(file.getvalue())
    assert drawing is not None
    assert (drawing.width, drawing.height) == (288, 192)
    for part in ("<path", "clip-path", "<use", "data:image/png;base64,"):
        assert part in drawing.text
    assert "<style" not in drawing.text


def test_repetitions_do_not_multiply() -> None:
    levels = []
    for level in range(20):
        uses = f'<use href="#l{level}"/>' * 10
        levels.append(f'<g id="l{level + 1}">{uses}</g>')
    text = drawn('<g id="l0"><circle r="1"/></g>' + "".join(levels))
    assert text.count('href="#l0"') == 10
    assert 'href="#l1"' not in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "plain text",
        "<html><svg/></html>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg><text>&b;</text></svg>',
        '<!DOCTYPE svg><!ENTITY a "b"><svg/>',
        f"<svg>{'<g/>' * MOST_ELEMENTS}</svg>",
    ],
)
def test_what_is_no_drawing_is_refused(text: str) -> None:
    assert safe_svg(text) is None


@pytest.mark.parametrize(("given", "size"), [("1e9", 480), ("99999", 2000), ("0", 1), ("..", 480)])
def test_sizes_are_bounded(given: str, size: int) -> None:
    drawing = safe_svg(f'<svg width="{given}"/>')
    assert drawing is not None
    assert drawing.width == size
