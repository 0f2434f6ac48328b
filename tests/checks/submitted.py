"""Grading a submission given as text through the whole pipeline, sandbox included."""

import types
from collections.abc import Sequence
from pathlib import Path

from grader.audit import flat_source
from grader.checks import Assignment, Check, misconceptions_of
from grader.checks.seeds import Seeds
from grader.model import CheckResult, Handin
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox

SECRET = b"secret of the tests"


def results(
    sandbox: Sandbox, folder: Path, reference: types.ModuleType, checks: list[Check], source: str
) -> dict[str, CheckResult]:
    """The results by check name of a submission whose file has this source."""
    assignment = Assignment("tested", title="Tested", reference=reference)
    assignment.use(checks)
    found = _graded(sandbox, folder, assignment, source)
    return {name.partition("/")[2]: check for name, check in found.items()}


def notebook_results(
    sandbox: Sandbox, folder: Path, assignment: Assignment, checks: Sequence[Check], cells: Sequence[str]
) -> dict[str, CheckResult]:
    """The results by check id of a notebook whose first cell holds the reference; cells with `# ##` are headings."""
    tested = Assignment(assignment.name, title="Tested", reference=assignment.reference, policy=assignment.policy)
    tested.use(checks)
    texts = [flat_source(assignment.reference), *cells]
    marked = [f"# %%{' [markdown]' * text.startswith('# ##')}\n{text}" for text in texts]
    return _graded(sandbox, folder, tested, "\n\n".join(marked))


def _graded(sandbox: Sandbox, folder: Path, assignment: Assignment, source: str) -> dict[str, CheckResult]:
    path = folder / "submission.py"
    path.write_text(source, encoding="utf-8")
    handin = Handin(student="someone", slug="someone", path=path)
    report = grade(assignment, handin, sandbox, Seeds(SECRET, assignment.name), Options()).report
    return {check.id: check for check in report.checks}


def variant_source(reference: types.ModuleType, function: str, name: str) -> str:
    """A submission that is the reference, with one of its wrong variants in a function's place."""
    known = {(item.function, item.name): item for item in misconceptions_of(reference)}
    return flat_source(reference, known[function, name])


def renamed_source(reference: types.ModuleType, function: str, other: str) -> str:
    """A submission that is the reference, with another of its functions under a function's name."""
    return f"{flat_source(reference)}\n\n{function} = {other}\n"
