"""What grading one more notebook costs over running and checking it in one warm process: `python -m benchmarks`."""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks import notebook  # noqa: E402
from grader.batch import Setting  # noqa: E402
from grader.batch.grading import grade_and_write  # noqa: E402
from grader.checks.seeds import Seeds  # noqa: E402
from grader.course import Course  # noqa: E402
from grader.intake import find  # noqa: E402
from grader.pipeline import Options  # noqa: E402
from grader.sandbox import open_sandbox  # noqa: E402
from grader.worker.warm import warm  # noqa: E402

ROUNDS = 30


def main() -> None:
    """Grade the same notebook both ways in turn, on one core, and print the medians."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "student.ipynb"
        notebook.write(path)
        (handin,) = find([path]).handins
        assignment = Course(Path(__file__).parent / "course").load("twelve")
        setting = Setting(assignment, Seeds(b"benchmark", "twelve"), Options(), folder / "reports")
        warm()
        from benchmarks.one_process import grade_here  # needs the warm-up before it is imported

        sandbox = open_sandbox()
        graded, plain = [], []
        for _ in range(ROUNDS + 3):
            started = time.perf_counter()
            done = grade_and_write(setting, handin, lambda: sandbox, lambda _: None)
            graded.append(time.perf_counter() - started)
            if done.report.points != done.report.max_points:
                raise RuntimeError("the benchmark's own notebook does not get full marks")
            plain.append(grade_here(assignment, setting.seeds, folder))
        sandbox.close()
    mine, yardstick = statistics.median(graded[3:]), statistics.median(plain[3:])
    lines = (
        f"one warm process   {yardstick * 1000:7.1f} ms a notebook (median of {ROUNDS})",
        f"graded, reported   {mine * 1000:7.1f} ms a notebook",
        f"difference         {(mine - yardstick) * 1000:7.1f} ms, ratio {mine / yardstick:.2f}",
    )
    print(*lines, sep="\n", file=sys.__stdout__)  # the worker's code has put its own stream in sys.stdout's place


if __name__ == "__main__":
    main()
