"""The way to a cluster: one whose scheduler runs already, or workers that a job system starts for this run alone."""

import contextlib
import signal
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from grader.cluster.errors import ClusterError

CONNECT_SECONDS = 30
JOB_MEMORY = "5GB"
"""What a job asks for unless the configuration says otherwise: a warm grader, and a hand-in with the usual limit."""
JOB_SYSTEMS = {
    "slurm": "SLURMCluster",
    "pbs": "PBSCluster",
    "sge": "SGECluster",
    "lsf": "LSFCluster",
    "htcondor": "HTCondorCluster",
    "oar": "OARCluster",
}
"""Job systems by the name of their class in dask-jobqueue, which reads its settings from Dask's own configuration."""


@contextlib.contextmanager
def connected(*, scheduler: str | None = None, system: str | None = None, jobs: int = 1) -> Iterator[Any]:
    """A client of the cluster whose scheduler is at this address, or of one that a job system starts for this run.

    At the end, however it comes, no job is left in the queue. Raises `ClusterError` where there is none.
    """
    distributed = library("distributed")
    with contextlib.ExitStack() as stack:
        target: Any = scheduler
        if system is not None:
            target = stack.enter_context(_started(system, jobs))
        try:
            client = stack.enter_context(distributed.Client(target, timeout=CONNECT_SECONDS, set_as_default=False))
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterError(f"no Dask scheduler answers at {scheduler}: {error or 'it took too long'}") from None
        yield client


def refill(client: Any) -> bool:
    """Hand in jobs in place of those that ended early, by their time limit for example.

    False where nobody started the workers through a job system, so that none can come by itself.
    """
    cluster = client.cluster
    if cluster is None:
        return False
    if len(cluster.workers) < len(cluster.worker_spec):
        cluster.sync(_settled, cluster)
    return True


def library(name: str) -> Any:
    """A module of the extra `cluster`. Raises `ClusterError` where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        raise ClusterError(f"a cluster needs {name}, which is not installed: pip install 'grader[cluster]'") from None


@contextlib.contextmanager
def _started(system: str, jobs: int) -> Iterator[Any]:
    """A scheduler in this process, whose workers are jobs of one core. All of them speak TLS with keys of this run."""
    if system not in JOB_SYSTEMS:
        raise ClusterError(f"there is no job system {system!r}; there is: {', '.join(JOB_SYSTEMS)}")
    library("cryptography")
    with _same_interrupt():
        start = getattr(library("dask_jobqueue"), JOB_SYSTEMS[system])
    with contextlib.ExitStack() as stack:
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Port .* is already in use")  # its page of statistics is not ours
                cluster = start(cores=1, processes=1, security=True, **_settings(system))
            stack.callback(_end, cluster)
            for _ in range(jobs):
                cluster.worker_spec.update(cluster.new_worker_spec())
            cluster.sync(_settled, cluster)
        except (OSError, ValueError, RuntimeError) as error:
            raise ClusterError(f"{system} took no job: {_reason(error)}") from None
        yield cluster


@contextlib.contextmanager
def _same_interrupt() -> Iterator[None]:
    """dask-jobqueue, when it is imported, lets Ctrl-C end the process with exit code 0, as if all had been done."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def _settings(system: str) -> dict[str, Any]:
    """What the configuration leaves open. Keys of the run lie in the home folder, which machines of a cluster share."""
    configured = library("dask").config.get(f"jobqueue.{system}", {})
    usual = {"memory": JOB_MEMORY, "shared-temp-directory": str(Path.home())}
    return {name.replace("-", "_"): configured.get(name) or value for name, value in usual.items()}


async def _settled(cluster: Any) -> None:
    """As many jobs handed in as are wanted; what goes wrong with that is raised here."""
    await cluster


def _end(cluster: Any) -> None:
    """Take back all jobs. That one of them was never taken is told already; the cluster asserts that it was."""
    with contextlib.suppress(AssertionError):
        cluster.close()


def _reason(error: Exception) -> str:
    """The last line of what the job system's command said, which dask-jobqueue quotes whole."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip() if lines else type(error).__name__
