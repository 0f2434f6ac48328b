"""Where a run takes place: on this machine, or on a Dask cluster."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from grader.batch import Run, on_this_machine
from grader.cluster import connected, grade_on_cluster, pack
from grader.course import Course

SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", help="Grade on the Dask cluster whose scheduler is there: tcp://HOST:PORT.")
]
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", help="Start --jobs workers with slurm, pbs, sge, lsf, htcondor or oar.")
]
Where = Callable[[Callable[[], None]], Run]
"""Given what is to be called a few times a second, how hand-ins are graded."""


@contextlib.contextmanager
def chosen_place(
    home: Course, assignment: str, *, scheduler: str | None, system: str | None, jobs: int | None, own_data: bool
) -> Iterator[Where]:
    """The local machine, or the cluster that was named; `own_data`: the data sets are not the course's own."""
    if scheduler and system:
        raise typer.BadParameter("--scheduler names a running cluster, --cluster starts one: take one of them")
    if not scheduler and not system:
        yield on_this_machine
        return
    with connected(scheduler=scheduler, system=system, jobs=jobs or 1) as client:
        bundle = pack(home.root, assignment)
        yield (
            lambda tick: (
                lambda handins, setting, _: grade_on_cluster(
                    handins, setting, client, bundle, built_in_data=not own_data, tick=tick
                )
            )
        )
