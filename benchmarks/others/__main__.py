"""Grade the same notebook with every harness, by turns, and print what a submission costs with each."""

import importlib.metadata
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.others import ours, with_gradescope_utils, with_nbgrader, with_otter, with_pytest
from benchmarks.others.harness import Cost, Harness, measure

ROUNDS = 3
HARNESSES = (
    Harness("ours", "grader", 100, ours.prepare),
    Harness("nbgrader", "nbgrader", 2, with_nbgrader.prepare),
    Harness("otter", "otter-grader", 1, with_otter.prepare),
    Harness("gradescope-utils", "gradescope-utils", 1, with_gradescope_utils.prepare),
    Harness("pytest", "pytest", 1, with_pytest.prepare),
)


def main() -> None:
    """Print a line for each harness. An argument: how many rounds."""
    if missing := [harness.package for harness in HARNESSES if not version(harness.package)]:
        sys.exit(f"Not installed beside this Python: {', '.join(missing)}. `make bench` installs and runs them.")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    costs: dict[str, list[Cost]] = {harness.name: [] for harness in HARNESSES}
    for _ in range(rounds):
        for harness in HARNESSES:
            with tempfile.TemporaryDirectory() as folder:
                costs[harness.name].append(measure(harness, Path(folder)))
    yardstick = median(costs["ours"])
    print(f"{'harness':24} {'at once':>7} {'seconds':>8} {'ratio':>7} {'processor':>10} {'ratio':>7}")
    for harness in HARNESSES:
        print(line(harness, median(costs[harness.name]), yardstick))


def version(package: str) -> str:
    """The installed version; empty where there is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def median(costs: list[Cost]) -> Cost:
    """The middle of several rounds."""
    return Cost(statistics.median(one.clock for one in costs), statistics.median(one.processor for one in costs))


def line(harness: Harness, cost: Cost, yardstick: Cost) -> str:
    """Seconds of a submission on the clock and of processors, and how often ours goes into each."""
    times = f"{cost.clock:8.3f} {cost.clock / yardstick.clock:6.1f}x"
    processor = f"{cost.processor:10.3f} {cost.processor / yardstick.processor:6.1f}x"
    return f"{harness.name + ' ' + version(harness.package):24} {harness.submissions:7} {times} {processor}"


if __name__ == "__main__":
    main()
