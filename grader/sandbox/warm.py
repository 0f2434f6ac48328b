"""The grader's hold on the zygote: starting it, asking it for workers, and starting it again when it has died."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from grader.sandbox.protocol import SandboxError

_PROGRAM = Path(__file__).resolve().parent.parent / "worker" / "__main__.py"
_PACKET = 1 << 16
_START_SECONDS = 180.0
_ANSWER_SECONDS = 30.0
_MOST_DEATHS = 3
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_HUGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "PYTHONMALLOC": "malloc"}
ENVIRONMENT = {**dict.fromkeys(_ONE_THREAD, "1"), **_HUGE_PAGES}
"""How the libraries of the warm process work: on one thread, and with memory in pages of 2 MB where the kernel offers
them on request. A fork copies a table of pages, and is four times as fast with a table that short
(docs/decisions/0003).
"""
_KEPT = ("LD_LIBRARY_PATH", "TZ")
"""Variables of the grader's own environment that Python may need to start, or dates to be right."""


class ZygoteDied(Exception):
    """The warm process is gone."""


@dataclass(frozen=True)
class WorkerCode:
    """What runs on the other side, as `module:function`."""

    serve: str = "grader.worker.serve:serve"
    warm: str = "grader.worker.start.warm:warm"
    paths: tuple[str, ...] = ()
    """Further folders to import it from."""


NO_CODE = WorkerCode(serve="", warm="")
"""Workers that confine themselves and end: for a probe."""


@dataclass(frozen=True)
class Spawned:
    """A worker that has just confined itself."""

    pid: int
    """In the zygote's own numbering; only to name the worker to the zygote."""
    handle: int
    """A descriptor of the process; the caller owns it."""
    layers: tuple[str, ...]
    seen: Mapping[str, str]
    """Where it finds its readable folders, by their paths inside."""
    zygote: object
    """Tells apart the processes that have served as the zygote."""


class Refused(SandboxError):
    """The confinement failed: the message says at which layer; `layers` stood before it."""

    def __init__(self, reason: str, layers: Sequence[str]) -> None:
        super().__init__(reason)
        self.layers = tuple(layers)


@dataclass
class Warm:
    """The zygote, which may be another process after each death of the last."""

    settings: Mapping[str, object]
    home: Path
    _process: "subprocess.Popen[bytes] | None" = None
    """Its guard, which ends when the zygote and all that it started have ended (see `grader.worker.start.guard`)."""
    _control: socket.socket | None = None
    _errors: IO[bytes] | None = None
    _deaths: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def spawn(self, plan: Mapping[str, object], descriptors: Sequence[int]) -> Spawned:
        """Fork a worker. Raises `Refused`, or `SandboxError` when the zygote cannot be kept alive."""
        with self._lock:
            while True:
                try:
                    answer, handles = self._ask({"op": "spawn", **plan}, descriptors)
                except ZygoteDied as death:
                    self._deaths += 1
                    if self._deaths >= _MOST_DEATHS:
                        raise SandboxError(f"the warm process died {self._deaths} times: {death}") from None
                else:
                    break
        if "failed" in answer:
            raise Refused(answer["failed"], answer["layers"])
        self._deaths = 0
        return Spawned(answer["pid"], handles[0], tuple(answer["layers"]), answer["seen"], self._process)

    def end(self, worker: Spawned) -> int:
        """Kill a worker and all that it started; how it ended (negative: by that signal).

        Raises `ZygoteDied` when its zygote is gone; the worker's first process died with it.
        """
        with self._lock:
            if not self.has(worker):
                raise ZygoteDied("it is not the one that started this worker")
            answer, _ = self._ask({"op": "end", "pid": worker.pid}, ())
            return int(answer["exit"])

    def has(self, worker: Spawned) -> bool:
        """Whether the zygote that started this worker still runs."""
        return self._process is worker.zygote and self._alive()

    def start(self) -> None:
        """Start it now rather than at the first worker. Raises `SandboxError`."""
        with self._lock:
            if not self._alive():
                self.close()
                self._start()

    def close(self) -> None:
        """End it, and with it every worker."""
        with self._lock:
            if self._control:
                self._control.close()
            if self._process:
                _await_end(self._process)
            if self._errors:
                self._errors.close()
            self._control = self._process = self._errors = None

    def _alive(self) -> bool:
        """Whether zygote and guard run. A socket whose other end is closed tells of the zygote's end first of all."""
        if self._process is None or self._process.poll() is not None or self._control is None:
            return False
        poll = select.poll()
        poll.register(self._control, 0)
        return not poll.poll(0)

    def _ask(self, request: Mapping[str, object], descriptors: Sequence[int]) -> tuple[dict[str, Any], list[int]]:
        self.start()
        assert self._control
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], list(descriptors))
            return self._receive()
        except (OSError, TimeoutError) as error:
            raise self._death(error) from None

    def _receive(self) -> tuple[dict[str, Any], list[int]]:
        assert self._control
        packet, handles, _, _ = socket.recv_fds(self._control, _PACKET, 1)
        if not packet:
            raise ConnectionResetError("it closed its connection")
        return json.loads(packet), handles

    def _death(self, error: OSError) -> ZygoteDied:
        """Clear up after a zygote that died or hangs."""
        if self._process:
            self._process.terminate()
        last_words = ""
        if self._errors:
            self._errors.seek(0)
            last_words = self._errors.read()[-2000:].decode(errors="replace").strip()
        self.close()
        return ZygoteDied(last_words or str(error))

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the process runs
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", str(_PROGRAM), str(theirs.fileno()), json.dumps(self.settings)],
                **_isolated(self.home, theirs.fileno(), self._errors),
            )
        finally:
            theirs.close()
        self._await_start()

    def _await_start(self) -> None:
        assert self._control
        self._control.settimeout(_START_SECONDS)
        try:
            answer, _ = self._receive()
        except OSError as error:
            raise SandboxError(f"the warm process did not start: {self._death(error)}") from None
        if "failed" in answer:
            self.close()
            raise Refused(answer["failed"], ())
        self._control.settimeout(_ANSWER_SECONDS)


def _await_end(guard: "subprocess.Popen[bytes]") -> None:
    """Wait for a guard whose zygote was told to end; kill the zygote, and in the end the guard, when it takes long."""
    for hurry in (guard.terminate, guard.kill):
        with contextlib.suppress(subprocess.TimeoutExpired):
            guard.wait(_ANSWER_SECONDS)
        hurry()
    guard.wait()


def _isolated(home: Path, control: int, errors: IO[bytes]) -> dict[str, Any]:
    """How the zygote is started: with nothing of the grader's environment, terminal or descriptors but its socket."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONHASHSEED": "0",
        "CUDA_VISIBLE_DEVICES": "",
        **ENVIRONMENT,
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
    }
    return {
        "env": environment,
        "cwd": "/",
        "pass_fds": (control,),
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": errors,
        "start_new_session": True,
    }
