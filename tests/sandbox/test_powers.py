"""A worker can start no program, reach no network, gain no right and harm no other process."""

import contextlib
import errno
import os
import platform
import signal

import pytest

from grader.sandbox.protocol import WorkerCrashed
from grader.sandbox.session import WorkerSession
from tests.sandbox.conftest import LIMITS, Opens, answer, refused, told

NUMBERS = {
    "x86_64": {"ptrace": 101, "process_vm_readv": 310, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "bpf": 321}
    | {"unshare": 272, "setns": 308, "io_uring_setup": 425, "userfaultfd": 323, "keyctl": 250, "add_key": 248, "capset": 126}
    | {"perf_event_open": 298, "pidfd_getfd": 438, "kcmp": 312, "open_by_handle_at": 304, "memfd_create": 319, "syslog": 103}
    | {"init_module": 175, "kexec_load": 246, "reboot": 169, "swapon": 167, "settimeofday": 164, "clock_settime": 227}
    | {"shmget": 29, "mq_open": 240, "fanotify_init": 300, "inotify_init1": 294, "quotactl": 179, "iopl": 172, "acct": 163}
    | {"setsid": 112, "setpgid": 109, "seccomp": 317, "landlock_create_ruleset": 444, "clone3": 435, "fsopen": 430}
    | {"open_tree": 428, "move_mount": 429, "execve": 59, "execveat": 322, "personality": 135, "io_setup": 206, "unknown": 999},
    "aarch64": {"ptrace": 117, "mount": 40, "unshare": 97, "setns": 268, "bpf": 280, "io_uring_setup": 425, "execve": 221},
}[platform.machine()]


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
    results = told(session, f"result = {{name: call(number, 0, 0, 0, 0, 0) for name, number in {NUMBERS}.items()}}")
    assert {name: (result, error) for name, (result, error) in results.items() if result != -1 or error not in REFUSALS} == {}


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
    source = "import ctypes; result = [ctypes.CDLL(None).prctl(option, value, 0, 0, 0) for option, value in ((1, 0), (4, 1), (36, 0))]"
    assert told(session, source) == [-1, -1, -1]


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
    before = os.getpriority(os.PRIO_PROCESS, 0)
    for which in ("os.PRIO_PROCESS", "os.PRIO_PGRP", "os.PRIO_USER"):
        answer(session, f"os.setpriority({which}, {os.getpid()}, 19)")
    answer(session, "os.setpriority(os.PRIO_USER, 0, 19)")
    answer(session, f"os.sched_setaffinity({os.getpid()}, {{0}})")
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
    assert len(os.sched_getaffinity(0)) == (os.cpu_count() or 1)


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
    limits = LIMITS.model_copy(update={"total_seconds": -29.5})
    with pytest.raises(WorkerCrashed, match="killed"):
        answer(opens(limits), "while True: pass", timeout=20)
