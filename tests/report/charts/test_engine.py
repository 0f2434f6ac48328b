import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.report import render_student
from grader.report.charts import NotDrawn, engine
from grader.report.charts.comparison import draw_picture
from tests.report.factory import pictured
from tests.report.page import Page

EMPTY = '{"mark": "point", "data": {"values": []}}'


def test_whoever_has_drawn_can_still_fork_a_process_that_draws() -> None:
    engine.to_svg(EMPTY)
    child = os.fork()
    if child == 0:
        os._exit(0 if engine.to_svg(EMPTY).startswith("<svg") else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_the_engine_ends_with_who_started_it() -> None:
    begun = f"import os; from grader.report.charts import engine; engine.to_svg({EMPTY!r})"
    script = f"{begun}; print(engine._engine(os.getpid()).pid)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    assert not Path(f"/proc/{done.stdout.strip()}").exists()


def test_nothing_is_loaded_from_outside() -> None:
    with pytest.raises(NotDrawn, match=r"[Aa]ccess|denied|allowed"):
        engine.to_svg('{"mark": "point", "data": {"url": "https://example.org/x.csv"}}')
    assert engine.to_svg(EMPTY).startswith("<svg"), "the engine goes on"


def test_a_page_is_whole_without_charts_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    draw_picture.cache_clear()
    engine._engine.cache_clear()
    words = Page(render_student(pictured())).words()
    engine._engine.cache_clear()
    assert "Charts could not be drawn: it ended with 1" in words
    assert "2.22174 2.25731" in words
