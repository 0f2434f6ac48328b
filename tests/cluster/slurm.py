"""A Slurm of the tests' own: one node on loopback, everything in one folder, gone when the tests are."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TIMEOUT_SECONDS = 90
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scancel")
# Two jobs of one core at once, whatever the machine has: what is tried here is not Slurm's own counting.
CONFIGURATION = """
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,sched_min_interval=0
KillWait=5
MpiDefault=none
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=64000
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


@dataclass(frozen=True)
class Slurm:
    """A running Slurm."""

    environment: dict[str, str]
    """What its commands need."""

    def jobs(self) -> list[str]:
        """Numbers of the jobs that wait or run."""
        return self._run("squeue", "--noheader", "--format=%A", "--states=PENDING,RUNNING").split()

    def cancel(self, job: str) -> None:
        """Take a job out of the queue, as its owner or an administrator would."""
        self._run("scancel", job)

    def ready(self) -> bool:
        """Whether the node takes jobs."""
        return "idle" in self._run("sinfo", "--noheader", "--format=%T")

    def _run(self, *command: str) -> str:
        environment = {**os.environ, **self.environment}
        ran = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS
        )
        return ran.stdout


@contextlib.contextmanager
def slurm(folder: Path) -> Iterator[Slurm]:
    """Run Slurm in `folder`. Where it is not installed, or this user may not, the tests are skipped."""
    if os.geteuid() != 0 or not all(map(shutil.which, PROGRAMS)):
        pytest.skip("needs root and Slurm: apt-get install slurm-wlm")
    settings = _configure(folder)
    running = Slurm({"SLURM_CONF": str(settings)})
    socket_ = folder / "munge.socket"
    files = [f"--{name}-file={folder}/munge.{name}" for name in ("key", "log", "pid", "seed")]

    def said() -> str:
        return "\n".join(path.read_text()[-2000:] for path in sorted(folder.glob("*.out")))

    with contextlib.ExitStack() as stack:
        stack.enter_context(_daemon(["munged", "-F", "-f", f"--socket={socket_}", *files], folder))
        wait_until(socket_.exists, said)
        stack.enter_context(_daemon(["slurmctld", "-D", "-f", str(settings)], folder))
        stack.enter_context(_daemon(["slurmd", "-D", "-f", str(settings)], folder))
        wait_until(running.ready, said)
        yield running


def _configure(folder: Path) -> Path:
    for name in ("state", "spool"):
        (folder / name).mkdir(mode=0o755)
    key = folder / "munge.key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o400)
    settings = folder / "slurm.conf"
    host = socket.gethostname().partition(".")[0]
    settings.write_text(
        CONFIGURATION.format(host=host, folder=folder, controller_port=_free_port(), node_port=_free_port())
    )
    return settings


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _daemon(command: list[str], folder: Path) -> Iterator[None]:
    with (folder / f"{command[0]}.out").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(ready: Callable[[], bool], why: Callable[[], str]) -> None:
    """Look again and again; after a while fail, and say why."""
    end = time.monotonic() + TIMEOUT_SECONDS
    while not ready():
        if time.monotonic() > end:
            pytest.fail(why())
        time.sleep(0.1)
