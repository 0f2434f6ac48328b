"""Where an assignment would mark wrongly, and what to do about it: pure, from the findings."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.audit.findings import DIAGNOSED, Findings

SHOWN = 12
"""Holes of one kind that are told one by one."""


@dataclass(frozen=True)
class Hole:
    """One thing that an author has to mend."""

    what: str
    to_do: str


def holes(findings: Findings) -> list[Hole]:
    """Everything that keeps an assignment from being ready, the gravest first."""
    kinds = (_not_run, _shortfalls, _leaks, _survivors, _unnamed, _unstable, _margins, _idle)
    return [hole for kind in kinds for hole in kind(findings)]


def _not_run(findings: Findings) -> Iterator[Hole]:
    for outcome in findings.outcomes:
        if outcome.problem:
            yield Hole(f"{outcome.trial} was not run: {outcome.problem}", "Mend the hand-in that the audit makes.")


def _shortfalls(findings: Findings) -> Iterator[Hole]:
    for outcome, mark in findings.shortfalls[:SHOWN]:
        yield Hole(
            f"right answers lose {mark.lost:g} of {mark.max_points:g} points of {mark.check} ({outcome.trial}): "
            f"{mark.verdict.label}. {mark.message}",
            "What the check asks for is missing in the reference or in solution.py beside the assignment, or the check "
            "refuses a right answer.",
        )
    yield from _more(len(findings.shortfalls))


def _leaks(findings: Findings) -> Iterator[Hole]:
    for line in findings.leaks:
        yield Hole(line, "Hidden inputs must not reach students: make the check public, or report this as a bug.")


def _survivors(findings: Findings) -> Iterator[Hole]:
    for fate in findings.survivors:
        if fate.followed:
            why = f"It was followed through in {', '.join(fate.followed)}: a check of the function itself must fail."
        else:
            why = "Ask a check for something in which it differs, or take the variant out if it is right after all."
        yield Hole(f"{fate.variant} costs nothing", why)


def _unnamed(findings: Findings) -> Iterator[Hole]:
    if findings.diagnosis_rate >= DIAGNOSED:
        return
    for fate in findings.unnamed[:SHOWN]:
        taken = ", ".join(name or "nothing" for name in fate.names)
        yield Hole(
            f"{fate.variant} is taken for {taken}",
            "Compare with what t.reference gives, on inputs on which the two differ; or make one of two like variants.",
        )
    yield from _more(len(findings.unnamed))


def _unstable(findings: Findings) -> Iterator[Hole]:
    for line in findings.unstable[:SHOWN]:
        yield Hole(line, "Draw inputs on which the effect does not hang on chance, or more of them.")
    yield from _more(len(findings.unstable))


def _margins(findings: Findings) -> Iterator[Hole]:
    for margin in findings.margins:
        if margin.noise > 1:
            yield Hole(
                f"{margin.check}: rounding alone is {margin.noise:.2g} times the tolerance",
                "Widen the tolerance, or draw inputs that keep numbers near 1.",
            )


def _idle(findings: Findings) -> Iterator[Hole]:
    for margin in findings.idle:
        yield Hole(
            f"{margin.check} is idle: no variant fails it",
            "Declare the mistake that it is for, as a misconception or as a wrong cell of solution.py, or drop it.",
        )


def _more(count: int) -> Iterator[Hole]:
    if count > SHOWN:
        yield Hole(f"and {count - SHOWN} more of this kind", "")
