"""A worker can start no program, reach no network, gain no right and harm no other process."""

import contextlib
import errno
import os
import platform
import signal

import pyseccomp
import pytest

from grader.sandbox import processes
from grader.sandbox.protocol import WorkerCrashed, WorkerTimedOut
from grader.sandbox.session import WorkerSession
from tests.sandbox.conftest import LIMITS, Opens, answer, refused, told

DANGEROUS = [
    "ptrace",
    "process_vm_readv",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "bpf",
    "unshare",
    "setns",
    "io_uring_setup",
    "userfaultfd",
    "keyctl",
    "add_key",
    "capset",
    "perf_event_open",
    "pidfd_getfd",
    "kcmp",
    "open_by_handle_at",
    "memfd_create",
    "syslog",
    "init_module",
    "kexec_load",
    "reboot",
    "swapon",
    "settimeofday",
    "clock_settime",
    "shmget",
    "mq_open",
    "fanotify_init",
    "inotify_init1",
    "quotactl",
    "acct",
    "setsid",
    "setpgid",
    "seccomp",
    "landlock_create_ruleset",
    "clone3",
    "fsopen",
    "open_tree",
    "move_mount",
    "execve",
    "execveat",
    "personality",
    "io_setup",
]
UNKNOWN = 999
CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]
NAMESPACES_AND_PARENT = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x8000)
CALL = """
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    def call(number, *arguments):
        ctypes.set_errno(0)
        return libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)), ctypes.get_errno()
    """
REFUSALS = {errno.EPERM, errno.EACCES, errno.ENOSYS}


def test_dangerous_system_calls_are_refused(session: WorkerSession) -> None:
    told(session, CALL)
    numbers = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name in DANGEROUS} | {"": UNKNOWN}
    assert min(numbers.values()) >= 0
    results = told(session, f"result = {{name: call(number, 0, 0, 0, 0, 0) for name, number in {numbers}.items()}}")
    assert {name for name, (result, error) in results.items() if result != -1 or error not in REFUSALS} == set()


def test_clone_makes_no_namespaces(session: WorkerSession) -> None:
    told(session, CALL)
    for flag in NAMESPACES_AND_PARENT:
        for garbage in (0, 1 << 32):
            flags = flag | signal.SIGCHLD | garbage
            assert told(session, f"result = call({CLONE}, {flags}, 0, 0, 0, 0)") == (-1, errno.ENOSYS)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x86_64 alone has other ways to make a system call")
@pytest.mark.parametrize("code", ["b814000000cd80c3", "b827000040" + "0f05c3"], ids=["32-bit", "x32"])
def test_another_numbering_of_system_calls_kills(session: WorkerSession, code: str) -> None:
    source = f"""
        import ctypes, mmap
        memory = mmap.mmap(-1, 4096, prot=7)
        memory.write(bytes.fromhex({code!r}))
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
        """
    with pytest.raises(WorkerCrashed, match="not allowed"):
        answer(session, source)


PROGRAMS = (
    "import subprocess; subprocess.run(['/bin/true'])",
    "os.execv('/bin/true', ['true'])",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "fd = os.memfd_create('x'); os.execve(fd, ['x'], {})",
    "import shutil, sys; shutil.copy(os.path.realpath(sys.executable), 'python'); os.execv('./python', ['python'])",
)


def test_no_program_can_be_started(session: WorkerSession) -> None:
    for source in PROGRAMS:
        assert refused(session, source) in {"PermissionError", "FileNotFoundError", "OSError"}, source
    assert told(session, "result = os.system('true')") != 0


SOCKETS = (
    "socket.create_connection(('127.0.0.1', 53), 1)",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53))",
    "socket.socket(socket.AF_INET6)",
    "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "socket.socket(socket.AF_VSOCK)",
    "socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)",
    "socket.getaddrinfo('example.com', 80)",
    "socket.socketpair(socket.AF_INET)",
)


def test_there_is_no_network(session: WorkerSession) -> None:
    for source in SOCKETS:
        assert refused(session, f"import socket; {source}") in {"PermissionError", "OSError", "gaierror"}, source


