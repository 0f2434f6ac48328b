"""A run over many hand-ins on a Dask cluster, in place of the pool of this machine."""

import contextlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from grader.batch import Done, Failure, Setting
from grader.batch.grading import deliver, look_up
from grader.batch.memory import Known
from grader.cluster.bundle import Bundle
from grader.cluster.errors import ClusterError
from grader.cluster.place import Order, grade_there
from grader.intake import read
from grader.model import Handin, Submission

CONNECT_SECONDS = 30
TICK_SECONDS = 0.25
ALONE_SECONDS = 120
"""So long a run waits while the cluster has no worker at all."""
AHEAD = 3
"""Hand-ins sent for each thread of the cluster: enough that none waits, few enough that little is in memory."""
JOB_SYSTEMS = {
    "slurm": "SLURMCluster",
    "pbs": "PBSCluster",
    "sge": "SGECluster",
    "lsf": "LSFCluster",
    "htcondor": "HTCondorCluster",
    "oar": "OARCluster",
}
"""Job systems by the name of their class in dask-jobqueue, which reads its settings from Dask's own configuration."""

Outcomes = Generator[tuple[Handin, Done | Failure], None, None]


@contextlib.contextmanager
def connected(*, scheduler: str | None = None, system: str | None = None, jobs: int = 1) -> Iterator[Any]:
    """A client of the cluster whose scheduler is at this address, or of one that a job system starts for this run.

    Raises `ClusterError` where there is none.
    """
    distributed = _library("distributed")
    with contextlib.ExitStack() as stack:
        target: Any = scheduler
        if system is not None:
            target = stack.enter_context(_started(system, jobs))
        try:
            client = stack.enter_context(distributed.Client(target, timeout=CONNECT_SECONDS, set_as_default=False))
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterError(f"no Dask scheduler answers at {scheduler}: {error or 'it took too long'}") from None
        yield client


def _started(system: str, jobs: int) -> Any:
    if system not in JOB_SYSTEMS:
        raise ClusterError(f"there is no job system {system!r}; there is: {', '.join(JOB_SYSTEMS)}")
    try:
        cluster = getattr(_library("dask_jobqueue"), JOB_SYSTEMS[system])()
    except (OSError, ValueError, RuntimeError) as error:
        raise ClusterError(f"{system}: {error}; settings stand in Dask's configuration") from None
    cluster.scale(jobs=jobs)
    return cluster


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise ClusterError(f"a cluster needs {name}, which is not installed: pip install 'grader[cluster]'") from None


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
    built_in_data: bool,
    tick: Callable[[], None] = lambda: None,
) -> Outcomes:
    """Grade every hand-in on the cluster; yield each with its outcome, in the order of finishing.

    A hand-in whose workers die, as often as the scheduler allows, is set aside as a `Failure`.
    """
    order = Order(
        setting.assignment.name, setting.seeds, setting.options, built_in_data, tier=setting.tier, trust=setting.trust
    )
    there = client.scatter(bundle, broadcast=True)
    sent: dict[Any, _Sent] = {}
    waiting = iter(handins)
    with look_up(setting) as recall:
        try:
            while True:
                yield from _send(waiting, sent, setting, recall, lambda one: _submit(client, there, order, one))
                if not sent:
                    return
                tick()
                for future in _finished(client, sent):
                    one = sent.pop(future)
                    yield one.handin, _outcome(future, one, setting)
        finally:
            client.cancel(list(sent), force=True)


def _send(
    waiting: Iterator[Handin],
    sent: dict[Any, _Sent],
    setting: Setting,
    recall: Callable[[Submission], Known | None],
    submit: Callable[[_Sent], tuple[Any, int]],
) -> Outcomes:
    """Send hand-ins until enough are on their way; what need not be graded comes back at once."""
    most = 1
    while len(sent) < most and (handin := next(waiting, None)) is not None:
        submission = read(handin, patterns=setting.assignment.submission)
        known = recall(submission)
        if known and not known.left:
            yield handin, deliver(setting, submission, known, None)
        else:
            one = _Sent(handin, submission, known)
            future, most = submit(one)
            sent[future] = one


def _submit(client: Any, bundle: Any, order: Order, one: _Sent) -> tuple[Any, int]:
    checks = one.known.left if one.known else order.options.checks
    future = client.submit(grade_there, bundle, order, one.submission, checks, pure=False)
    return future, AHEAD * max(1, sum(client.nthreads().values()))


def _finished(client: Any, sent: dict[Any, _Sent]) -> list[Any]:
    """Those that have ended, waiting for a moment; raises `ClusterError` when there has been no worker for long."""
    distributed = _library("distributed")
    with client.as_current():
        try:
            ended = distributed.wait(list(sent), timeout=TICK_SECONDS, return_when="FIRST_COMPLETED")
            done: list[Any] = list(ended.done)
        except TimeoutError:
            done = []
    if not done and not client.nthreads():
        try:
            client.wait_for_workers(1, timeout=ALONE_SECONDS)
        except TimeoutError:
            raise ClusterError(f"the cluster has had no worker for {ALONE_SECONDS} s") from None
    return done


def _outcome(future: Any, one: _Sent, setting: Setting) -> Done | Failure:
    error = future.exception()
    if error is None:
        return deliver(setting, one.submission, one.known, future.result())
    if isinstance(error, _library("distributed").scheduler.KilledWorker):
        return Failure("set aside: every worker that had this hand-in died")
    return Failure(f"{type(error).__name__}: {error}")
