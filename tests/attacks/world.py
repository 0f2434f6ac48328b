"""Where attacks are run: a course, a class of hostile and honest hand-ins, and bait around them.

Everything is readable, and the bait writable, for every user of the machine: nothing but the sandbox protects it. The
markers (see `course.marker`) are in every file, in the environment, the command line, the descriptors and the standard
input of the command, and in a process that stands by.
"""

import contextlib
import ctypes
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.model import GradeReport
from grader.report import read_report
from tests.attacks.catalogue import Attack
from tests.attacks.course import RIGHT, make_course, marker

CHECKOUT = Path(__file__).resolve().parents[2]
SITE = Path(sysconfig.get_path("purelib"))
HONEST = ("ada", "hopper", "noether", "survivor", "turing", "zuse")
"""Their names stand between those of the attacks, so that each is graded beside some."""
OPEN_TO_ALL = ("/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/etc", "/usr/lib", str(SITE), str(SITE / "torch"))
_SUBREAPER = 36
_SECONDS = 1500
_LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Ran:
    """What a run of the command left."""

    code: int
    printed: str
    reports: dict[str, GradeReport]
    """By student."""
    orphans: tuple[int, ...]
    """Processes that outlived the command."""


@dataclass
class World:
    """One place for one run of the command."""

    root: Path
    attacks: Sequence[Attack]
    earns: dict[str, float] = field(default_factory=dict)
    """Points by attack."""
    students: dict[str, str] = field(default_factory=dict)
    """Ids of the hostile ones, by attack; known when they have been graded."""
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    marker: str = field(default_factory=marker)
    """The one in the command's own environment, descriptors, command line and input."""
    listening: dict[str, socket.socket] = field(default_factory=dict)
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    """What could be known of the surroundings before and after the run."""

    def __post_init__(self) -> None:
        for name in ("course", "class", "reports", "bait", "bait/folder", "tmp", "home"):
            (self.root / name).mkdir()
        make_course(self.root / "course")
        (self.root / "bait" / "file").write_text(marker())
        (self.root / "secret").write_text(self.marker)
        for student in HONEST:
            (self.root / "class" / f"{student}.py").write_text(f'"""{marker()}"""\n{RIGHT}')
        _open_to_all(self.root)

    @property
    def reports(self) -> Path:
        """Where the command writes."""
        return self.root / "reports" / "hunted"

    def surroundings(self, bystander: int) -> dict[str, object]:
        """All that no submission may change: files, those that every user may write, and another process."""
        places = [self.root / name for name in ("course", "bait")] + [
            CHECKOUT / "grader",
            SITE / "torch" / "__init__.py",
        ]
        paths = [path for place in places for path in (place, *sorted(place.rglob("*")))]
        files = {str(path): _facts(path) for path in paths if not {"__pycache__", ".grader"} & {*path.parts}}
        return {**files, "bystander": _facts_of_process(bystander), "left behind": self._left_behind()}

    def reached(self) -> list[str]:
        """The services that somebody has spoken to."""
        for service in self.listening.values():
            service.setblocking(False)
        return [name for name, service in self.listening.items() if _has_been_reached(service)]

    def _left_behind(self) -> list[str]:
        """Files in folders where every user may write, by the names that attacks give them."""
        own = [*OPEN_TO_ALL, *(str(self.root / name) for name in ("course", "reports", "bait", "home", "tmp"))]
        names = [(folder, name) for folder in own for name in os.listdir(folder)]
        return [f"{folder}/{name}" for folder, name in names if self._is_an_attacks(name)]

    def _is_an_attacks(self, name: str) -> bool:
        return self.token in name or any(attack.student in name for attack in self.attacks)

    def grade(self, tier: int, bystander: int, port: int) -> Ran:
        """Run the command on the class."""
        places = {
            "COURSE": self.root / "course",
            "CLASS": self.root / "class",
            "REPORTS": self.root / "reports",
            "BAIT": self.root / "bait",
            "SITE": SITE,
            "BYSTANDER": bystander,
            "PORT": port,
        }
        texts = {name: str(place) for name, place in places.items()} | {"TOKEN": self.token}
        for attack in self.attacks:
            self.earns[attack.name] = attack.write(self.root / "class", texts)
        with adopting_orphans() as orphans:
            done = self._command(tier)
        reports = [read_report(path) for path in sorted(self.reports.glob("*/report.json"))]
        by_student = {report.submission.student: report for report in reports}
        for attack in self.attacks:
            self.students[attack.name] = next((student for student in by_student if attack.student in student), "")
        return Ran(done.returncode, done.stdout + done.stderr, by_student, tuple(orphans))

    def _command(self, tier: int) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(CHECKOUT / "grade.py"), "grade", "hunted", str(self.root / "class")]
        options = ["--sandbox", f"tier{tier}", "--jobs", "2", "--out", str(self.root / "reports")]
        environment = {
            **os.environ,
            **dict.fromkeys(("GRADER_SECRET", "API_TOKEN", "DATABASE_PASSWORD"), self.marker),
            "TMPDIR": str(self.root / "tmp"),
            "COLUMNS": "200",
        }
        with (self.root / "secret").open() as inherited, (self.root / "secret").open() as typed:
            return subprocess.run(
                [*command, *options],
                cwd=self.root / "course",
                env=environment,
                stdin=typed,
                pass_fds=(inherited.fileno(),),
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )


