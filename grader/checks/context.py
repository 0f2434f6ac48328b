"""What a check is given: one typed context, all of whose parts are made for this check alone."""

from dataclasses import dataclass

from grader.checks.asking.make import Maker
from grader.checks.asking.source import Source
from grader.checks.asking.student import Student
from grader.checks.expected.reference import Reference
from grader.checks.generate import Generator
from grader.checks.judging.expect import Expect


@dataclass(frozen=True)
class Context:
    """The `t` of a check."""

    gen: Generator
    """Inputs, drawn from the check's seed."""
    student: Student
    """The submission: every call runs in the sandbox."""
    reference: Reference
    """The right answers, sealed until `expect` opens them."""
    expect: Expect
    """Records comparisons."""
    make: Maker
    """Builds on the sandbox's side what cannot cross."""
    source: Source
    """The submission's code, to be read."""
