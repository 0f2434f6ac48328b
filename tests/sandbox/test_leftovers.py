"""After a sandbox nothing is left; and when a part of it is killed, the rest goes too and the work goes on."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import cgroups, processes, scratch
from grader.sandbox.choose import probe_tier
from grader.sandbox.local import LocalSandbox
from grader.sandbox.protocol import SandboxError, WorkerCrashed
from tests import descriptors
from tests.sandbox.conftest import CODE, LIMITS, answer, told

WORKING = [tier for tier in (0, 1, 2) if probe_tier(tier).works]
STARTED = """
import sys
from grader.model import Limits
from grader.sandbox import processes
from grader.sandbox.local import LocalSandbox
from grader.sandbox.choose import probe_tier
from tests.sandbox.conftest import CODE, told
sandbox = LocalSandbox({tier}, probe_tier({tier}).info, CODE)
session = sandbox.open(Limits(memory_mb=300))
branch = session.fork()
told(branch, "if os.fork() == 0: os.fork() and os._exit(0); time.sleep(600)")
branch.channel.send({{"op": "run", "nonce": b"", "source": "while True: pass"}})
guard = sandbox._warm._process.pid
zygote = next(process.pid for process in processes.every() if process.parent == guard)
print(guard, zygote, *(process.pid for process in session.worker.members()), flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=WORKING, ids=lambda tier: f"tier{tier}")
def fresh(request: pytest.FixtureRequest) -> Iterator[LocalSandbox]:
    """A sandbox of one tier, for one test."""
    opened = LocalSandbox(request.param, probe_tier(request.param).info, CODE)
    yield opened
    opened.close()


def guard_of(sandbox: LocalSandbox) -> int:
    """The number of the guard's process."""
    assert sandbox._warm._process
    return sandbox._warm._process.pid


def zygote_of(sandbox: LocalSandbox) -> int:
    """The number of its zygote's process."""
    return next(process.pid for process in processes.every() if process.parent == guard_of(sandbox))


def traces() -> set[str]:
    """What a sandbox could leave behind on the machine and in this process."""
    hierarchy = cgroups.usable()
    folders = [Path(tempfile.gettempdir()), *([hierarchy.folder] if hierarchy else [])]
    return {
        *(f"descriptor {name} {target}" for name, target in descriptors.held()),
        *(f"mount {line}" for line in Path("/proc/self/mountinfo").read_text().splitlines()),
        *(f"child {pid}" for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()),
        *(f"folder {path}" for folder in folders for path in folder.glob(f"grader-*-{os.getpid()}-*")),
    }


def no_trace_since(before: set[str]) -> None:
    """Nothing is there that was not there before; what is closed in the background may need a moment."""
    deadline = time.monotonic() + 10
    while traces() != before and time.monotonic() < deadline:
        os.sched_yield()
    assert traces() == before


@pytest.mark.parametrize("tier", WORKING)
def test_nothing_is_left(tier: int) -> None:
    before = traces()
    sandbox = LocalSandbox(tier, probe_tier(tier).info, CODE)
    sessions = [sandbox.open(LIMITS) for _ in range(3)]
    members = []
    for session in sessions:
        told(session, "Path('file').write_text('x')\nif os.fork() == 0: import time; time.sleep(600)")
        told(session.fork(), "if os.fork() == 0: import time; time.sleep(600)")
        members += session.worker.members()
    assert len(members) == 12
    sessions[0].close()
    assert processes.among(process.pid for process in members[:4]) == []
    sandbox.close()
    assert processes.among(process.pid for process in members) == []
    no_trace_since(before)


def test_many_workers_leave_nothing(fresh: LocalSandbox) -> None:
    fresh.open(LIMITS).close()
    before = traces()
    threads = len(os.listdir(f"/proc/{zygote_of(fresh)}/task"))
    for _ in range(30):
        fresh.open(LIMITS).close()
    no_trace_since(before)
    assert len(os.listdir(f"/proc/{zygote_of(fresh)}/task")) == threads == 1
    assert len(list(fresh._place.base.iterdir())) == 2


@pytest.mark.parametrize("victim", [zygote_of, guard_of], ids=["zygote", "guard"])
def test_a_killed_zygote_is_replaced(fresh: LocalSandbox, victim: Callable[[LocalSandbox], int]) -> None:
    session = fresh.open(LIMITS)
    told(session, "if os.fork() == 0: import time; time.sleep(600)")
    members = session.worker.members()
    os.kill(victim(fresh), signal.SIGKILL)
    if victim is zygote_of:
        with pytest.raises(SandboxError, match="warm process"):
            answer(session, "import time; time.sleep(60)")
    session.close()
    assert processes.among(process.pid for process in members) == []
    assert told(fresh.open(LIMITS), "result = 1") == 1


def test_a_zygote_that_cannot_live_is_an_error() -> None:
    code = type(CODE)(serve="told:no_such_function", warm="", paths=CODE.paths)
    before = traces()
    sandbox = LocalSandbox(WORKING[-1], probe_tier(WORKING[-1]).info, code)
    with pytest.raises(SandboxError, match="no_such_function"):
        sandbox.open(LIMITS)
    sandbox.close()
    no_trace_since(before)


@pytest.mark.slow
@pytest.mark.parametrize("tier", WORKING)
@pytest.mark.parametrize("victims", [(), ("zygote",), ("guard",)], ids=["alone", "with zygote", "with guard"])
def test_a_killed_grader_takes_everything_along(tier: int, victims: tuple[str, ...], checkout: Path) -> None:
    command = [sys.executable, "-c", STARTED.format(tier=tier)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=checkout) as grader:
        assert grader.stdout
        pids = [int(word) for word in grader.stdout.readline().split()]
        assert len(pids) >= 5
        handles = [os.pidfd_open(pid) for pid in pids]
        for victim in victims:
            os.kill(pids[("guard", "zygote").index(victim)], signal.SIGKILL)
        grader.kill()
    for handle in handles:
        assert processes.has_ended(handle, within=10)
        os.close(handle)
    scratch.remove_leftovers()
    cgroups.remove_leftovers()
    hierarchy = cgroups.usable()
    assert list(Path(tempfile.gettempdir()).glob(f"grader-*-{grader.pid}-*")) == []
    assert not hierarchy or list(hierarchy.folder.glob(f"grader-*-{grader.pid}-*")) == []


def test_a_folder_that_cannot_be_shown_is_our_error(fresh: LocalSandbox, tmp_path: Path) -> None:
    before = traces()
    with pytest.raises(SandboxError, match="cannot be shown"):
        fresh.open(LIMITS, readable={"/data": str(tmp_path / "missing")})
    no_trace_since(before)


def test_closing_a_sandbox_ends_its_sessions(fresh: LocalSandbox) -> None:
    session = fresh.open(LIMITS)
    branch = session.fork()
    fresh.close()
    fresh.close()
    for closed in (session, branch):
        with pytest.raises(WorkerCrashed, match="closed"):
            answer(closed, "result = 1")
        closed.close()
