"""Rehearsing the public checks, so that what the reference gives can be recorded.

Checks are run on hand-ins, because what they ask of the reference may depend on what they find: shapes that a student
chose, or names. The right answers, as the audit hands them in, come first; samples of the course come after them.
"""

from collections.abc import Sequence

from grader.checks import Assignment
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
