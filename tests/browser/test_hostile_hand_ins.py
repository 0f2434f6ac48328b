"""Hostile notebooks graded by the real command; the pages that come out are opened in Chromium."""

import json
from pathlib import Path

import pytest

from tests.browser.conftest import Visiting
from tests.cli.command import RIGHT, grade_py, make_course, notebook
from tests.report.factory import PAYLOADS

OUTPUTS = f"""
from IPython.display import HTML, SVG, Javascript, Markdown, display
payloads = {PAYLOADS!r}
for payload in payloads:
    display(HTML(payload)); display(Markdown(payload)); print(payload)
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'))
display(Javascript("alert(1)"))
raise type(payloads[0], (Exception,), {{}})("\\n".join(payloads))
"""
ANSWERS = f"""
PAYLOAD = {"".join(PAYLOADS)!r}
class Liar(dict):
    def __repr__(self): return PAYLOAD
def double(x):
    print(PAYLOAD)
    raise type(PAYLOAD[:200], (Exception,), {{}})(PAYLOAD)
def halve(x):
    return Liar({{PAYLOAD: x}})
"""


@pytest.mark.slow
def test_a_hostile_class_makes_harmless_pages(visit: Visiting, tmp_path: Path) -> None:
    course, handins = make_course(tmp_path / "course"), tmp_path / "class"
    handins.mkdir()
    (handins / "<img src=x onerror=alert(1)>.ipynb").write_text(notebook(OUTPUTS, ANSWERS))
    (handins / "=HYPERLINK(1).ipynb").write_text(notebook(RIGHT))
    written = json.loads(notebook(ANSWERS))
    written["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": "\n\n".join(PAYLOADS)})
    (handins / "\u202eeve.ipynb").write_text(json.dumps(written))
    ran = grade_py(course, "grade", "doubling", handins, "--out", tmp_path / "out")
    assert ran.code == 0, ran
    pages = sorted((tmp_path / "out/doubling").rglob("*.html"))
    assert len(pages) == 4
    for page in pages:
        assert visit(page.read_text(encoding="utf-8")).noticed == []
    rows = (tmp_path / "out/doubling/grades.csv").read_text().splitlines()
    assert not [row for row in rows if row.startswith(("=", '"='))]
