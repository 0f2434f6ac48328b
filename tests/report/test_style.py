"""The style sheet keeps its own promises: contrast in both colour schemes, no request, the hash in the policy."""

import base64
import hashlib
import re

import pytest

from grader.report import render_student
from grader.report.templating import policy, style
from tests.report.factory import perfect

ON_PAPER = ("ink", "soft", "link", "good", "part", "bad", "calm", "wait", "ours")
PAIRS = (
    *((name, "paper") for name in ON_PAPER),
    *((name, "tint") for name in ("ink", "soft", "link", "tk", "ts", "tc", "tn", "tf", "tb", "tm")),
    *((name, "hit") for name in ("ink", "bad", "tk", "ts", "tc", "tn", "tf", "tb", "tm")),
    *((name, f"{name}-bg") for name in ("good", "part", "bad", "calm", "wait", "ours")),
)


def palettes() -> dict[str, dict[str, str]]:
    light, dark, *_ = re.findall(r":root \{(.*?)\}", style(), re.DOTALL)
    return {name: dict(re.findall(r"--([\w-]+): (#\w{6});", text)) for name, text in (("light", light), ("dark", dark))}


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of `#rrggbb`."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_keeps_wcag_aa_contrast(scheme: str, text: str, ground: str) -> None:
    colours = palettes()[scheme]
    dark, light = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_style_sheet_asks_for_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|/\*", style())


def test_the_policy_admits_this_style_sheet_and_nothing_else() -> None:
    (sheet,) = re.findall(r"<style>(.*?)</style>", render_student(perfect()), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert policy() == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