@contextlib.contextmanager
def a_world(attacks: Sequence[Attack]) -> Iterator[World]:
    """A world that every user can walk into, removed afterwards whatever is in it."""
    root = Path(tempfile.mkdtemp(prefix="attacked-", dir="/tmp"))
    root.chmod(0o755)
    try:
        yield World(root, attacks)
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def graded(attacks: Sequence[Attack], tier: int) -> Iterator[tuple[World, Ran]]:
    """A world in which these attacks have been graded at a tier, with a bystander and listening services."""
    with a_world(attacks) as world, bystander(world.marker) as pid, services(world) as port:
        world.before = world.surroundings(pid)
        ran = world.grade(tier, pid, port)
        world.after = world.surroundings(pid)
        yield world, ran


@contextlib.contextmanager
def adopting_orphans() -> Iterator[list[int]]:
    """Collects processes that the block leaves behind, and kills them: they become children of this process."""
    before, orphans = _children(), list[int]()
    _LIBC.prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield orphans
    finally:
        _LIBC.prctl(_SUBREAPER, 0, 0, 0, 0)
        orphans += sorted(_children() - before)
        for pid in orphans:
            os.kill(pid, 9)
            os.waitpid(pid, 0)


@contextlib.contextmanager
def services(world: World) -> Iterator[int]:
    """Sockets of every kind that listen, one port for two of them; `world.reached` names those that were spoken to."""
    with contextlib.ExitStack() as opened:
        tcp = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = opened.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(tcp.getsockname())
        named, unnamed = (opened.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) for _ in range(2))
        named.bind(str(world.root / "bait" / "socket"))
        (world.root / "bait" / "socket").chmod(0o777)
        unnamed.bind(f"\0{world.token}")
        world.listening = {"tcp": tcp, "udp": udp, "named unix": named, "abstract unix": unnamed}
        yield tcp.getsockname()[1]


@contextlib.contextmanager
def bystander(secret: str) -> Iterator[int]:
    """A process of the grader's user that does nothing, with a marker in its memory, command line and environment."""
    command = [sys.executable, "-c", "import sys; kept = sys.argv[1]; sys.stdin.read()", secret]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env={"SECRET": secret}) as process:
        try:
            yield process.pid
        finally:
            process.kill()


def _facts(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    content = (
        hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file() and not path.is_symlink() and status.st_size < 1 << 26
        else ""
    )
    if path.is_dir():  # its times and links change with every cache of compiled code below it
        return status.st_mode, status.st_uid
    return status.st_mode, status.st_mtime_ns, status.st_uid, status.st_nlink, content


def _children() -> set[int]:
    return {
        int(pid)
        for task in os.listdir("/proc/self/task")
        for pid in Path(f"/proc/self/task/{task}/children").read_text().split()
    }


def _open_to_all(root: Path) -> None:
    for folder, _, names in os.walk(root / "course"):
        os.chmod(folder, 0o755)
        for name in names:
            os.chmod(os.path.join(folder, name), 0o644)
    for name in ("bait", "tmp", "home"):
        (root / name).chmod(0o777)
    (root / "bait" / "file").chmod(0o666)


def _facts_of_process(pid: int) -> tuple[object, ...]:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return words[0] in "TZ", os.getpriority(os.PRIO_PROCESS, pid), os.sched_getaffinity(pid), os.sched_getscheduler(pid)


def _has_been_reached(service: socket.socket) -> bool:
    try:
        service.accept() if service.type == socket.SOCK_STREAM else service.recv(1)
    except BlockingIOError:
        return False
    return True
