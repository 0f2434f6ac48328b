"""Rehearsing the public checks, so that what the reference gives can be recorded.

Checks are run on hand-ins, because what they ask of the reference may depend on what they find: shapes that a student
chose, or names. The reference itself, handed in as a module, is the first; samples of the course come after it.
"""

import ast
import inspect
import types
from collections.abc import Sequence
from pathlib import Path

from grader.checks import Assignment
from grader.checks.parts import parts_of
from grader.checks.seeds import Seeds
from grader.kit.tape import Recorder, Worlds
from grader.model import Handin, Verdict
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox


def rehearse(
    assignment: Assignment, handins: Sequence[Handin], sandbox: Sandbox, data: str | None
) -> tuple[Recorder, set[str]]:
    """What was recorded, and the ids of the checks that some hand-in passed."""
    recorder = Recorder(Worlds(assignment.reference))
    seeds, options = Seeds(b"", assignment.name, "self-check"), Options(data=data, self_check=True)
    passed: set[str] = set()
    assignment.tape = recorder
    try:
        for handin in handins:
            report = grade(assignment, handin, sandbox, seeds, options).report
            passed |= {check.id for check in report.checks if check.verdict is Verdict.PASSED}
    finally:
        assignment.tape = None
    return recorder, passed


def reference_as_handin(reference: types.ModuleType, folder: Path) -> Handin:
    """A hand-in whose one file, written into `folder`, is the reference."""
    path = folder / "reference.py"
    modules = [part for part in parts_of(reference) if part.__name__.startswith(f"{reference.__name__}.")]
    path.write_text("\n\n".join([_NO_VARIANTS, *map(_own_source, modules or [reference])]), encoding="utf-8")
    return Handin(student="reference", slug="reference", path=path)


_NO_VARIANTS = "def misconception(*_, **__):\n    return lambda variant: variant\n"


def _own_source(module: types.ModuleType) -> str:
    """The module's source without what it imports from the course."""
    tree = ast.parse(inspect.getsource(module))
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"grader", "reference"})
    ]
    return ast.unparse(tree)
