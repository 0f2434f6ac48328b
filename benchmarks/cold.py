"""Processor time of grading one original notebook from nothing: `python -m benchmarks.cold`.

Each homework's `perfect` sample goes through the real command in a new process: start, a warm sandbox, the cells, the
checks, the reports. What `import torch` takes beside it tells how fast the machine is just then.
"""

import os
import statistics
import sys
import tempfile

from benchmarks.others import harness

ROUNDS = 3
HOMEWORKS = ("lab3_sgd", "lab4_batchnorm", "hw_conv_shapes", "hw3_bn_convnet", "cs_a3")


def main() -> None:
    """Print the median of each homework, on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    yardstick = median([sys.executable, "-c", "import torch"])
    print(f"{'import torch':15} {yardstick:5.1f} s of the processor")
    for homework in HOMEWORKS:
        (sample,) = (harness.ROOT / "submissions" / homework).glob("perfect*")
        with tempfile.TemporaryDirectory() as out:
            words = ["grade", homework, str(sample), "--one", "--no-record", "--jobs", "1", "--out", out]
            seconds = median([sys.executable, str(harness.ROOT / "grade.py"), *words])
        print(f"{homework:15} {seconds:5.1f} s, {seconds / yardstick:4.1f} times as much")


def median(command: list[str]) -> float:
    """Seconds of the processor that a command takes with all that it starts, user and system."""
    return statistics.median(processor_time(command) for _ in range(ROUNDS))


def processor_time(command: list[str]) -> float:
    """The same for one run. Raises RuntimeError when it fails."""
    before = harness.processor_seconds()
    harness.run(command, harness.ROOT)
    return harness.processor_seconds() - before


if __name__ == "__main__":
    main()
