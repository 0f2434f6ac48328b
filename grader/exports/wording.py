"""What is said of a check in a few lines, the same in every format."""

from grader.model import CheckResult, Verdict
from grader.report import formats
from grader.report.fixes import hint
from grader.report.text import plain, visible

UNDECIDED = (Verdict.GRADER_ERROR, Verdict.NEEDS_REVIEW, Verdict.NOT_RUN)
_MOST = 2_000


def title(check: CheckResult) -> str:
    """Question and sentence, on one line."""
    return clean(f"{check.question}: {check.sentence}")


def why(check: CheckResult) -> str:
    """Why it is not passed, and what to do; empty when it is."""
    if check.verdict is Verdict.PASSED:
        return ""
    lines = dict.fromkeys(filter(None, [check.message, hint(check), check.follow_through]))
    return clean("\n".join(lines) or check.verdict.label)[:_MOST]


def marks(check: CheckResult) -> str:
    """`1.5/2`."""
    return f"{formats.points(check.points)}/{formats.points(check.max_points)}"


def clean(text: str) -> str:
    """Text of a submission without escape sequences, control or bidi characters."""
    return visible(plain(text))
