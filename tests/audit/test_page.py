"""The page of an audit."""

from pathlib import Path

from grader.audit.page import write_page
from grader.checks import Assignment
from reference import hw_conv_shapes
from tests.audit.test_findings import SOUND, SURVIVES, found

ASSIGNMENT = Assignment("hw", title="Sums & shapes", reference=hw_conv_shapes)


def page(folder: Path, *outcomes: object) -> str:
    return write_page(found(*outcomes), ASSIGNMENT, folder).read_text("utf-8")  # type: ignore[arg-type]


def test_the_page_tells_what_to_mend_and_every_variant_and_margin(tmp_path: Path) -> None:
    text = page(tmp_path, SOUND[0], SURVIVES)
    assert "Sums &amp; shapes" in text
    assert "To be mended: 1" in text
    assert "f: twice costs nothing" in text
    assert "itself 1" in text
    assert '<td class="number">40</td>' in text


def test_the_page_of_a_sound_assignment_says_so(tmp_path: Path) -> None:
    assert "Nothing to be mended" in page(tmp_path, *SOUND)
