"""Running the submission's code and taking down what happens."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.worker.errors import Described, describe
from grader.worker.namespace import Missing, Refused
from grader.worker.session import Reply, Session

MOST_WARNINGS = 50
WARNING_CHARACTERS = 1_000

_wall, _processor = time.perf_counter, time.process_time
_catch_warnings, _simple_filter = warnings.catch_warnings, warnings.simplefilter


@dataclass
class Observed:
    """What became of a piece of the submission's code."""

    status: str = "ok"
    value: object = None
    error: Described | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)

    @property
    def times(self) -> Reply:
        """The fields of a reply that tell the time taken."""
        return {"seconds": self.seconds, "cpu_seconds": self.cpu_seconds}


def observe(session: Session, work: Callable[[], object]) -> Observed:
    """Run `work`; whatever it raises is described, except `Missing` and `Refused`, which are the worker's own."""
    observed = Observed()
    wall, processor = _wall(), _processor()
    try:
        with session.interrupts.armed():
            observed.value = work()
    except (Missing, Refused):
        raise
    except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt of a submission end its call, not the worker
        session.restore_builtins()
        observed.error = describe(error, session.places)
        stopped = session.interrupts.fired and isinstance(error, KeyboardInterrupt)
        observed.status = "interrupted" if stopped else "raised"
    session.restore_builtins()
    observed.seconds, observed.cpu_seconds = _wall() - wall, _processor() - processor
    return observed


def observe_with_warnings(session: Session, work: Callable[[], object]) -> Observed:
    """Like `observe`, with every warning recorded in place of being printed."""
    with _catch_warnings(record=True) as caught:
        _simple_filter("always")
        observed = observe(session, work)
    texts = [f"{entry.category.__name__}: {entry.message}"[:WARNING_CHARACTERS] for entry in caught[:MOST_WARNINGS]]
    observed.warnings = texts
    return observed
