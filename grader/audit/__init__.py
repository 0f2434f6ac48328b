"""Tries an assignment on hand-ins made from itself: right answers, and every named mistake."""

from grader.audit.findings import Findings
from grader.audit.flat import flat_source
from grader.audit.handin import SOLUTION, Solution, Variant
from grader.audit.holes import Hole, holes
from grader.audit.plan import FULL_SEEDS, Extent
from grader.audit.run import Progress, audit
from grader.audit.trial import Bench, Outcome, Trial

__all__ = [
    "FULL_SEEDS",
    "SOLUTION",
    "Bench",
    "Extent",
    "Findings",
    "Hole",
    "Outcome",
    "Progress",
    "Solution",
    "Trial",
    "Variant",
    "audit",
    "flat_source",
    "holes",
]
