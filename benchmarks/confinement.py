"""What the walls cost: a confined worker against a plain fork of an equally warm process, by turns, at every tier.

`python -m benchmarks.confinement [ROUNDS]`. Both ways end when the new process says that it is ready and has been
killed and collected; the difference of the medians is the price of confinement for one submission.
"""

import os
import signal
import socket
import statistics
import sys
import time
from collections.abc import Callable

from grader.model import Limits
from grader.sandbox import Sandbox, open_sandbox, probe
from grader.sandbox.warm import ENVIRONMENT
from grader.wire import Channel

ROUNDS = 60
_WARM_UP = 5


def main() -> None:
    """Print the medians of each tier that works here."""
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.confinement", *sys.argv[1:]],
                  {**os.environ, **ENVIRONMENT})  # fmt: skip  # as the zygote has it, from its first instruction on
    from grader.worker.start.warm import warm

    warm()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for report in probe():
        if report.works:
            sandbox = open_sandbox(tier=report.tier, trust=True)
            print(compared(report.tier, sandbox, rounds))
            sandbox.close()


def compared(tier: int, sandbox: Sandbox, rounds: int) -> str:
    """Both ways by turns; the medians in one line."""
    confined, plain = [], []
    for _ in range(rounds + _WARM_UP):
        confined.append(timed(lambda: sandbox.open(Limits()).close()))
        plain.append(timed(fork_plainly))
    mine, bare = statistics.median(confined[_WARM_UP:]) * 1000, statistics.median(plain[_WARM_UP:]) * 1000
    return f"tier {tier}: plain fork {bare:5.1f} ms, confined {mine:5.1f} ms, difference {mine - bare:5.1f} ms"


def timed(work: Callable[[], None]) -> float:
    """Seconds that a function takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def fork_plainly() -> None:
    """Fork, hear that the copy is ready, kill it, and collect it."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        Channel(theirs).send({"status": "ready"})
        signal.pause()
    theirs.close()
    with ours:
        Channel(ours).receive(timeout=30)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
