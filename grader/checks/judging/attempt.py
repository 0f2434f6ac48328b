"""One run of a check's function: live or replayed, against the reference or a variant of it."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.checks.asking.answers import Caller
from grader.checks.asking.make import Maker
from grader.checks.asking.reply import MadeCall
from grader.checks.asking.source import Source
from grader.checks.asking.student import Link, Student
from grader.checks.assignment import Assignment, Check
from grader.checks.context import Context
from grader.checks.errors import StudentFault
from grader.checks.expected.reference import Reference
from grader.checks.generate import Generator
from grader.checks.judging.expect import Expect, Recorded
from grader.checks.seeds import Seeds
from grader.model import Notebook

NO_SOURCE = Source(Notebook(path="", cells=()))


@dataclass
class Attempt:
    """What one run of a check recorded."""

    recorded: list[Recorded] = field(default_factory=list)
    fault: StudentFault | None = None
    made: list[MadeCall] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """Names of the reference's functions that the check used."""
    excused: set[str] = field(default_factory=set)
    """Labels of comparisons that were left out because an earlier answer is wrong."""

    @property
    def passed(self) -> bool:
        """Everything that was compared agreed, and something was."""
        return self.fault is None and bool(self.recorded) and all(item.passed for item in self.recorded)


def attempt(
    check: Check,
    assignment: Assignment,
    caller: Caller,
    seeds: Seeds,
    link: Link | None = None,
    source: Source = NO_SOURCE,
    expect: Callable[[list[Recorded], set[str]], Expect] = Expect,
) -> Attempt:
    """Run a check once. Faults of the submission are part of the result; anything else it raises is the author's."""
    link = link or make_link(check, assignment, caller, seeds)
    result = Attempt(made=link.made)
    reference_calls = itertools.count()
    seed = lambda: seeds.call(check.id, next(reference_calls))  # noqa: E731  (one line says it)
    reference = Reference(assignment.reference, seed, result.asked, assignment.tape)
    gen = Generator(seeds.of(check.id))
    context = Context(gen, Student(link), reference, expect(result.recorded, result.excused), Maker(link), source)
    try:
        check.run(context)
    except StudentFault as fault:
        result.fault = fault
    return result


def make_link(check: Check, assignment: Assignment, caller: Caller, seeds: Seeds, taps: tuple[str, ...] = ()) -> Link:
    """What the student proxies of one run share."""
    calls = itertools.count()
    return Link(caller, assignment.signature, lambda: seeds.call(check.id, next(calls)), taps)
