"""Running one check on one submission: live run, marks, and where they are missed, follow-through and diagnosis.

A check is first asked and later judged. Between the two, all other checks are asked, those that students see first: so
nothing of a hidden check's inputs, which the submission may have kept somewhere, can turn up in what students see.
"""

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grader.checks.asking.answers import LiveCaller, ReplayCaller, fault_of_death
from grader.checks.asking.asked import Asked
from grader.checks.asking.copies import Copies, Fork
from grader.checks.asking.reply import MadeCall
from grader.checks.asking.source import Source
from grader.checks.assignment import Assignment, Check
from grader.checks.expected.misconceptions import Misconception
from grader.checks.judging.attempt import NO_SOURCE, Attempt, attempt
from grader.checks.judging.combine import described
from grader.checks.judging.diagnose import Found, by_reach, diagnose
from grader.checks.judging.expect import plain
from grader.checks.judging.follow import passes_with_taps
from grader.checks.judging.marking import Mark, mark
from grader.checks.judging.replays import Replays
from grader.checks.seeds import Seeds
from grader.compare import show
from grader.model import CallShown, CheckResult, Diagnosis, Limits, Verdict
from grader.sandbox.protocol import WorkerGone

Watch = Callable[[Check, Attempt, Asked], None]
"""Is told what each check recorded and asked for on its live run, before it is marked."""
CALLS_SHOWN = 8
"""Calls of one check that a report lists."""


@dataclass
class Pending:
    """A check whose questions the submission has answered, or not."""

    fork: Fork
    live: Attempt | None = None
    caller: LiveCaller | None = None
    failure: Exception | None = None
    """Why there is no attempt."""
    seconds: float = 0.0

    def outcome(self) -> tuple[Attempt, LiveCaller]:
        """The attempt, and the record of its questions. Raises what kept it from being made."""
        if self.live is None or self.caller is None:
            raise self.failure or RuntimeError("the check was never asked")
        return self.live, self.caller


