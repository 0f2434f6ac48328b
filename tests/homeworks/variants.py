"""Wrong variants of a reference handed in as notebooks: each must lose marks and be named."""

import types
from collections.abc import Sequence
from pathlib import Path

from grader.checks import Assignment, Check, Misconception
from grader.checks.seeds import Seeds
from grader.model import CheckResult, Handin
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox
from tests.checks.submitted import SECRET, whole_source


def graded_notebook(
    sandbox: Sandbox,
    folder: Path,
    assignment: Assignment,
    checks: Sequence[Check],
    cells: Sequence[str],
    variant: Misconception | None = None,
) -> list[CheckResult]:
    """The results of a notebook whose first cell holds the reference, with one variant in its function's place.

    Cells that begin with `# ##` are headings.
    """
    tested = Assignment(assignment.name, title="Tested", reference=assignment.reference, policy=assignment.policy)
    tested.use(checks)
    path = folder / "submission.py"
    texts = [first_cell(assignment.reference, variant), *cells]
    path.write_text("\n\n".join(f"# %%{' [markdown]' * text.startswith('# ##')}\n{text}" for text in texts), "utf-8")
    handin = Handin(student="someone", slug="someone", path=path)
    return list(grade(tested, handin, sandbox, Seeds(SECRET, tested.name), Options()).report.checks)


def first_cell(reference: types.ModuleType, variant: Misconception | None) -> str:
    """The reference as one file, with a wrong variant in its function's place."""
    source = whole_source(reference)
    return f"{source}\n\n{variant.function} = KNOWN[{variant.function!r}, {variant.name!r}]\n" if variant else source


def complaints(found: Sequence[CheckResult], variant: Misconception) -> list[str]:
    """What is wrong with how a variant was marked."""
    named = {check.diagnosis.name for check in found if check.diagnosis}
    full = all(check.points >= check.max_points - 1e-6 for check in found)
    return [*(["full marks"] if full else []), *([] if variant.name in named else [f"named {sorted(named)}"])]


def labels(variants: Sequence[Misconception]) -> list[str]:
    """Names for the tests of variants."""
    return [f"{item.function}: {item.name}" for item in variants]
