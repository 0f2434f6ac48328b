"""Nothing of the grader's, of other users' or of other submissions can be read from inside."""

import os
import socket
from pathlib import Path

import pytest

import grader
from grader.sandbox.local import LocalSandbox
from grader.sandbox.session import WorkerSession
from tests.sandbox.conftest import SECRET, Opens, answer, refused, told

HIDDEN = SECRET[::-1]
"""Stands in a file outside, in the memory of the grader only from there."""


DENIED = {"FileNotFoundError", "PermissionError"}


@pytest.fixture
def outside(everybodys: Path) -> Path:
    """A folder of the machine that every user may read, with a file in it."""
    file = everybodys / "answers.txt"
    file.write_text(HIDDEN)
    file.chmod(0o666)
    return everybodys


def test_files_of_the_machine_cannot_be_read(session: WorkerSession, outside: Path) -> None:
    machine = ("/etc/passwd", "/etc/hostname", "/proc/kallsyms", "/proc/sys/kernel/hostname")
    for path in (outside / "answers.txt", *machine):
        assert refused(session, f"open({str(path)!r}).read()") in DENIED


def test_folders_of_the_machine_cannot_be_listed(session: WorkerSession, outside: Path) -> None:
    course = Path(grader.__file__).parent.parent
    for path in (outside, course, course / "tests", Path.home(), "/home", "/etc", "/run"):
        names = answer(session, f"result = os.listdir({str(path)!r})").get("value", [])
        assert not {"answers.txt", "grade.py", "sandbox", "passwd"} & set(names)


def test_the_grader_cannot_be_imported(session: WorkerSession) -> None:
    assert told(session, "import grader.wire, grader.worker; result = grader.__name__") == "grader"
    for name in ("grader.checks", "grader.sandbox", "grader.model", "reference", "assignments"):
        assert refused(session, f"import {name}") == "ModuleNotFoundError"


def test_the_environment_is_bare(session: WorkerSession) -> None:
    names = set(told(session, "result = dict(os.environ)"))
    assert "GRADER_SECRET" not in names
    assert not {name for name in names if any(word in name for word in ("TOKEN", "KEY", "SECRET", "PASSWORD"))}
    assert SECRET not in str(answer(session, "result = Path('/proc/self/environ').read_text()"))


def test_only_its_own_descriptors_are_open(session: WorkerSession) -> None:
    source = """
        names = [name for name in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{name}")]
        result = {name: os.readlink(f"/proc/self/fd/{name}") for name in names}
        """
    opened = told(session, source)
    assert [opened.pop(name) for name in "012"] == ["/dev/null"] * 3
    sockets = [name for name, target in opened.items() if target.startswith("socket:")]
    assert len(sockets) == 1
    doors = set(opened) - set(sockets)
    assert all(int(name) >= 100 for name in doors)
    for door in doors:
        assert refused(session, f"os.read({door}, 1)") == "OSError"
        assert refused(session, f"os.listdir('/proc/self/fd/{door}/../../..')") in DENIED


def test_other_processes_cannot_be_looked_into(session: WorkerSession, sandbox: LocalSandbox, opens: Opens) -> None:
    neighbour = opens()
    zygote = sandbox._warm._process
    assert zygote
    for pid in (os.getpid(), os.getppid(), zygote.pid, neighbour.process.pid):
        for file in ("environ", "cmdline", "mem", "maps", "status"):
            assert refused(session, f"open('/proc/{pid}/{file}', 'rb').read(1)") in DENIED
        assert refused(session, f"os.listdir('/proc/{pid}/fd')") in DENIED


def test_memory_holds_nothing_of_the_grader(session: WorkerSession) -> None:
    backwards = SECRET[::-1]
    source = f"""
        import ctypes, gc
        wanted = {backwards!r}[::-1]
        found = [type(o).__name__ for o in gc.get_objects() if wanted in str(vars(o) if hasattr(o, "__dict__") else "")]
        result = found
        """
    assert told(session, source, timeout=60) == []


def test_a_neighbour_cannot_be_reached(opens: Opens) -> None:
    first, second = opens(), opens()
    path = told(first, "Path('mine.txt').write_text('mine'); result = os.path.abspath('mine.txt')")
    assert refused(second, f"open({path!r}).read()") in DENIED
    assert told(first, "result = Path('mine.txt').read_text()") == "mine"


def test_a_readable_folder_can_be_read_and_not_written(opens: Opens, outside: Path) -> None:
    (outside / "data").mkdir()
    (outside / "data" / "images.txt").write_text("0 1 2")
    session = opens(readable={"/data": str(outside / "data")})
    seen = session.seen("/data")
    assert told(session, f"result = Path({seen!r}, 'images.txt').read_text()") == "0 1 2"
    assert told(session, f"result = os.listdir({seen!r})") == ["images.txt"]
    for attempt in ("Path(seen, 'x').write_text('')", "Path(seen, 'images.txt').unlink()", "Path(seen, 'd').mkdir()"):
        assert refused(session, f"seen = {seen!r}\n{attempt}") in {"PermissionError", "OSError"}
    assert refused(session, f"Path({seen!r}, '..', 'answers.txt').read_text()") in DENIED


def test_named_sockets_of_the_machine_cannot_be_reached(session: WorkerSession, outside: Path) -> None:
    path = str(outside / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        os.chmod(path, 0o777)
        listener.setblocking(False)
        for source in (
            f"import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', {path!r})",
            f"import socket; socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', {path!r})",
            f"import socket; socket.socketpair()[0].connect({path!r})",
        ):
            refused(session, source)
        with pytest.raises(BlockingIOError):
            listener.recv(1)
