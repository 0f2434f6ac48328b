"""The running notebook in a sandbox's place: its names are the state, there is nothing to run, and no copy is made.

Requests go through the same codec to the same operations as in a worker, so what a check sees is what it sees there.
What these operations switch in the process (streams, seeds, warnings, the working directory) is put back after each.
"""

import contextlib
import os
import random
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch

from grader.model import Limits, SandboxInfo
from grader.sandbox.protocol import WorkerCrashed
from grader.wire import Channel, Decoded, decode, encode
from grader.wire.decode import HEADER, lengths
from grader.worker.start.torchvision_cpu import import_torchvision

import_torchvision()  # before the operations, which need it
from grader.worker.engines.shell_engine import ShellNamespace  # noqa: E402
from grader.worker.observe import observe  # noqa: E402
from grader.worker.serve import perform  # noqa: E402
from grader.worker.session import Session as WorkerSession  # noqa: E402

NOTE = "Checked inside your running notebook: other cells, or a fresh start, may give another result."
_NOTHING_TO_DO = ("setup", "collect")


@dataclass
class LiveEngine:
    """Has the notebook's names."""

    worker: WorkerSession
    namespace: ShellNamespace

    def run_cell(self, index: int, source: str) -> dict[str, object]:
        """Run code that a check brings along."""
        code = compile(source, f"cell {index}", "exec")
        observed = observe(self.worker, lambda: exec(code, self.namespace.shell.user_ns))
        return {"status": observed.status, "error": observed.error}

    def after_fork(self) -> None:
        """Nothing: there are no copies."""


@dataclass
class LiveSession:
    """A conversation with the running notebook; see `Session`."""

    worker: WorkerSession
    folder: Path

    def request(self, op: str, *, timeout: float, **fields: object) -> Decoded:
        """Carry a request out here and now. There is no limit but the student's patience."""
        del timeout
        if op in _NOTHING_TO_DO:
            return Decoded({"status": "ok"}, {})
        with _put_back():
            os.chdir(self.folder)
            asked = _across({"op": op, **fields}, resolve=self.worker.handles.get)
            reply = perform(self.worker, cast("Mapping[str, object]", asked.value))
            try:
                return _across(reply, keep=self.worker.handles.keep)
            except Exception as error:  # noqa: BLE001  (values of a student may misbehave in any way when they are read)
                return Decoded({"status": "refused", "reason": str(error)}, {})

    def request_interruptible(self, op: str, *, timeout: float, grace: float, **fields: object) -> Decoded:
        """The cells of the hand-in: the student ran them."""
        del op, timeout, grace, fields
        return Decoded({"status": "ok"}, {})

    @property
    def spent(self) -> float:
        """Nothing is counted, as nothing is limited."""
        return 0.0

    @property
    def memory_mb(self) -> float:
        """Unknown: the notebook's process does more than this."""
        return 0.0

    def fork(self) -> "LiveSession":
        """The same notebook: there is only one."""
        return self

    def seen(self, path: str) -> str:
        """Folders are where they are."""
        return path

    def close(self) -> None:
        """Leave the notebook as it is."""


@dataclass
class LiveSandbox:
    """The notebook of an IPython shell; see `Sandbox`."""

    shell: Any
    info: SandboxInfo = field(default_factory=lambda: SandboxInfo(tier=3, layers=(), left_open=(NOTE,)))

    def open(self, limits: Limits, *, readable: Mapping[str, str] | None = None) -> LiveSession:
        """A conversation with the notebook."""
        del limits, readable
        folder = Path(tempfile.gettempdir())
        worker = WorkerSession(cast("Channel", None), folder, _no_copies)  # a channel is only for copies
        worker.engine = LiveEngine(worker, ShellNamespace(self.shell, folder))
        return LiveSession(worker, folder)

    def close(self) -> None:
        """Leave the notebook as it is."""


def _no_copies(*_: object) -> None:
    raise WorkerCrashed("a running notebook cannot be copied")


def _across(value: object, **options: Any) -> Decoded:
    """A value as it arrives on the other side; `keep` and `resolve` as in `encode` and `decode`."""
    resolve = options.pop("resolve", None)
    frame = b"".join(bytes(piece) for piece in encode(value, **options))
    tree, _ = lengths(frame[: HEADER.size])
    start = HEADER.size + tree
    return decode(frame[HEADER.size : start], frame[start:], resolve=resolve)


@contextlib.contextmanager
def _put_back() -> Iterator[None]:
    """Put back what operations switch in the process."""
    streams, folder, filters = (sys.stdout, sys.stderr), Path.cwd(), warnings.filters[:]
    seeds = random.getstate(), np.random.get_state(), torch.get_rng_state()
    printing, threads, interrupt = np.get_printoptions(), torch.get_num_threads(), signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams
        os.chdir(folder)
        warnings.filters[:] = filters  # type: ignore[index]  # a list, whatever the stubs say
        random.setstate(seeds[0])
        np.random.set_state(seeds[1])
        torch.set_rng_state(seeds[2])
        np.set_printoptions(**printing)
        torch.set_num_threads(threads)
        signal.signal(signal.SIGINT, interrupt)
