"""From a hand-in to its GradeReport: read, run, check, assemble. The only room that knows all the others."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.checks import Assignment, Check
from grader.checks.asking.source import Source
from grader.checks.duplicates import seen_after
from grader.checks.judging.marking import costing_once
from grader.checks.judging.runner import CheckRunner, Pending, Watch, unrun
from grader.checks.seeds import Seeds
from grader.intake import read
from grader.model import CheckResult, Engine, GradeReport, Handin, Notebook, RunPolicy, Submission, Verdict
from grader.pipeline.assembly import assemble
from grader.pipeline.choice import Choice
from grader.pipeline.execution import Execution, Plan
from grader.pipeline.handout import sections, sought
from grader.pipeline.package import put_together
from grader.pipeline.parting import part
from grader.pipeline.recovery import recover
from grader.sandbox.protocol import Sandbox, Session
from grader.slicing import aloof

MOST_RUNS = 4
"""How often the cells of a hand-in are run where too few were chosen; the last time all of them."""
AFTER_HANDING_IN = "This check is run after you hand in."
SECOND_RUN = (
    "This is a second run, with no other hand-in beside it, because the first one ran out of time or broke off. "
    "The marks are those of this run."
)


@dataclass(frozen=True)
class Options:
    """What the caller decides about a grading run."""

    engine: Engine = "shell"
    question: str | None = None
    """Only the checks of this question."""
    checks: frozenset[str] | None = None
    """Only these checks, by id."""
    data: str | None = None
    """Folder of the data sets."""
    full_data: bool = False
    """The folder holds data sets of the instructor's own, and not the small built-in ones."""
    keep: bool = False
    """Fetch the scratch folder afterwards."""
    self_check: bool = False
    """Hidden checks are listed and not run."""
    second: bool = False
    """This is the second run of a hand-in, with no other beside it."""

    def policy(self, assignment: Assignment) -> RunPolicy:
        """How submissions are run."""
        return assignment.policy.for_full_data() if self.full_data else assignment.policy

    def asks_for(self, check: Check) -> bool:
        """Whether a check is to be run."""
        return self.question in (None, check.question) and (self.checks is None or check.id in self.checks)


@dataclass(frozen=True)
class Graded:
    """A graded hand-in: the full report, and the files that go with it."""

    report: GradeReport
    submission: Submission
    scratch: dict[str, bytes] = field(default_factory=dict)
    late: bool = False
    """Time ran out somewhere, and marks were lost: on a machine that is busy, this may be nobody's fault."""

    @property
    def attachments(self) -> dict[str, bytes]:
        """Content of the files kept for a person to read, by path."""
        wanted = set(self.submission.attachments)
        return {file.path: file.content for file in self.submission.files if file.path in wanted}


def grade(
    assignment: Assignment,
    handin: Handin | Submission,
    sandbox: Sandbox,
    seeds: Seeds,
    options: Options,
    watch: Watch | None = None,
) -> Graded:
    """Grade one hand-in, or what was read of it. Whatever it does ends in the report; only a broken sandbox raises."""
    started = time.perf_counter()
    handed_in = read(handin, patterns=assignment.submission) if isinstance(handin, Handin) else handin
    submission = _made_ready(assignment, handed_in)
    checks = [check for check in assignment.checks if options.asks_for(check)]
    scratch: dict[str, bytes] = {}
    notebook = submission.main or Notebook(path="", cells=())
    if submission.problem:
        execution, results = None, {check.id: _nothing_to_run(check, submission) for check in checks}
    else:
        execution = Execution(_plan(assignment, submission, notebook, checks, seeds, options), sandbox)
        try:
            hidden = [check for check in checks if options.self_check and check.visibility == "hidden"]
            results = {check.id: unrun(check, Verdict.NOT_RUN, AFTER_HANDING_IN) for check in hidden}
            to_run = [check for check in checks if check not in hidden]
            results |= _run_and_check(assignment, to_run, notebook, execution, seeds, watch)
            scratch = execution.collect() if options.keep else {}
        finally:
            execution.close()
    report = assemble(
        assignment,
        submission.model_copy(update={"files": handed_in.files}),
        results,
        [execution.cells[index] for index in sorted(execution.cells)] if execution else [],
        engine=options.engine,
        sandbox=sandbox.info,
        notes=(*(execution.notes if execution else ()), *((SECOND_RUN,) if options.second else ())),
        seconds=time.perf_counter() - started,
        memory_mb=execution.memory_mb if execution else 0.0,
    )
    return Graded(report, handed_in, scratch, _late(report, execution))


