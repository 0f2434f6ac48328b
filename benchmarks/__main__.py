"""What grading one more notebook costs over running and checking it in one warm process: `python -m benchmarks`."""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import gc  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks import notebook  # noqa: E402
from benchmarks.stages import REST, Stages, TimedSandbox  # noqa: E402
from grader.batch import Setting  # noqa: E402
from grader.batch.grading import deliver  # noqa: E402
from grader.checks.seeds import Seeds  # noqa: E402
from grader.course import Course  # noqa: E402
from grader.intake import find, read  # noqa: E402
from grader.model import Handin  # noqa: E402
from grader.pipeline import Options, grade  # noqa: E402
from grader.sandbox import open_sandbox  # noqa: E402
from grader.sandbox.protocol import Sandbox  # noqa: E402
from grader.worker.warm import warm  # noqa: E402

ROUNDS = 30
_WARM_UP = 3


def main() -> None:
    """Grade the same notebook both ways in turn, on one core, and print where the time goes. Argument: rounds."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    graded, plain = ([Stages() for _ in range(rounds + _WARM_UP)] for _ in range(2))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "student.ipynb"
        notebook.write(path, notebook.cells())
        (handin,) = find([path]).handins
        assignment = Course(Path(__file__).parent / "course").load("twelve")
        setting = Setting(assignment, Seeds(b"benchmark", "twelve"), Options(), folder / "reports")
        warm()
        gc.freeze()  # as in the zygote
        from benchmarks.one_process import grade_here  # needs the warm-up before it is imported

        sandbox = open_sandbox()
        for mine, yardstick in zip(graded, plain, strict=True):
            in_the_sandbox(setting, handin, sandbox, mine)
            grade_here(assignment, setting.seeds, folder, yardstick)
        sandbox.close()
    # The worker's code has put its own stream in sys.stdout's place.
    print(*table(graded[_WARM_UP:], plain[_WARM_UP:]), sep="\n", file=sys.__stdout__)


def in_the_sandbox(setting: Setting, handin: Handin, sandbox: Sandbox, stages: Stages) -> None:
    """Grade a hand-in and write its report, as the command does. Raises when a check does not pass."""
    with stages.time("read the hand-in"):
        handed_in = read(handin, patterns=setting.assignment.submission)
    with stages.time(REST):
        fresh = grade(setting.assignment, handed_in, TimedSandbox(sandbox, stages), setting.seeds, setting.options)
    with stages.time("write the report"):
        done = deliver(setting, handed_in, None, fresh)
    if done.report.points != done.report.max_points:
        raise RuntimeError("the benchmark's own notebook does not get full marks")


def table(graded: Sequence[Stages], plain: Sequence[Stages]) -> Iterator[str]:
    """Medians of each stage, and of the sums, in milliseconds."""
    yield f"{'ms a notebook':34} {'graded':>8} {'one warm process':>18} {'difference':>12}"
    for stage in graded[0].seconds:
        yield _line(stage, *(statistics.median(one.seconds.get(stage, 0.0) for one in way) for way in (graded, plain)))
    yield _line("all of it", *(statistics.median(sum(one.seconds.values()) for one in way) for way in (graded, plain)))


def _line(name: str, graded: float, plain: float) -> str:
    return f"{name:34} {graded * 1000:8.1f} {plain * 1000:18.1f} {(graded - plain) * 1000:12.1f}"


if __name__ == "__main__":
    main()
