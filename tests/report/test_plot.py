import base64

import pytest

from grader.model import Output
from grader.report.plot import read_plot
from tests.report.factory import png


def test_a_png_is_embedded_with_its_size() -> None:
    plot = read_plot(Output(kind="image", image_png=png(48, 30)))
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
    assert read_plot(Output(kind="image", image_png=base64.b64encode(content).decode())) is None


@pytest.mark.parametrize("text", ['" onerror="alert(1)', "not base64!", "ä"])
def test_what_is_not_base64_is_refused(text: str) -> None:
    assert read_plot(Output(kind="image", image_png=text)) is None


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b08001e0030") + bytes(9)


def jpeg(content: bytes) -> Output:
    return Output(kind="image", image_jpeg=base64.b64encode(content).decode())


def test_a_jpeg_is_embedded_with_its_size() -> None:
    plot = read_plot(jpeg(JPEG))
    assert plot is not None
    assert (plot.width, plot.height, plot.uri[:23]) == (48, 30, "data:image/jpeg;base64,")


@pytest.mark.parametrize("content", [b"", JPEG[:20], JPEG[2:], b"\xff\xd8" + b"\xff\xe0\0\0" * 99, b"\x89PNG" + JPEG])
def test_no_jpeg_is_refused(content: bytes) -> None:
    assert read_plot(jpeg(content)) is None


def test_an_svg_is_embedded_as_an_image() -> None:
    plot = read_plot(Output(kind="image", image_svg='<svg width="30pt" height="20"><circle r="3"/></svg>'))
    assert plot is not None
    assert (plot.width, plot.height, plot.uri[:26]) == (40, 20, "data:image/svg+xml;base64,")
    assert read_plot(Output(kind="image", image_svg="<p>no drawing</p>")) is None
