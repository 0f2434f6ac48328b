"""One trial of an audit: a hand-in is written, graded, and what came of each check is noted."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from grader.audit.handin import ANYTHING, Solution, Variant
from grader.audit.leaks import Given, leaks
from grader.audit.rounding import rounded
from grader.audit.spies import SPIES
from grader.checks import Check
from grader.checks.asking.asked import Asked
from grader.checks.expected.misconceptions import reachable
from grader.checks.judging.attempt import Attempt
from grader.checks.seeds import Seeds
from grader.model import CheckResult, Engine, Verdict
from grader.pipeline import Options, grade
from grader.pool import Prepare
from grader.sandbox import open_sandbox
from grader.sandbox.protocol import Sandbox


@dataclass(frozen=True)
class Trial:
    """What is graded, and how."""

    variant: Variant | None = None
    """What is wrong; None for the reference as it is."""
    seed: int = 0
    """Number of the secret that inputs are derived from."""
    engine: Engine = "shell"
    module: bool = False
    """Hand in a module instead of a notebook."""
    threads: int = 1
    """torch's threads on the grader's side; submissions always have one."""
    rounding: bool = False
    """Every input of the reference's own run is rounded up or down."""
    spy: str = ""
    """The functions of the hand-in tell what they are given, in this way."""
    checks: frozenset[str] | None = None
    """Only these checks."""

    @property
    def is_plain(self) -> bool:
        """Nothing but what is graded tells it from the first trial."""
        return replace(self, variant=None, checks=None) == Trial()

    @property
    def tells(self) -> bool:
        """Its public output is looked through: spies tell all they know, and a whole report of a mistake tells most."""
        return bool(self.spy) or (self.variant is not None and self.checks is None)

    def __str__(self) -> str:
        ways = {
            f"seed {self.seed}": self.seed,
            f"{self.engine} engine": self.engine != "shell",
            "as a module": self.module,
            f"{self.threads} threads": self.threads != 1,
            "rounded inputs": self.rounding,
            f"spy that {self.spy}": self.spy,
        }
        return ", ".join([str(self.variant or "reference"), *(word for word, told in ways.items() if told)])


@dataclass(frozen=True)
class Mark:
    """What one check came to in one trial."""

    check: str
    verdict: Verdict
    points: float
    max_points: float
    diagnosis: str
    message: str
    followed: bool
    """It passed because an earlier mistake is not paid twice."""
    excess: float
    """How many times the tolerance the worst of its comparisons was off; at most 1 when it passed."""
    asks: frozenset[str]
    """The names that it asked for, of the hand-in and of the reference."""
    reaches: frozenset[str]
    """The reference's functions that these come to."""

    @property
    def failed(self) -> bool:
        """The submission was found wrong, be it for a mistake that another check has taken the points for."""
        return self.verdict is not Verdict.PASSED or bool(self.diagnosis)

    @property
    def lost(self) -> float:
        """Points that it cost."""
        return self.max_points - self.points


@dataclass(frozen=True)
class Outcome:
    """What came of a trial."""

    trial: Trial
    marks: tuple[Mark, ...]
    public: tuple[str, ...]
    """What a student sees of each hidden check, and the notes: the same whatever the inputs are."""
    leaks: tuple[str, ...]
    problem: str = ""
    """Why nothing was run."""

    @property
    def lost(self) -> float:
        """Points that it cost."""
        return sum(mark.lost for mark in self.marks)


@dataclass(frozen=True)
class Bench:
    """Where trials of one assignment are run."""

    solution: Solution
    secret: bytes
    data: str | None
    tier: int | None = None
    trust: bool = False

    def prepare(self) -> Prepare[Trial, Outcome]:
        """How a process of the pool gets ready: a warm sandbox of its own."""

        @contextlib.contextmanager
        def ready() -> Iterator[Callable[[Trial], Outcome]]:
            sandbox = open_sandbox(tier=self.tier, trust=self.trust)
            try:
                yield lambda trial: self.run(trial, sandbox)
            finally:
                sandbox.close()

        return ready

    def run(self, trial: Trial, sandbox: Sandbox) -> Outcome:
        """Run one trial."""
        given, seen = Given(), dict[str, tuple[Attempt, Asked]]()

        def watch(check: Check, attempt: Attempt, asked: Asked) -> None:
            seen[check.id] = attempt, asked
            if check.visibility == "hidden":
                given.note(attempt)

        assignment = self.solution.assignment
        seeds = Seeds(self.secret + f" {trial.seed}".encode(), assignment.name)
        options = Options(engine=trial.engine, data=self.data, checks=trial.checks)
        with tempfile.TemporaryDirectory(prefix="audit-") as folder, self._setting(trial):
            handin = self.solution.write(
                Path(folder), trial.variant, after=SPIES.get(trial.spy, ""), module=trial.module
            )
            report = grade(assignment, handin, sandbox, seeds, options, watch).report
        checks = {check.id: check for check in assignment.checks}
        marks = tuple(self._mark(each, checks[each.id], *seen.get(each.id, (None, Asked()))) for each in report.checks)
        public, found = leaks(report, given) if trial.tells else ((), ())
        return Outcome(trial, marks, public, found, report.problem)

    @contextlib.contextmanager
    def _setting(self, trial: Trial) -> Iterator[None]:
        before = torch.get_num_threads()
        torch.set_num_threads(trial.threads)
        try:
            with rounded(self.solution.assignment.reference) if trial.rounding else contextlib.nullcontext():
                yield
        finally:
            torch.set_num_threads(before)

    def _mark(self, result: CheckResult, check: Check, attempt: Attempt | None, asked: Asked) -> Mark:
        names = asked.names | (attempt.asked if attempt else set())
        anything = {ANYTHING} if asked.everything or check.after else set()
        excess = max((item.excess for item in attempt.recorded), default=0.0) if attempt else float("inf")
        return Mark(
            check=result.id,
            verdict=result.verdict,
            points=result.points,
            max_points=result.max_points,
            diagnosis=result.diagnosis.name if result.diagnosis else "",
            message=result.message,
            followed=bool(result.follow_through),
            excess=float("inf") if attempt and attempt.fault else excess,
            asks=frozenset(names | anything),
            reaches=frozenset(reachable(self.solution.assignment.reference, names)),
        )
