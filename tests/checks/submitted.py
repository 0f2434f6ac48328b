"""Grading a submission given as text through the whole pipeline, sandbox included."""

import inspect
import types
from pathlib import Path

from grader.checks import Assignment, Check
from grader.checks.seeds import Seeds
from grader.model import CheckResult, Handin
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox

SECRET = b"secret of the tests"

_REGISTER = """
KNOWN = {}
def misconception(function, name, **_):
    def register(variant):
        KNOWN[function.__name__, name] = variant
        return variant
    return register
"""


def results(
    sandbox: Sandbox, folder: Path, reference: types.ModuleType, checks: list[Check], source: str
) -> dict[str, CheckResult]:
    """The results by check name of a submission whose file has this source."""
    assignment = Assignment("tested", title="Tested", reference=reference)
    assignment.use(checks)
    path = folder / "submission.py"
    path.write_text(source, encoding="utf-8")
    handin = Handin(student="someone", slug="someone", path=path)
    graded = grade(assignment, handin, sandbox, Seeds(SECRET, assignment.name), Options())
    return {check.id.partition("/")[2]: check for check in graded.report.checks}


def variant_source(reference: types.ModuleType, function: str, name: str) -> str:
    """A submission that is the reference, with one of its wrong variants in a function's place."""
    source = inspect.getsource(reference).replace("from grader.checks import misconception\n", _REGISTER)
    return f"{source}\n\n{function} = KNOWN[{function!r}, {name!r}]\n"


def renamed_source(reference: types.ModuleType, function: str, other: str) -> str:
    """A submission that is the reference, with another of its functions under a function's name."""
    source = inspect.getsource(reference).replace("from grader.checks import misconception\n", _REGISTER)
    return f"{source}\n\n{function} = {other}\n"
