"""Grading wrong variants of a reference that is a package, each as a submission, through the whole pipeline."""

from collections.abc import Sequence
from pathlib import Path

from grader.checks import Assignment, Check, Misconception, Package
from grader.checks.seeds import Seeds
from grader.model import CheckResult, Handin
from grader.pipeline import Options, grade
from grader.sandbox.protocol import Sandbox
from reference import cs_a3

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
_KNOWN = """
KNOWN = {}
def misconception(function, name, **_):
    def register(variant):
        KNOWN[function.__name__, name] = variant
        return variant
    return register
"""


def write(folder: Path) -> None:
    """The reference as a hand-in whose answers one more file picks."""
    files = [REFERENCE / "__init__.py", REFERENCE / "update_rules.py", *(REFERENCE / "cs_a3").rglob("*.py")]
    for path in files:
        target = folder / "reference" / path.relative_to(REFERENCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8").replace("from grader.checks import", "from known import"), "utf-8")
    (folder / "known.py").write_text(_KNOWN, "utf-8")


def results(
    sandbox: Sandbox, folder: Path, checks: Sequence[Check], variant: Misconception | None
) -> dict[str, CheckResult]:
    """The results by check name of the right answers (see `write`), with one of them replaced where asked for."""
    chosen = f"{variant.function} = KNOWN[{variant.function!r}, {variant.name!r}]\n" if variant else ""
    imports = "from known import KNOWN\nfrom reference.cs_a3 import *\n"
    (folder / "answers.py").write_text(imports + chosen, "utf-8")
    assignment = Assignment(
        "tested",
        title="Tested",
        reference=cs_a3,
        submission="*.py",
        package=Package("submitted", {"answers": ("answers.py",)}),
    )
    assignment.use(checks)
    handin = Handin(student="someone", slug="someone", path=folder)
    report = grade(assignment, handin, sandbox, Seeds(b"secret of the tests", "tested"), Options()).report
    return {check.id: check for check in report.checks}
