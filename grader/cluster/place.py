"""What a worker of the cluster keeps between tasks: the course, unpacked, and a warm sandbox.

A worker process grades one hand-in at a time, whatever its number of threads: the sandbox's conversation has one end.
"""

import atexit
import sys
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from grader.checks import Assignment
from grader.checks.seeds import Seeds
from grader.cluster.bundle import Bundle
from grader.course import Course
from grader.model import Submission
from grader.pipeline import Graded, Options, grade
from grader.sandbox import Ahead, open_sandbox
from grader.sandbox.protocol import Sandbox


@dataclass(frozen=True)
class Order:
    """What is the same for every hand-in of a run."""

    assignment: str
    seeds: Seeds
    options: Options
    tier: int | None = None
    trust: bool = False


@dataclass
class _Place:
    digest: str
    folder: "tempfile.TemporaryDirectory[str]"
    assignment: Assignment
    data: Path | None
    sandbox: Sandbox | None = None

    def close(self) -> None:
        if self.sandbox:
            self.sandbox.close()
        self.folder.cleanup()


_PREFIX = "grader-course-"
_LOCK = threading.Lock()
_PLACES: list[_Place] = []
"""None or one."""


def grade_there(bundle: Bundle, order: Order, submission: Submission, checks: frozenset[str] | None) -> Graded:
    """Grade one hand-in on a worker; `checks` names those that are asked for, None all. Raises what `grade` raises."""
    with _LOCK:
        place = _place(bundle, order)
        if place.sandbox is None:
            place.sandbox = Ahead(open_sandbox(tier=order.tier, trust=order.trust))
        built_in = str(place.data) if place.data else None
        data = order.options.data if order.options.full_data else built_in  # a named folder is on every machine
        options = replace(order.options, data=data, checks=checks)
        return grade(place.assignment, submission, place.sandbox, order.seeds, options)


def _place(bundle: Bundle, order: Order) -> _Place:
    wanted = f"{bundle.digest} {order.assignment} {order.tier} {order.trust}"
    if not _PLACES or _PLACES[0].digest != wanted:
        leave()
        folder = tempfile.TemporaryDirectory(prefix=_PREFIX)
        course, data = bundle.unpack(Path(folder.name))
        _forget_modules()
        _PLACES.append(_Place(wanted, folder, Course(course).load(order.assignment), data))
    return _PLACES[0]


def _forget_modules() -> None:
    """What an earlier course left imported must not answer for the new one."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("reference", "assignments")]:
        del sys.modules[name]
    sys.path[:] = [path for path in sys.path if not Path(path).parent.name.startswith(_PREFIX)]


@atexit.register
def leave() -> None:
    """End the sandbox and remove the course."""
    while _PLACES:
        _PLACES.pop().close()
