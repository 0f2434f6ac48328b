"""What grading one more notebook costs over running and checking it in one warm process: `python -m benchmarks`."""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import gc  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
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
from grader.sandbox import open_sandbox, processes  # noqa: E402
from grader.sandbox.protocol import Sandbox  # noqa: E402
from grader.worker.warm import warm  # noqa: E402

ROUNDS = 30
_WARM_UP = 3
_TICKS = os.sysconf("SC_CLK_TCK")


class Way:
    """What rounds of one way of grading took."""

    def __init__(self) -> None:
        self.rounds: list[Stages] = []
        self.processor: list[float] = []
        """Seconds of all processes."""

    def median(self, stage: str) -> float:
        """Milliseconds of a stage."""
        return 1000 * statistics.median(stages.seconds.get(stage, 0.0) for stages in self.rounds)

    @property
    def whole(self) -> float:
        """Milliseconds of everything."""
        return 1000 * statistics.median(sum(stages.seconds.values()) for stages in self.rounds)

    @property
    def mean_processor(self) -> float:
        """Milliseconds. A mean, as the kernel counts other processes in steps of 10 ms."""
        return 1000 * statistics.fmean(self.processor)


def main() -> None:
    """Grade the same notebook both ways in turn, on one core, and print where the time goes."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    graded, plain = Way(), Way()
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
        for _ in range(_WARM_UP):
            in_the_sandbox(setting, handin, sandbox, Stages())
            grade_here(assignment, setting.seeds, folder, Stages())
        zygote = _family(os.getpid())
        for _ in range(ROUNDS):
            one_round(graded, lambda stages: in_the_sandbox(setting, handin, sandbox, stages), zygote)
            one_round(plain, lambda stages: grade_here(assignment, setting.seeds, folder, stages), ())
        sandbox.close()
    # The worker's code has put its own stream in sys.stdout's place.
    print(*table(graded, plain), sep="\n", file=sys.__stdout__)


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


def one_round(way: Way, work: Callable[[Stages], None], others: Sequence[int]) -> None:
    """Do it once more. `others`: whose processor time counts, beside this one's."""
    stages, began = Stages(), _processor_seconds(others)
    work(stages)
    way.rounds.append(stages)
    way.processor.append(_processor_seconds(others) - began)


def table(graded: Way, plain: Way) -> Iterator[str]:
    """A line for each stage, and the sums; milliseconds."""
    yield f"{'ms a notebook':34} {'graded':>8} {'one warm process':>18} {'difference':>12}"
    for stage in graded.rounds[0].seconds:
        yield _line(stage, graded.median(stage), plain.median(stage))
    yield _line("all of it, on the clock", graded.whole, plain.whole)
    yield _line("all of it, on the processor", graded.mean_processor, plain.mean_processor)


def _line(name: str, graded: float, plain: float) -> str:
    return f"{name:34} {graded:8.1f} {plain:18.1f} {graded - plain:12.1f}"


def _processor_seconds(others: Sequence[int]) -> float:
    """Of this process, and of others with the children that they have collected."""
    files = [Path(f"/proc/{pid}/stat").read_text(encoding="ascii") for pid in others]
    ticks = sum(int(field) for file in files for field in file.rpartition(")")[2].split()[11:15])
    return time.process_time() + ticks / _TICKS


def _family(root: int) -> list[int]:
    """The processes below one."""
    children = [process.pid for process in processes.every() if process.parent == root]
    return [*children, *(pid for child in children for pid in _family(child))]


if __name__ == "__main__":
    main()
