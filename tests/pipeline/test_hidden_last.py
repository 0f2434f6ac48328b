"""What a hidden check sends turns up in no public check of the same submission."""

import types
from pathlib import Path

from grader.checks import Assignment, Context
from grader.checks.seeds import Seeds
from grader.model import Handin, Verdict
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox
from tests.cli.command import notebook

SOURCE = """
import mmap
kept, shared = [], mmap.mmap(-1, 64)
def shout(text):
    kept.append(text)
    open("kept", "w").write(text)
    shared[:6] = text.encode()
    return text.upper()
def tell():
    import os
    return [kept, os.path.exists("kept"), bytes(shared[:6]) != bytes(6)]
"""


def test_hidden_checks_are_asked_last_and_reported_in_their_place(sandbox: Sandbox, tmp_path: Path) -> None:
    hw = Assignment("telling", title="Telling", reference=types.ModuleType("reference"))

    @hw.check("1", points=1, visibility="hidden")
    def shouts(t: Context) -> None:
        """Capitals."""
        t.expect.same("text", t.student.shout("secret").value, "SECRET")

    for question in ("1", "2"):

        @hw.check(question, points=1)
        def tells(t: Context) -> None:
            """Tells."""
            t.expect.same("told", t.student.tell().value, [[], False, False])

    path = tmp_path / "ada.ipynb"
    path.write_text(notebook(SOURCE))
    graded = grade(hw, Handin(student="ada", slug="ada", path=path), sandbox, Seeds(b"x", "telling"), Options())
    assert [check.id for check in graded.report.checks] == ["1/shouts", "1/tells", "2/tells"]
    assert [check.verdict for check in graded.report.checks] == [Verdict.PASSED] * 3
