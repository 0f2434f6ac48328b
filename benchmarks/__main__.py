"""What grading one more notebook costs over running and checking it in one warm process: `python -m benchmarks`.

First every stage, all of it on one core. Then the whole on all cores, as the command grades a class: each worker is
started and ended while another one is at work.
"""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import gc  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
from contextlib import closing  # noqa: E402
from functools import partial  # noqa: E402
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
from grader.sandbox import Ahead, open_sandbox  # noqa: E402
from grader.sandbox.protocol import Sandbox  # noqa: E402
from grader.worker.start.warm import warm  # noqa: E402

Way = Callable[[Stages], None]
ROUNDS = 30
_WARM_UP = 3


def main() -> None:
    """Grade the same notebook both ways, and print where the time goes. Argument: rounds."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    cores = os.sched_getaffinity(0)
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

        def yardstick(stages: Stages) -> None:
            grade_here(assignment, setting.seeds, folder, stages)

        os.sched_setaffinity(0, {min(cores)})
        with closing(open_sandbox()) as sandbox:
            alone = by_turns(rounds, partial(in_the_sandbox, setting, handin, sandbox), yardstick)
        os.sched_setaffinity(0, cores)
        with closing(Ahead(open_sandbox())) as ahead:
            # One after the other: by turns, the yardstick's time would hide the start of the next worker.
            together = [measured(rounds, way) for way in (partial(in_the_sandbox, setting, handin, ahead), yardstick)]
    # The worker's code has put its own stream in sys.stdout's place.
    print(
        *table(*alone),
        _line(f"all of it, on {len(cores)} cores", *map(_whole, together)),
        sep="\n",
        file=sys.__stdout__,
    )


def by_turns(rounds: int, *ways: Way) -> list[list[Stages]]:
    """Time several ways in turn."""
    turns = [[measured(1, way)[0] for way in ways] for _ in range(rounds + _WARM_UP)]
    return [list(way) for way in zip(*turns[_WARM_UP:], strict=True)]


def measured(rounds: int, way: Way) -> list[Stages]:
    """Time one way again and again."""
    taken = [Stages() for _ in range(rounds)]
    for stages in taken:
        way(stages)
    return taken


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
    yield _line("all of it", _whole(graded), _whole(plain))


def _whole(way: Sequence[Stages]) -> float:
    return statistics.median(sum(one.seconds.values()) for one in way)


def _line(name: str, graded: float, plain: float) -> str:
    return f"{name:34} {graded * 1000:8.1f} {plain * 1000:18.1f} {(graded - plain) * 1000:12.1f}"


if __name__ == "__main__":
    main()
