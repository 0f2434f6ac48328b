"""The zygote: a warm process that forks one confined worker after the other.

Importing torch and running its first operations takes seconds; a fork takes milliseconds and shares the memory. So the
zygote imports everything once, and every worker is a copy of it. Rules that make this sound:

- It never runs code of a submission, and holds nothing that a submission may not see: it is started with an environment
  of a few plain variables, and knows of the grader only a socket, which every worker closes.
- It has exactly one thread, checked before each fork: a fork copies only the calling thread, and locks that others hold
  would stay locked for ever.
- Its objects are frozen (`gc.freeze`), so that collections in the workers do not write to shared pages.
- It lives as long as the socket: when the grader ends, however it ends, the zygote kills every worker and ends too.
  For the case that the zygote is killed, workers carry a parent-death signal, and the process that was started stays
  behind as the zygote's `guard`, which ends what the workers had started. (A parent-death signal on the zygote itself
  would follow the thread that started it, not the grader.)
- Workers lead a session and process group that nothing in them can leave, and the zygote inherits what they orphan. So
  to kill the group and wait until none of it is left ends everything that a submission ever started.
- It collects a dead worker only when told to, so that no process number is used again while the grader still knows it.

Where a plain user starts it for tier 0, it first moves into a user namespace and becomes process 1 of a process
namespace there; the guard stays outside of the latter.

Messages are JSON objects, one a packet, with descriptors beside them. `spawn`: the fields of a `Plan` that are not
among the `Settings`; descriptors: the worker's socket, its cgroups, its readable folders. Answer: `pid`, `layers`,
`seen` (readable folders: path inside, path where the worker finds it), and a pidfd beside it; or `failed` (a reason)
and `layers`. `end`: `pid`; kills the worker and all that it started; answer: `exit` (negative: the signal that it had
died of).
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from grader.worker.confine import capabilities, chain, doors, kernel, namespaces
from grader.worker.confine.plan import Plan
from grader.worker.confine.seccomp import Filter
from grader.worker.start import guard

_PACKET = 1 << 16
_MOST_DESCRIPTORS = 64
_CONFINING_SECONDS = 10.0
_FAULT = 70
"""Exit status of a worker that failed by our fault (EX_SOFTWARE)."""


@dataclass(frozen=True)
class Settings:
    """What the grader decides about the zygote, and for all its workers alike (see `Plan`)."""

    tier: int
    granted: tuple[str, ...]
    landlock_abi: int
    uid_of_zygote: int | None
    """User that the zygote becomes for good at its start; None to stay who it is."""
    paths: tuple[str, ...]
    """Folders to import from, beside Python's own."""
    warm: str
    """`module:function`, called once before the first fork; empty for none."""
    serve: str
    """`module:function`, called in each worker with its channel and its layers; empty for workers that end at once."""


def main(control: int, settings: str) -> NoReturn:
    """Run the zygote on a control socket until the grader closes it."""
    zygote = Zygote(socket.socket(fileno=control), Settings(**json.loads(settings)))
    try:
        zygote.prepare()
    except OSError as error:
        zygote.send({"failed": str(error)})
        sys.exit(_FAULT)
    zygote.send({"up": True})
    zygote.run()


