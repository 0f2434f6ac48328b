"""The wording that depends on a verdict or a status: symbols, tones and sentences. Colour never says it alone."""

from collections import Counter
from collections.abc import Iterable

from grader.model import CheckResult, Verdict

SYMBOL = {
    Verdict.PASSED: "✓",
    Verdict.PARTIAL: "◐",
    Verdict.FAILED: "✗",
    Verdict.RAISED: "!",
    Verdict.MISSING: "∅",
    Verdict.TIMED_OUT: "◷",
    Verdict.MEMORY: "▦",
    Verdict.CRASHED: "✗",
    Verdict.REFUSED: "⊘",
    Verdict.NOT_RUN: "–",
    Verdict.NEEDS_REVIEW: "?",
    Verdict.GRADER_ERROR: "‼",
}
"""A sign for each verdict, always shown beside its label."""

TONE = {
    Verdict.PASSED: "good",
    Verdict.PARTIAL: "part",
    Verdict.NOT_RUN: "calm",
    Verdict.NEEDS_REVIEW: "wait",
    Verdict.GRADER_ERROR: "ours",
}
"""The colour family of a verdict; whatever is not named here is `bad`."""

REDACTED_MESSAGE = {
    Verdict.PASSED: "",
    Verdict.PARTIAL: "A part of what this check compares is right.",
    Verdict.FAILED: "What your code returned differs from what was expected.",
    Verdict.RAISED: "Your code raised an exception in this check.",
    Verdict.MISSING: "A name that this check needs is not defined.",
    Verdict.TIMED_OUT: "Your code took longer than this check allows.",
    Verdict.MEMORY: "Your code needed more memory than it may use.",
    Verdict.CRASHED: "The process running your code died in this check.",
    Verdict.REFUSED: "Your code returned a kind of value that this check cannot accept.",
    Verdict.NOT_RUN: "This check was not run.",
    Verdict.NEEDS_REVIEW: "A person will mark this.",
    Verdict.GRADER_ERROR: "The grader failed here, not your code. This costs you nothing.",
}
"""All that a hidden check says of its outcome."""

SEVERITY = (
    Verdict.GRADER_ERROR,
    Verdict.NEEDS_REVIEW,
    Verdict.CRASHED,
    Verdict.MEMORY,
    Verdict.TIMED_OUT,
    Verdict.RAISED,
    Verdict.MISSING,
    Verdict.REFUSED,
    Verdict.FAILED,
    Verdict.NOT_RUN,
    Verdict.PARTIAL,
    Verdict.PASSED,
)
"""Verdicts, from those that a reader must see first to those that need no action."""


def tone(verdict: Verdict) -> str:
    """The colour family of a verdict: good, part, bad, calm, wait or ours."""
    return TONE.get(verdict, "bad")


def tally(checks: Iterable[CheckResult]) -> tuple[tuple[Verdict, int], ...]:
    """How often each verdict occurs, the worst first."""
    counts = Counter(check.verdict for check in checks)
    return tuple((verdict, counts[verdict]) for verdict in SEVERITY if counts[verdict])
