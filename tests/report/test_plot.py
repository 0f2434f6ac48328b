import base64

import pytest

from grader.report.plot import read_plot
from tests.report.factory import png


def test_a_png_is_embedded_with_its_size() -> None:
    plot = read_plot(png(48, 30))
    assert plot is not None
    assert (plot.width, plot.height) == (48, 30)
    assert plot.uri == f"data:image/png;base64,{png(48, 30)}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"\x89PNG\r\n\x1a\n",
        base64.b64decode(png(48, 30))[:16] + (60_000).to_bytes(4) * 2,
        base64.b64decode(png(48, 30))[:16] + bytes(8),
    ],
)
def test_no_png_or_one_that_unfolds_too_far_is_refused(content: bytes) -> None:
    assert read_plot(base64.b64encode(content).decode()) is None


@pytest.mark.parametrize("text", ['" onerror="alert(1)', "not base64!", "ä"])
def test_what_is_not_base64_is_refused(text: str) -> None:
    assert read_plot(text) is None
