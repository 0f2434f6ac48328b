"""Nothing outside scratch can be changed, and scratch has bounds."""

import os
import sysconfig
from pathlib import Path

import pytest

from grader.sandbox.session import WorkerSession
from tests.sandbox.conftest import LIMITS, answer, crashing, refused, told


@pytest.fixture
def target(everybodys: Path) -> Path:
    """A file of the machine that every user may write, in a folder where every user may write."""
    file = everybodys / "file"
    file.write_text("as it was")
    file.chmod(0o666)
    os.utime(file, (1000, 1000))
    return file


def test_scratch_can_be_used(session: WorkerSession) -> None:
    source = """
        import shutil, tempfile
        Path("sub").mkdir()
        Path("sub/file").write_text("text")
        os.rename("sub/file", "moved")
        shutil.copy2("moved", "copy")
        os.symlink("copy", "link")
        os.link("copy", "hard")
        with tempfile.TemporaryFile() as file:
            file.write(b"temporary")
        os.chmod("copy", 0o600)
        result = (Path("link").read_text(), sorted(os.listdir(".")), os.path.expanduser("~") == os.getcwd())
        """
    assert told(session, source) == ("text", ["copy", "hard", "link", "moved", "sub"], True)


ATTEMPTS = (
    "open(path, 'w')",
    "open(path, 'a')",
    "os.open(path, os.O_RDWR)",
    "os.truncate(path, 0)",
    "os.unlink(path)",
    "os.rename(path, path + '2')",
    "os.rename(path, 'taken')",
    "Path('mine').write_text(''); os.rename('mine', path)",
    "Path('mine').write_text(''); os.link('mine', path + '2')",
    "os.link(path, 'taken')",
    "os.symlink('x', path + '2')",
    "os.mkdir(path + '2')",
    "os.mkfifo(path + '2')",
    "os.mknod(path + '2')",
    "os.chmod(path, 0o000)",
    "os.utime(path, (5, 5))",
    "os.chown(path, 0, 0)",
    "os.setxattr(path, 'user.x', b'1')",
    "import socket; socket.socket(socket.AF_UNIX).bind(path + '2')",
)


def test_files_outside_stay_as_they_are(session: WorkerSession, target: Path) -> None:
    before = facts(target)
    for attempt in ATTEMPTS:
        answer(session, f"path = {str(target)!r}\n{attempt}")
        assert facts(target) == before, attempt
        assert os.listdir(target.parent) == ["file"], attempt


def facts(file: Path) -> tuple[object, ...]:
    """What can be known of a file, but when it was read."""
    status = file.stat()
    return tuple(getattr(status, f"st_{name}") for name in ("size", "mode", "mtime", "ctime", "uid", "nlink", "ino"))


def test_folders_of_the_machine_cannot_be_written(session: WorkerSession) -> None:
    name = "written-by-a-submission"
    for folder in ("/", "/usr/lib", "/etc", "/proc", "/dev", "/var/tmp", "/dev/shm", sysconfig.get_path("purelib")):
        answer(session, f"Path({folder!r}, {name!r}).write_text('x')")
        assert not Path(folder, name).exists()


def test_modes_of_packages_stay_as_they_are(session: WorkerSession) -> None:
    file = told(session, "import json; result = os.path.realpath(json.__file__)")
    before = Path(file).stat()
    answer(session, "import json; os.chmod(json.__file__, 0o777)")
    answer(session, "import json; os.fchmod(os.open(json.__file__, os.O_RDONLY), 0o777)")
    answer(session, "import json; os.utime(json.__file__, (5, 5))")
    assert (Path(file).stat().st_mode, Path(file).stat().st_mtime) == (before.st_mode, before.st_mtime)


def test_devices_cannot_be_made(session: WorkerSession) -> None:
    assert refused(session, "import stat; os.mknod('disk', stat.S_IFBLK | 0o666, os.makedev(254, 0))") in {
        "PermissionError",
        "OSError",
    }


def test_a_file_cannot_grow_without_end(session: WorkerSession) -> None:
    fill = """
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with open("big", "wb", buffering=0) as file:
            for _ in range(64):
                file.write(bytes(1 << 20))
        """
    assert refused(session, fill) == "OSError"
    assert refused(session, "open('sparse', 'wb').truncate(1 << 40)") == "OSError"


def test_scratch_cannot_be_filled_without_end(session: WorkerSession) -> None:
    fill = """
        import time
        written = 0
        try:
            for number in range(16):
                with open(f"part{number}", "wb", buffering=0) as file:
                    for _ in range(7):
                        written += file.write(bytes(1 << 20))
            time.sleep(5)
        except OSError:
            result = written >> 20
        """
    with crashing("files"):
        assert told(session, fill, timeout=60) <= LIMITS.scratch_mb


def test_deleted_files_fill_scratch_too(session: WorkerSession) -> None:
    fill = """
        import os, time
        written, kept = 0, []
        try:
            for number in range(16):
                kept.append(open("gone", "wb", buffering=0))
                os.unlink("gone")
                for _ in range(7):
                    written += kept[-1].write(bytes(1 << 20))
            time.sleep(5)
        except OSError:
            result = written >> 20
        """
    with crashing("files"):
        assert told(session, fill, timeout=60) <= LIMITS.scratch_mb


def test_files_cannot_be_made_without_end(session: WorkerSession) -> None:
    fill = """
        import time
        count = 0
        try:
            for count in range(20_000):
                open(f"f{count}", "w").close()
            time.sleep(5)
        except OSError:
            result = count
        """
    with crashing("files"):
        assert told(session, fill, timeout=60) <= 8192