@dataclass
class Zygote:
    """The warm process."""

    control: socket.socket
    settings: Settings
    doors: dict[str, str] = field(default_factory=dict)
    workers: set[int] = field(default_factory=set)
    filter: Filter | None = None
    serve: Callable[..., NoReturn] | None = None

    def prepare(self) -> None:
        """Become who the zygote is to be, import everything, and build the filter. Raises OSError."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if self.settings.tier == 0 and os.geteuid() != 0:
            namespaces.own_process_numbers()
        guard.go_on_in_child()
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        self._change_identity()
        self.filter = chain.make_filter(self.settings.tier, self.settings.landlock_abi)
        self._import()
        gc.collect()
        gc.freeze()

    def run(self) -> NoReturn:
        """Answer the grader until it is gone."""
        while True:
            packet, descriptors, _, _ = socket.recv_fds(self.control, _PACKET, _MOST_DESCRIPTORS)
            if not packet:
                self._end_all()
            request = json.loads(packet)
            if request["op"] == "spawn":
                self._spawn(request, descriptors)
            else:
                self.send({"exit": self._end(request["pid"])})

    def send(self, answer: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
        """Send a packet to the grader; when it is gone, end with it."""
        try:
            socket.send_fds(self.control, [json.dumps(answer).encode()], list(descriptors))
        except ConnectionError:
            self._end_all()

    def _change_identity(self) -> None:
        if self.settings.tier > 0 and os.geteuid() == 0:
            self.doors = doors.open_doors(self.settings.granted)
            doors.import_through(self.doors)
        if self.settings.uid_of_zygote is not None:
            capabilities.become(self.settings.uid_of_zygote)
            kernel.prctl(kernel.PR_SET_DUMPABLE, 1)

    def _import(self) -> None:
        sys.path.extend(path for path in self.settings.paths if path not in sys.path)
        if self.settings.warm:
            _function(self.settings.warm)()
        if self.settings.serve:
            self.serve = _function(self.settings.serve)

    def _spawn(self, request: dict[str, Any], descriptors: list[int]) -> None:
        plan = Plan.from_fields({**asdict(self.settings), **request})
        try:
            pid, reader = self._fork(plan, descriptors)
            report = _report(pid, reader, descriptors[1 : 1 + plan.cgroups])
        except OSError as error:
            pid, report = 0, {"failed": str(error), "layers": []}
        for descriptor in descriptors:
            os.close(descriptor)
        if "failed" in report:
            self._end(pid)
            self.send(report)
            return
        handle = os.pidfd_open(pid)
        self.send({"pid": pid, **report}, (handle,))
        os.close(handle)

    def _fork(self, plan: Plan, descriptors: list[int]) -> tuple[int, int]:
        """Fork a worker. Its number, and a pipe for its report on its confinement. Raises OSError."""
        threads = len(list(Path("/proc/self/task").iterdir()))
        if threads != 1:
            raise OSError(f"the zygote has {threads} threads, and a process may be copied only while it has one")
        reader, writer = os.pipe()
        with namespaces.process_numbers_for_child() if plan.tier == 0 else contextlib.nullcontext():
            pid = os.fork()
            if pid == 0:
                self._be_worker(plan, descriptors, writer)
        self.workers.add(pid)
        os.close(writer)
        return pid, reader

    def _be_worker(self, plan: Plan, descriptors: list[int], report: int) -> NoReturn:
        """From here on the process is a worker. It never returns into the zygote's code, whatever happens."""
        status = _FAULT
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.control.detach()
            plan = replace(plan, granted=tuple(doors.redirected(path, self.doors) for path in plan.granted))
            layers = self._confine(plan, descriptors, report)
            if self.serve:
                from grader.wire import Bounds, Channel  # noqa: PLC0415  slow to import, and a probe has no need of it

                bounds = Bounds(body_bytes=plan.reply_mb << 20)
                self.serve(Channel(socket.socket(fileno=descriptors[0]), bounds), layers)
            status = 0
        finally:
            os._exit(status)

    def _confine(self, plan: Plan, descriptors: list[int], report: int) -> list[str]:
        keep = [descriptors[0], report, *doors.numbers(self.doors.values())]
        layers: list[str] = []
        try:
            layers.extend(chain.layers(plan, self.filter, descriptors[1:], keep))
        except OSError as error:
            os.write(report, json.dumps({"failed": str(error), "layers": layers}).encode())
            os._exit(_FAULT)
        # Fails where the zygote died before the parent-death signal was set: nobody else holds the pipe's other end.
        os.write(report, json.dumps({"layers": layers, "seen": chain.seen(plan, descriptors[1:])}).encode())
        os.close(report)
        return layers

    def _end(self, pid: int) -> int:
        """Kill a worker and all that it started; return how the worker ended (negative: by that signal)."""
        if pid not in self.workers:
            return 0
        guard.end_group(pid)
        _, status = os.waitpid(pid, 0)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-pid, 0)
        self.workers.discard(pid)
        return os.waitstatus_to_exitcode(status)

    def _end_all(self) -> NoReturn:
        for pid in self.workers:
            guard.end_group(pid)
        os._exit(0)


def _report(pid: int, reader: int, cgroups: list[int]) -> dict[str, Any]:
    """What a new worker says of its confinement: its layers, or why it failed.

    It joins its cgroups meanwhile, from outside, as the kernel may take its time for that.
    """
    try:
        for cgroup in cgroups:
            os.write(cgroup, str(pid).encode())
        report = _read(reader)
    except ProcessLookupError:
        report = _read(reader)
    except OSError as error:
        report = {"failed": f"memory cgroup: {error}", "layers": []}
    finally:
        os.close(reader)
    joined = ["memory cgroup"] if cgroups else []
    return {**report, "layers": [*joined, *report["layers"]]}


def _read(reader: int) -> dict[str, Any]:
    waiting = select.poll()
    waiting.register(reader, select.POLLIN)
    received = b""
    while waiting.poll(_CONFINING_SECONDS * 1000):
        part = os.read(reader, _PACKET)
        if not part:
            break
        received += part
    else:
        return {"failed": f"the worker did not confine itself within {_CONFINING_SECONDS:g} s", "layers": []}
    report: dict[str, Any] = json.loads(received or b"null")
    return report or {"failed": "the worker died while confining itself", "layers": []}


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found
