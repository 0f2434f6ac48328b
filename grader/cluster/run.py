"""A run over many hand-ins on a Dask cluster, in place of the pool of this machine."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.batch import Done, Setting
from grader.batch.grading import deliver, look_up
from grader.batch.memory import Known
from grader.cluster.bundle import Bundle
from grader.cluster.connect import library, refill
from grader.cluster.errors import ClusterError
from grader.cluster.place import Order, grade_there
from grader.intake import read
from grader.model import Handin, Submission
from grader.pool import Failure

TICK_SECONDS = 0.25
ALONE_SECONDS = 120
"""So long a run waits while the cluster has no worker at all."""
AHEAD = 3
"""Hand-ins sent for each thread of the cluster: enough that none waits, few enough that little is in memory."""
Outcomes = Generator[tuple[Handin, Done | Failure], None, None]


@dataclass(frozen=True)
class _Sent:
    """A hand-in that is on its way."""

    handin: Handin
    submission: Submission
    known: Known | None


def grade_on_cluster(
    handins: Sequence[Handin],
    setting: Setting,
    client: Any,
    bundle: Bundle,
    *,
    tick: Callable[[], None] = lambda: None,
) -> Outcomes:
    """Grade every hand-in on the cluster; yield each with its outcome, in the order of finishing.

    A hand-in whose workers die, as often as the scheduler allows, is set aside as a `Failure`. In a second run hand-ins
    go one at a time, so that one that brings workers down costs no other.
    """
    order = Order(setting.assignment.name, setting.seeds, setting.options, tier=setting.tier, trust=setting.trust)
    # As the result of a task: lost with the last worker that has it, it is made anew, which scattered data are not.
    there = client.submit(_carried, bundle, pure=False)
    sent: dict[Any, _Sent] = {}
    waiting = iter(handins)
    with look_up(setting) as recall:
        try:
            while True:
                most = 1 if setting.options.second else AHEAD * max(1, sum(client.nthreads().values()))
                yield from _send(waiting, sent, most, setting, recall, lambda one: _submit(client, there, order, one))
                if not sent:
                    return
                tick()
                for future in _finished(client, sent):
                    one = sent.pop(future)
                    yield one.handin, _outcome(future, one, setting)
        finally:
            client.cancel(list(sent), force=True)


def _carried(bundle: Bundle) -> Bundle:
    return bundle


def _send(
    waiting: Iterator[Handin],
    sent: dict[Any, _Sent],
    most: int,
    setting: Setting,
    recall: Callable[[Submission], Known | None],
    submit: Callable[[_Sent], Any],
) -> Outcomes:
    """Send hand-ins until enough are on their way; what need not be graded comes back at once."""
    while len(sent) < most and (handin := next(waiting, None)) is not None:
        submission = read(handin, patterns=setting.assignment.submission)
        known = recall(submission)
        if known and not known.left:
            yield handin, deliver(setting, submission, known, None)
        else:
            one = _Sent(handin, submission, known)
            sent[submit(one)] = one


def _submit(client: Any, bundle: Any, order: Order, one: _Sent) -> Any:
    checks = one.known.left if one.known else order.options.checks
    return client.submit(grade_there, bundle, order, one.submission, checks, pure=False)


def _finished(client: Any, sent: dict[Any, _Sent]) -> list[Any]:
    """Those that have ended, waiting for a moment; raises `ClusterError` when there has been no worker for long."""
    distributed = library("distributed")
    with client.as_current():
        try:
            ended = distributed.wait(list(sent), timeout=TICK_SECONDS, return_when="FIRST_COMPLETED")
            done: list[Any] = list(ended.done)
        except TimeoutError:
            done = []
    if not refill(client) and not done and not client.nthreads():
        try:
            client.wait_for_workers(1, timeout=ALONE_SECONDS)
        except TimeoutError:
            raise ClusterError(f"the cluster has had no worker for {ALONE_SECONDS} s") from None
    return done


def _outcome(future: Any, one: _Sent, setting: Setting) -> Done | Failure:
    error = future.exception()
    if error is None:
        return deliver(setting, one.submission, one.known, future.result())
    if isinstance(error, library("distributed").scheduler.KilledWorker):
        return Failure("set aside: every worker that had this hand-in died")
    return Failure(f"{type(error).__name__}: {error}")
