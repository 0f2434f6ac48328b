"""The command line, one module a command. Exit codes: 0 graded, 1 the grader failed somewhere, 2 wrong usage."""

import os

# Before NumPy and torch are imported: processes are forked from this one, and must have one thread.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"
# An audit tries two threads after all. They sleep while they wait for each other: where other processes have the cores,
# threads that spin cost ten times as much.
os.environ["OMP_WAIT_POLICY"] = "passive"

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit."""
    from grader.cli.app import main as run  # noqa: PLC0415  (a kit uses other commands, and lacks what these need)

    run()
