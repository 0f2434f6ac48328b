"""`%load_ext grader`, then `%grade` or `%grade 1.1`."""

# mypy: disallow-subclassing-any=False, allow-untyped-decorators, allow-untyped-calls

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from IPython.core.magic import Magics, line_magic, magics_class
from IPython.display import HTML

from grader.checks.seeds import Seeds
from grader.course import CourseError
from grader.intake import IntakeError
from grader.kit import KitError
from grader.live.sandbox import LiveSandbox
from grader.model import GradeReport, Handin
from grader.pipeline import Options, grade
from grader.report import redact, self_check_html
from grader.selfcheck import find_assignment


@magics_class
class GradeMagic(Magics):
    """Checks what is defined in the running notebook."""

    shell: Any

    @line_magic
    def grade(self, line: str) -> HTML | None:
        """Run the public checks of a question (`%grade 1.1`), or all (`%grade`), on what is defined now."""
        question = line.strip() or None
        try:
            _, assignment = find_assignment(None, None, Path.cwd())
            if question not in (None, *assignment.questions):
                raise IntakeError(f"there is no question {question!r}; there is: {', '.join(assignment.questions)}")
            return HTML(self_check_html(self._graded(assignment, question)))
        except (CourseError, IntakeError, KitError) as error:
            print(error)  # noqa: T201  (that is how a notebook says something)
            return None

    def _graded(self, assignment: Any, question: str | None) -> GradeReport:
        options, seeds = Options(question=question, self_check=True), Seeds(b"", assignment.name, "self-check")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notebook.ipynb"
            path.write_text(json.dumps(_notebook(self.shell.user_ns.get("In", []))), encoding="utf-8")
            handin = Handin(student="notebook", slug="notebook", path=path)
            return redact(grade(assignment, handin, LiveSandbox(self.shell), seeds, options).report)


def _notebook(history: Sequence[str]) -> dict[str, Any]:
    """What was run so far as a notebook, for checks that read the code."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for source in history
        if source.strip() and not source.lstrip().startswith(("%", "get_ipython()"))
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