@dataclass
class CheckRunner:
    """Runs the checks of one submission; remembers which functions were found wrong on the way."""

    assignment: Assignment
    seeds: Seeds
    limits: Limits
    source: Source = NO_SOURCE
    watch: Watch | None = None
    aloof: frozenset[str] = frozenset()
    """Functions and classes of the submission that leave no trace when they are called."""
    at_fault: set[str] = field(default_factory=set)
    """Functions that an earlier check found wrong."""
    unsatisfied: Asked = field(default_factory=Asked)
    """What checks asked for that did not pass."""
    absent: Asked = field(default_factory=Asked)
    """What was not there then."""
    known: dict[Misconception, set[str]] = field(default_factory=dict)
    """Misconceptions that earlier checks found, each with the functions in which they did."""
    likely: list[Misconception] = field(default_factory=list)
    """Misconceptions that a judging before this one found, the likeliest first."""

    def __post_init__(self) -> None:
        self._copies = Copies(self.limits, self.aloof)

    def ask(self, check: Check, fork: Fork, state: str = "") -> "Pending":
        """Put a check's questions to the submission.

        `fork` copies the submission's state; checks that name the same `state` may share a copy.
        """
        started = time.perf_counter()
        pending = Pending(fork)
        try:
            pending.caller = self._copies.shared(check.question, state, fork)
            pending.live = attempt(check, self.assignment, pending.caller, self.seeds, source=self.source)
        except Exception as error:  # noqa: BLE001  (told by `judge`)
            pending.failure = error
        pending.seconds = time.perf_counter() - started
        return pending

    def judge(self, check: Check, pending: "Pending") -> CheckResult:
        """Mark what came of a check. To be called in the assignment's order, as earlier mistakes count only once."""
        started = time.perf_counter()
        try:
            result = self._judge(check, *pending.outcome(), lambda: self._copies.own(pending.fork))
        except WorkerGone as gone:
            result = unrun(check, fault_of_death(gone).verdict, f"The submission's process is gone: {gone}.")
        except Exception as error:  # noqa: BLE001  (whatever an author's code raises is a grader error, never a lost result)
            result = unrun(check, Verdict.GRADER_ERROR, _failure(error))
        finally:
            self._copies.end_own()
        seconds = pending.seconds + time.perf_counter() - started
        return result.model_copy(update={"seconds": round(seconds, 4)})

    def reconsider(self, asked: Sequence[tuple[Check, Pending]]) -> bool:
        """Begin to judge anew, knowing what was found; whether two mistakes in one function may turn out to be one."""
        functions = [mistake.function for mistake in self.known]
        if len(functions) == len({*functions}):
            return False
        failed = [
            self._replays(check, pending.live, pending.caller)
            for check, pending in asked
            if pending.live and pending.caller and not pending.live.passed and not pending.live.fault
        ]
        self.likely = by_reach(self.known, failed)
        self.known, self.at_fault = {}, set()
        return True

    def _judge(self, check: Check, live: Attempt, caller: LiveCaller, connect: Callable[[], LiveCaller]) -> CheckResult:
        if self.watch:
            self.watch(check, live, caller.asked)
        if not live.passed:
            self.unsatisfied.add(caller.asked)
            self.absent.add(caller.absent)
        if self.assignment.tape:
            self.assignment.tape.ran(live.asked, lambda: self._again(check, caller))
        marked = mark(check.points, live.recorded, live.fault)
        if live.passed:
            return self._result(check, live, marked)
        earlier = [name for name in check.follows if name in self.at_fault]
        # Functions that work together, such as a forward and a backward pass, are all tapped where one is at fault.
        if (
            earlier
            and live.fault is None
            and passes_with_taps(check, self.assignment, self.seeds, check.follows, connect, self.source)
        ):
            return self._result(check, live, Mark(Verdict.PASSED, check.points, marked.shares, ""), follows=earlier)
        paid = self._paid(earlier)
        found = (
            Found() if live.fault else self._diagnose(check, live, caller, [name for name in earlier if name in paid])
        )
        new = tuple(mistake for mistake in found.mistakes if not {mistake, mistake.function} & paid)
        follows = [name for mistake in found.mistakes if mistake not in new for name in self._through(mistake, earlier)]
        if follows and not new and found.whole:
            return self._result(check, live, Mark(Verdict.PASSED, check.points, marked.shares, ""), follows=follows)
        self.at_fault.update(live.asked)
        for mistake in found.mistakes if found.whole else ():  # else what has no name may be met again in a caller
            self.known.setdefault(mistake, {mistake.function}).update(live.asked)
        if not new:
            return self._result(check, live, marked)
        diagnosis = described(new, whole=found.whole)
        points = round(max(marked.points, diagnosis.credit * check.points), 4)
        verdict = Verdict.PARTIAL if points > 0 else marked.verdict
        right_but_for = Mark(verdict, points, marked.shares, marked.message)
        return self._result(check, live, right_but_for, diagnosis, follows=follows if found.whole else ())

    def _paid(self, earlier: Sequence[str]) -> set[Misconception | str]:
        """The mistakes that were found in functions at fault; a function itself where its mistake has no name.

        Any other mistake in a function whose own is known is not one that its own checks missed: it is the caller's.
        """
        known = {mistake: where for mistake, where in self.known.items() if where & {*earlier}}
        return {*known} | ({*earlier} - set().union(*known.values()))

    def _through(self, mistake: Misconception, earlier: Sequence[str]) -> list[str]:
        """The answers before, of those at fault, from which a mistake has come."""
        return [name for name in earlier if name in self.known.get(mistake, ())] or [mistake.function]

    def _again(self, check: Check, caller: LiveCaller) -> None:
        attempt(check, self.assignment, ReplayCaller(caller.log), self.seeds, source=self.source)

    def _diagnose(self, check: Check, live: Attempt, caller: LiveCaller, earlier: Sequence[str]) -> Found:
        if live.fault:
            return Found()
        before = list(dict.fromkeys((*self.likely, *self.known)))
        return diagnose(self._replays(check, live, caller), live, first=earlier, known=before)

    def _replays(self, check: Check, live: Attempt, caller: LiveCaller) -> Replays:
        return Replays(check, self.assignment, self.seeds, caller.log, self.source, frozenset(live.excused))

    def _result(
        self,
        check: Check,
        live: Attempt,
        marked: Mark,
        diagnosis: Diagnosis | None = None,
        follows: Sequence[str] = (),
    ) -> CheckResult:
        return CheckResult(
            id=check.id,
            question=check.question,
            sentence=check.sentence,
            visibility=check.visibility,
            verdict=marked.verdict,
            points=marked.points,
            max_points=check.points,
            message=marked.message,
            expectations=tuple(
                item.shown(round(share, 4)) for item, share in zip(live.recorded, marked.shares, strict=True)
            ),
            calls=tuple(_shown(call) for call in live.made[:CALLS_SHOWN]),
            error=live.fault.error if live.fault else None,
            diagnosis=diagnosis,
            follow_through=_follow_sentence(follows),
            seed=self.seeds.of(check.id),
        )


def unrun(check: Check, verdict: Verdict, message: str) -> CheckResult:
    """The result of a check that could not be run."""
    return CheckResult(
        id=check.id,
        question=check.question,
        sentence=check.sentence,
        visibility=check.visibility,
        verdict=verdict,
        points=0.0,
        max_points=check.points,
        message=message,
    )


def _failure(error: Exception) -> str:
    trace = "".join(traceback.format_exception(error))[-4000:]
    return f"The grader failed here, not the submission: {type(error).__name__}: {error}\n{trace}"


def _follow_sentence(functions: Sequence[str]) -> str:
    if not functions:
        return ""
    names = ", ".join(f"`{name}`" for name in functions)
    return (
        f"This answer is built on {names}, where a mistake has already cost points. It was marked again with "
        f"your own {names} in the expected result's place, and is right so: the mistake costs nothing here."
    )


def _shown(call: MadeCall) -> CallShown:
    reply = call.reply
    return CallShown(
        call=call.label,
        arguments={name: show(value) for name, value in call.arguments.items()},
        value=show(plain(reply)) if reply else None,
        printed=reply.printed if reply else "",
        warnings=reply.warnings if reply else (),
        seconds=round(reply.seconds, 6) if reply else 0.0,
    )
