"""An audit from start to end: hand-ins are made, graded, and looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from grader.audit.findings import Findings
from grader.audit.plan import Extent, later_trials
from grader.audit.trial import Bench, Outcome, Trial
from grader.checks import AuthorError, misconceptions_of
from grader.pool import Failure, run_all


@dataclass(frozen=True)
class Progress:
    """How a caller watches."""

    begin: Callable[[int], None]
    """Is told how many trials there are in all."""
    advance: Callable[[], None]
    refresh: Callable[[], None]


def audit(bench: Bench, extent: Extent, jobs: int, progress: Progress) -> Findings:
    """Audit one assignment on `jobs` processes. Raises `AuthorError` where a trial cannot be made."""
    assignment, variants = bench.solution.assignment, bench.solution.variants
    first = _run(bench, [Trial()], 1, progress)
    hidden = frozenset(check.id for check in assignment.checks if check.visibility == "hidden")
    trials = later_trials(first[0], variants, hidden, extent)
    if not bench.solution.may_be_module:
        trials = [trial for trial in trials if not trial.module]
    progress.begin(len(trials))
    outcomes = chain(first, _run(bench, trials, jobs, progress))
    known = {item.name for item in misconceptions_of(assignment.reference)}
    return Findings(tuple(outcomes), frozenset(known))


def _run(bench: Bench, trials: list[Trial], jobs: int, progress: Progress) -> list[Outcome]:
    """The outcomes in the order of the trials."""
    found = dict[Trial, Outcome]()
    for trial, outcome in run_all(trials, jobs, bench.prepare(), tick=progress.refresh):
        if isinstance(outcome, Failure):
            raise AuthorError(f"{trial}: {outcome.message}")
        found[trial] = outcome
        progress.advance()
    return [found[trial] for trial in trials]
