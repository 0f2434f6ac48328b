"""Checks the pictures that a submission drew before a page shows them."""

import base64
import binascii
from dataclasses import dataclass

from grader.model import Output
from grader.report.svg import safe_svg

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_MOST_PIXELS = 25_000_000
"""A small file can unfold into gigabytes in the reader's browser; a plot of 5,000 by 5,000 cannot be read anyway."""


@dataclass(frozen=True)
class Plot:
    """A picture that is safe to embed."""

    uri: str
    """A `data:` address."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""


def read_plot(output: Output) -> Plot | None:
    """The picture of an output, or None when it is none of the known kinds or would unfold into too many pixels."""
    if output.image_svg:
        drawing = safe_svg(output.image_svg)
        return _plot("svg+xml", drawing.text.encode(), (drawing.width, drawing.height)) if drawing else None
    try:
        content = base64.b64decode(output.image_png or output.image_jpeg, validate=True)
    except (binascii.Error, ValueError):
        return None
    if output.image_png:
        return _plot("png", content, _png_size(content))
    return _plot("jpeg", content, _jpeg_size(content))


def _plot(kind: str, content: bytes, size: tuple[int, int]) -> Plot | None:
    if not 0 < size[0] * size[1] <= _MOST_PIXELS:
        return None
    return Plot(f"data:image/{kind};base64,{base64.b64encode(content).decode()}", *size)


def _png_size(content: bytes) -> tuple[int, int]:
    """Width and height from the header; zeros where there is none."""
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 24:
        return 0, 0
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height from the first frame header (ITU-T T.81, B.2.2); zeros where there is none."""
    at = 2 if content.startswith(_JPEG) else len(content)
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + max(length, 2)
    return 0, 0
