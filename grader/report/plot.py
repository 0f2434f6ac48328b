"""Checks the pictures that a submission drew before a page shows them."""

import base64
import binascii
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 25_000_000
"""A small file can unfold into gigabytes in the reader's browser; a plot of 5,000 by 5,000 cannot be read anyway."""


@dataclass(frozen=True)
class Plot:
    """A PNG that is safe to embed."""

    uri: str
    """A `data:` address."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""


def read_plot(encoded: str) -> Plot | None:
    """The plot behind a base64 text, or None when it is no PNG or would unfold into too many pixels."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    if not content.startswith(_SIGNATURE) or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if not 0 < width * height <= _MOST_PIXELS:
        return None
    return Plot(f"data:image/png;base64,{base64.b64encode(content).decode()}", width, height)
