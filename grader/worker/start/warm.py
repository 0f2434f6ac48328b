"""Warm-up of the process from which every submission's process is forked.

Everything is imported here once, and what is slow the first time is done once. It runs on one thread and leaves one
thread, because a fork takes only the calling thread along, and a child of a process that ever ran a parallel region
hangs in its own first one. It leaves no open descriptor, because a submission must not inherit any.
"""

import importlib
import os
import shutil
import tempfile
import time
from pathlib import Path

_SETTLE_SECONDS = 2.0
"""How long a thread that has been told to end may take to be gone."""


def warm() -> None:
    """Import and rehearse everything. Raises RuntimeError when a second thread or an open descriptor is left over."""
    before = _descriptors()
    folder = tempfile.mkdtemp(prefix="warm-")
    settings = {"MPLCONFIGDIR": folder, "MPLBACKEND": "agg", "IPYTHONDIR": folder, "JUPYTER_PLATFORM_DIRS": "1"}
    os.environ.update(settings)
    try:
        # Imported only now, because the libraries read these settings when they are imported.
        importlib.import_module("grader.worker.start.rehearsal").rehearse()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for name in settings:
            os.environ.pop(name, None)
    _require_bare_process(before)


def _require_bare_process(before: set[str]) -> None:
    deadline = time.monotonic() + _SETTLE_SECONDS
    while _threads() > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    left = _descriptors() - before
    if _threads() > 1 or left:
        raise RuntimeError(f"after the warm-up: {_threads()} threads, expected 1; new descriptors: {sorted(left)}")


def _threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def _descriptors() -> set[str]:
    """Open descriptors, and what each stands for."""
    entries = list(Path("/proc/self/fd").iterdir())
    return {f"{entry.name} {entry.readlink()}" for entry in entries if os.path.lexists(entry)}
