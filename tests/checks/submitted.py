"""Grading a submission given as text through the whole pipeline, sandbox included."""

import ast
import inspect
import types
from pathlib import Path

from grader.checks import Assignment, Check
from grader.checks.parts import parts_of
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
    return f"{whole_source(reference)}\n\n{function} = KNOWN[{function!r}, {name!r}]\n"


def renamed_source(reference: types.ModuleType, function: str, other: str) -> str:
    """A submission that is the reference, with another of its functions under a function's name."""
    return f"{whole_source(reference)}\n\n{function} = {other}\n"


def whole_source(reference: types.ModuleType) -> str:
    """A reference as one file; of a package, its modules in turn, without what they import from each other."""
    modules = [part for part in parts_of(reference) if part.__name__.startswith(f"{reference.__name__}.")]
    return "\n\n".join([_REGISTER, *map(_own_source, modules or [reference])])


def _own_source(module: types.ModuleType) -> str:
    source = inspect.getsource(module)
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"grader", "reference"}:
            lines[node.lineno - 1 : node.end_lineno] = [""] * len(lines[node.lineno - 1 : node.end_lineno])
    return "\n".join(lines)