def _late(report: GradeReport, execution: Execution | None) -> bool:
    out_of_time = any(check.verdict is Verdict.TIMED_OUT for check in report.checks)
    lost = any(check.points < check.max_points for check in report.checks)
    return lost and (out_of_time or (execution is not None and execution.late))


def _made_ready(assignment: Assignment, handed_in: Submission) -> Submission:
    """The hand-in with everything where it is looked for."""
    if assignment.package:
        return put_together(handed_in, assignment.package)
    main = handed_in.main
    if main is None or handed_in.is_module:
        return handed_in
    whole, recovered = recover(main, sought(assignment), lambda: sections(assignment, main))
    notebook, parted = part(whole, assignment.policy.set_anew)
    return handed_in.model_copy(update={"main": notebook, "notes": (*handed_in.notes, *recovered, *parted)})


def _plan(
    assignment: Assignment,
    submission: Submission,
    notebook: Notebook,
    checks: list[Check],
    seeds: Seeds,
    options: Options,
) -> Plan:
    places = [place.cells(notebook) for check in checks if (place := seen_after(assignment, check))]
    return Plan(
        submission=submission,
        notebook=notebook,
        policy=options.policy(assignment),
        engine=options.engine,
        seed=seeds.call("cells", 0),
        data=options.data,
        keep_after=frozenset(cells[-1] for cells in places if cells),
    )


def _run_and_check(
    assignment: Assignment,
    checks: list[Check],
    notebook: Notebook,
    execution: Execution,
    seeds: Seeds,
    watch: Watch | None,
) -> dict[str, CheckResult]:
    """Run the cells that are needed, then the checks; where something was not there, run again with more cells."""
    source, traceless = Source(notebook), aloof(notebook)
    choice = Choice.of(assignment, checks, seeds, source)
    for left in reversed(range(MOST_RUNS)):
        choice.everything |= execution.plan.submission.is_module or left == 0
        execution.run(choice.cells)
        if choice.learn(execution.cells.values()):
            continue
        runner = CheckRunner(assignment, seeds, execution.plan.policy.limits, source, watch, traceless)
        results = _run_checks(runner, checks, notebook, execution)
        if not choice.learn(execution.cells.values(), runner.absent, runner.unsatisfied):
            break
    return results


def _run_checks(
    runner: CheckRunner, checks: list[Check], notebook: Notebook, execution: Execution
) -> dict[str, CheckResult]:
    """Ask hidden checks last: what they send must not turn up in what students see of the others.

    What a judging finds may throw new light on what it found first: then there is a second one.
    """
    hidden_last = sorted(checks, key=lambda check: check.visibility == "hidden")
    pending = {check.id: _ask(runner, check, notebook, execution.state) for check in hidden_last}
    results = {check.id: _judge(runner, check, pending[check.id]) for check in checks}
    if runner.reconsider([(check, found) for check in checks if (found := pending[check.id])]):
        results = {check.id: _judge(runner, check, pending[check.id]) for check in checks}
    return costing_once(results)


def _ask(
    runner: CheckRunner, check: Check, notebook: Notebook, state: Callable[[int | None], Session]
) -> Pending | None:
    """Ask a check after the cells that it names; None where there are none."""
    place = seen_after(runner.assignment, check)
    if place is None:
        return runner.ask(check, lambda: state(None))
    cells = place.cells(notebook)
    return runner.ask(check, lambda: state(cells[-1]), f"after cell {cells[-1]}") if cells else None


def _judge(runner: CheckRunner, check: Check, pending: Pending | None) -> CheckResult:
    if pending is None:
        sought = check.after.sought if check.after else "answers this part"
        return unrun(check, Verdict.MISSING, f"No cell was found that {sought}.")
    return runner.judge(check, pending)


def _nothing_to_run(check: Check, submission: Submission) -> CheckResult:
    return unrun(check, Verdict.NOT_RUN, submission.problem or "There is nothing to run in this hand-in.")
