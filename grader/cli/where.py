"""Where a run takes place: on this machine, or on a Dask cluster."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from grader.batch import Run, on_this_machine
from grader.cli.console import errors
from grader.cli.plan import Plan
from grader.cluster import connected, grade_on_cluster, pack

SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", help="Grade on the Dask cluster whose scheduler is there: tcp://HOST:PORT.")
]
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", help="Start --jobs workers with slurm, pbs, sge, lsf, htcondor or oar.")
]
Where = Callable[[Callable[[], None]], Run]
"""Given what is to be called a few times a second, how hand-ins are graded."""


@contextlib.contextmanager
def chosen_place(plan: Plan, *, scheduler: str | None, system: str | None, jobs: int | None) -> Iterator[Where]:
    """The local machine, or the cluster that was named."""
    if scheduler and system:
        raise typer.BadParameter("--scheduler names a running cluster, --cluster starts one: take one of them")
    if not scheduler and not system:
        yield on_this_machine
        return
    with connected(scheduler=scheduler, system=system, jobs=jobs or 1) as client:
        if system:
            errors.print(f"{jobs or 1} jobs wait in the queue of {system}; Ctrl-C takes them back")
        bundle = pack(plan.home.root, plan.assignment.name)
        yield lambda tick: lambda handins, setting, _: grade_on_cluster(handins, setting, client, bundle, tick=tick)