def test_it_has_no_rights_left(session: WorkerSession) -> None:
    status = told(session, "result = Path('/proc/self/status').read_text()")
    fields = dict(line.split(":\t") for line in status.splitlines())
    assert {fields[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
    assert fields["NoNewPrivs"] == "1"
    assert fields["Seccomp"] == "2"
    assert "0" not in fields["Uid"].split()


def test_users_and_limits_cannot_be_changed(session: WorkerSession) -> None:
    for source in ("os.setuid(0)", "os.setgid(0)", "os.setgroups([0])", "os.setresuid(0, 0, 0)", "os.chroot('.')"):
        assert refused(session, source) in {"PermissionError", "OSError"}
    assert refused(session, "import resource; resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6))") == "ValueError"
    assert refused(session, "os.nice(-10)") == "PermissionError"


def test_a_parent_death_signal_cannot_be_taken_off(session: WorkerSession) -> None:
    for option, value in ((1, 0), (4, 1), (36, 0)):
        assert told(session, f"import ctypes; result = ctypes.CDLL(None).prctl({option}, {value}, 0, 0, 0)") == -1


def test_other_processes_cannot_be_signalled(opens: Opens) -> None:
    attacker, neighbour = opens(), opens()
    victims = (os.getpid(), os.getppid(), neighbour.process.pid)
    source = f"""
        import signal, contextlib
        result = 0
        for pid in {victims}:
            for number in (9, 19, 15, 2, 0):
                for send in (os.kill, os.killpg, lambda p, n: signal.pidfd_send_signal(os.pidfd_open(p), n)):
                    with contextlib.suppress(OSError):
                        send(pid, number)
                        result += 1
        """
    assert told(attacker, source) == 0
    assert told(neighbour, "result = 1") == 1


def test_signalling_everything_hits_only_itself(opens: Opens) -> None:
    attacker, neighbour = opens(), opens()
    with contextlib.suppress(WorkerCrashed):
        answer(attacker, "os.kill(-1, 9)")
    assert told(neighbour, "result = 1") == 1
    assert told(opens(), "result = 2") == 2


def test_other_processes_keep_their_priority(session: WorkerSession) -> None:
    before, cores = os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)
    for which in ("os.PRIO_PROCESS", "os.PRIO_PGRP", "os.PRIO_USER"):
        answer(session, f"os.setpriority({which}, {os.getpid()}, 19)")
    answer(session, "os.setpriority(os.PRIO_USER, 0, 19)")
    answer(session, f"os.sched_setaffinity({os.getpid()}, {{{min(cores)}}})")
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
    assert os.sched_getaffinity(0) == cores


def test_its_own_signals_work(session: WorkerSession) -> None:
    source = """
        import signal
        got = []
        signal.signal(signal.SIGUSR1, lambda *_: got.append("usr1"))
        os.kill(os.getpid(), signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        result = got
        """
    assert told(session, source) == ["usr1", "usr1"]


def test_threads_and_children_work(session: WorkerSession) -> None:
    source = """
        import concurrent.futures, multiprocessing
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            threads = list(pool.map(abs, range(-4, 0)))
        read, write = multiprocessing.get_context("fork").Pipe()
        child = multiprocessing.get_context("fork").Process(target=lambda: write.send("child"))
        child.start()
        child.join()
        result = (threads, read.recv())
        """
    assert told(session, source) == ([4, 3, 2, 1], "child")


def test_more_processor_time_than_allowed_ends_it(opens: Opens) -> None:
    session = opens(LIMITS.model_copy(update={"total_seconds": -29.5}))
    with pytest.raises(WorkerTimedOut, match="the 1 s that a submission may take in all"):
        answer(session, "while True: pass", timeout=20)
    assert session.worker.members() == []


@pytest.mark.slow
def test_the_kernel_ends_what_works_on_between_two_questions(opens: Opens) -> None:
    session = opens(LIMITS.model_copy(update={"total_seconds": -29.5}))
    works_on = "lambda: [0 for zero in iter(int, 1) if zero]"  # lets others work too, and takes no memory
    told(session, f"import threading; threading.Thread(target={works_on}, daemon=True).start()")
    assert processes.has_ended(session.handle, within=120)
    with pytest.raises(WorkerTimedOut, match="processor time"):
        answer(session, "result = 1")
