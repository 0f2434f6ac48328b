"""The sandbox on this machine: one zygote, and from it a worker for each submission."""

import contextlib
import os
import socket
from collections.abc import Mapping
from pathlib import Path

from grader.model import Limits, SandboxInfo
from grader.sandbox import places, scratch, users
from grader.sandbox.clock import Allowance
from grader.sandbox.preparation import Abilities, Place, prepare
from grader.sandbox.protocol import SandboxError, WorkerGone
from grader.sandbox.session import WorkerSession
from grader.sandbox.tiers import PLAIN_USER
from grader.sandbox.warm import Warm, WorkerCode
from grader.sandbox.watch import Watch
from grader.sandbox.worker import Worker
from grader.wire import Bounds, Channel


class LocalSandbox:
    """Workers of one tier. Its zygote is started for the first of them, or by `start`."""

    def __init__(
        self, tier: int, info: SandboxInfo, code: WorkerCode | None = None, abilities: Abilities | None = None
    ) -> None:
        """Set up for a tier. `code`: what runs in the workers, other than the grader's own; `abilities`: for tests."""
        self.info = info
        self._sessions: list[WorkerSession] = []
        self._watch = Watch()
        with contextlib.ExitStack() as undo:
            undo.callback(self._watch.close)
            self._place, home = _set_up(tier, abilities or Abilities(), undo)
            self._warm = Warm(_settings(self._place, code or WorkerCode()), home)
            undo.callback(self._warm.close)
            self._undo = undo.pop_all()

    def start(self) -> None:
        """Start the zygote now. Raises `SandboxError`."""
        self._warm.start()

    def open(self, limits: Limits, *, readable: Mapping[str, str] | None = None) -> WorkerSession:
        """Start a worker for one submission; see `Sandbox`."""
        ours, theirs = socket.socketpair()
        channel = Channel(ours, Bounds(body_bytes=limits.reply_mb << 20), watch_sender=True)
        worker = None
        try:
            with theirs:
                worker = self._start_worker(limits, readable or {}, theirs)
            session = WorkerSession.begin(worker, channel)
        except (SandboxError, WorkerGone) as error:
            channel.close()
            if worker:
                worker.end()
            raise SandboxError(f"a worker could not be started: {error}") from None
        self._sessions = [*(known for known in self._sessions if not known.closed), session]
        return session

    def try_out(self) -> tuple[str, ...]:
        """Start a worker, end it, and say which layers it had. Raises `SandboxError`."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            worker = self._start_worker(Limits(), {}, theirs)
        worker.end()
        watched = () if worker.cgroup else ("memory watchdog",)
        return (*worker.spawned.layers, *watched)

    def close(self) -> None:
        """End the zygote and every worker; see `Sandbox`."""
        self.close_sessions()
        self._undo.close()

    def close_sessions(self) -> None:
        """Close every session that is open."""
        for session in self._sessions:
            session.close()

    def _start_worker(self, limits: Limits, readable: Mapping[str, str], conversation: socket.socket) -> Worker:
        with contextlib.ExitStack() as release, contextlib.ExitStack() as passing:
            prepared = prepare(self._place, limits, readable, release, passing)
            spawned = self._warm.spawn(prepared.plan, (conversation.fileno(), *prepared.descriptors))
            worker = Worker(self._warm, spawned, prepared.cgroup, Allowance(limits.most_seconds), release.pop_all())
        if prepared.caps.any:
            self._watch.add(worker.pid, prepared.caps, worker.end)
            worker.release.callback(self._watch.remove, worker.pid)
        return worker


def _set_up(tier: int, abilities: Abilities, undo: contextlib.ExitStack) -> tuple[Place, Path]:
    """The sandbox's folders, and in them the zygote's home."""
    as_root = os.geteuid() == 0
    user = users.take() if as_root and tier == PLAIN_USER else None
    if user:
        undo.callback(user.give_back)
    base = scratch.new_base(for_others=as_root)
    undo.callback(scratch.remove, base)
    (base / "root").mkdir()
    home = scratch.new_folder(base, owner=user.uid if user else None)
    return Place(tier, base, abilities, user.uid if user else None), home


def _settings(place: Place, code: WorkerCode) -> dict[str, object]:
    """What the zygote is told at its start (see `grader.worker.start.zygote.Settings`)."""
    return {
        "tier": place.tier,
        "granted": places.granted(),
        "landlock_abi": place.abilities.landlock_abi,
        "uid_of_zygote": place.zygote_uid,
        "paths": (*places.packages(), *code.paths),
        "warm": code.warm,
        "serve": code.serve,
    }
