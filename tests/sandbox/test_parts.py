"""The parts of the sandbox that need no worker."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import cgroups, places, processes, remedies, users
from grader.sandbox.processes import Process
from grader.sandbox.protocol import SandboxError, WorkerCrashed, WorkerOutOfMemory
from grader.sandbox.tiers import TierReport
from grader.sandbox.watch import Caps, Watch, broken

SLEEPER = "import time; kept = b'x' * (40 << 20); print('up', flush=True); time.sleep(600)"


@pytest.fixture
def sleeper() -> Iterator[Process]:
    """A process of its own session that holds 40 MB."""
    with subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE, start_new_session=True) as started:
        assert started.stdout
        started.stdout.readline()
        found = processes.read(started.pid)
        assert found
        yield found
        started.kill()


def test_a_process_is_known_by_what_the_kernel_says(sleeper: Process) -> None:
    assert (sleeper.parent, sleeper.session, sleeper.threads) == (os.getpid(), sleeper.pid, 1)
    assert processes.of_session(sleeper.pid) == [sleeper]
    assert 40 << 20 < processes.memory([sleeper]) < 100 << 20
    assert processes.peak_memory(sleeper.pid) >= processes.memory([sleeper])
    assert processes.threads_of_user(os.geteuid()) > 1


def test_a_process_is_killed_and_waited_for(sleeper: Process) -> None:
    handle = os.pidfd_open(sleeper.pid)
    assert processes.number_behind(handle) == sleeper.pid
    processes.kill([sleeper])
    assert processes.has_ended(handle)
    assert processes.read(sleeper.pid) is None
    os.close(handle)


def test_another_process_with_the_same_number_lives(sleeper: Process) -> None:
    namesake = Process(sleeper.pid, sleeper.parent, sleeper.session, 1, sleeper.started - 1)
    processes.kill([namesake])
    assert processes.read(sleeper.pid) == sleeper


def test_the_watchdog_tells_which_limit_is_broken(sleeper: Process, tmp_path: Path) -> None:
    def caps(memory_mb: int | None = None, most: int | None = None, scratch: Path | None = None) -> Caps:
        return Caps(memory_mb=memory_mb, processes=most, scratch=scratch, scratch_mb=1, scratch_files=2)

    assert not caps().any
    assert broken(caps(memory_mb=100, most=1, scratch=tmp_path), [sleeper]) is None
    assert isinstance(broken(caps(memory_mb=30), [sleeper]), WorkerOutOfMemory)
    assert isinstance(broken(caps(most=0), [sleeper]), WorkerCrashed)
    for number in range(3):
        (tmp_path / str(number)).write_text("")
    assert "2 files" in str(broken(caps(scratch=tmp_path), [sleeper]))


def test_the_watchdog_calls_once(sleeper: Process) -> None:
    called: list[object] = []
    watch = Watch()
    watch.add(
        sleeper.pid, Caps(memory_mb=1, processes=None, scratch=None, scratch_mb=0, scratch_files=0), called.append
    )
    deadline = time.monotonic() + 10
    while not called and time.monotonic() < deadline:
        os.sched_yield()
    watch.close()
    watch.close()
    assert len(called) == 1


def test_user_numbers_are_taken_once() -> None:
    taken = [users.take() for _ in range(20)]
    assert len({user.uid for user in taken}) == 20
    assert all(user.uid > 60_000 for user in taken)
    for user in taken:
        user.give_back()


def test_nothing_of_the_course_is_granted(checkout: Path) -> None:
    granted = places.granted()
    hidden = (checkout, checkout / "grader" / "checks", Path.home(), Path("/etc"), Path("/tmp"), Path("/proc"))
    assert not [path for path in hidden for folder in granted if path.is_relative_to(folder)]
    assert any(Path(os.__file__).is_relative_to(folder) for folder in granted)
    assert not [path for path in granted for other in granted if path != other and path.startswith(other + "/")]


def test_a_course_among_the_packages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / "site-packages"
    course = packages / "course"
    (course / "assignments").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(packages))
    monkeypatch.chdir(course)
    with pytest.raises(SandboxError, match="move it"):
        places.granted()


@pytest.mark.skipif(cgroups.usable() is None, reason="no cgroup can be made here")
def test_a_cgroup_holds_what_joins_it_and_goes_when_it_is_empty() -> None:
    group = cgroups.create(1 << 30)
    assert group
    source = f"open({str(group.folder / 'cgroup.procs')!r}, 'w').write('0'); print('in', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as member:
        assert member.stdout
        member.stdout.readline()
        assert group.members() == [member.pid]
        assert group.memory_kills() == 0
        group.remove()
        assert group.folder.exists()
        member.kill()
    group.remove()
    group.remove()
    assert not group.folder.exists()
    assert group.members() == []


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("seccomp: install libseccomp", "apt-get"),
        ("Landlock: the kernel does not have it", "landlock" if not remedies.in_container() else "seccomp"),
        ("/opt/python/lib cannot be read by the user of the worker", "chmod -R a+rX /opt/python/lib"),
        ("workers cannot reach /tmp/x: /tmp admits only its owner; set TMPDIR to another folder", "TMPDIR"),
        ("only root can give each worker a user of its own", "sudo"),
        ("unshare(0x20000000): Operation not permitted", "docker" if os.geteuid() == 0 else "apparmor"),
    ],
)
def test_each_obstacle_has_a_remedy(reason: str, remedy: str) -> None:
    report = TierReport(tier=0, works=False, reason=reason)
    assert remedy in report.remedy
    assert reason in str(report)


def test_a_tier_that_works_says_what_it_leaves_open() -> None:
    report = TierReport(tier=2, works=True, layers=("landlock abi 7", "seccomp", "memory watchdog"))
    assert report.remedy == ""
    assert any("watchdog" in sentence for sentence in report.info.left_open)
    assert all(sentence in str(report) for sentence in (*report.layers, *report.left_open))
