"""How a submission is run: limits and what may be cut. Data of an assignment."""

from typing import Literal

from grader.model.base import Model

Engine = Literal["shell", "kernel"]
Cells = Literal["all", "needed", "untrained"]
Duplicates = Literal["last", "section"]


class Limits(Model):
    """Bounds on one submission. Reaching one gives a verdict, never an error of the grader.

    Times are processor time, so that a busy machine costs nobody marks; three times as much on the clock is over, too.
    They are meant for the built-in data sets: for data of the instructor's own, cells get several times as much.
    """

    cell_seconds: float = 60.0
    """Time for one notebook cell; then it is interrupted and the run goes on."""
    call_seconds: float = 20.0
    """Time for one call of a check; then the question's process is killed."""
    total_seconds: float = 600.0
    """Time for all cells together; the cells after that are not run."""
    memory_mb: int = 4096
    """Memory of the submission's processes."""
    scratch_mb: int = 256
    """Files the submission may write."""
    processes: int = 64
    """Processes and threads at once."""
    output_kb: int = 64
    """Printed text kept for each cell and call: the first and the last part."""
    reply_mb: int = 256
    """Bytes in one answer."""

    @property
    def most_seconds(self) -> float:
        """Time for everything that is asked of one submission, calls included; then all its processes are killed."""
        return 2 * self.total_seconds + 60


FULL_DATA = 5
"""How many times as long cells may take with data sets of the instructor's own, which are larger than the built-in."""


class LoopCut(Model):
    """Loops over `range(...)` that end early while the cells run. What checks call runs whole."""

    rounds: int
    """Rounds that are kept."""
    longer_than: int = 0
    """Loops with no more rounds than these are left whole."""
    variable: str = ""
    """A regular expression that is found in the name of the loop's variable, such as `epoch`; empty for any name."""
    trains: bool = False
    """Only loops in whose own lines gradients are computed (`.backward()`, `autograd.grad`); `while` loops too."""


class RunPolicy(Model):
    """How the cells of a notebook are run before the checks."""

    cells: Cells = "all"
    """Which cells run; a question may say otherwise.

    `needed`: those that the names depend on which the checks ask for. `untrained`: the same without what may only
    change these names' objects later, as training does; it is run all the same where a check fails without it.
    """
    max_batches: int | None = None
    """Every pass over a `DataLoader` ends after so many batches; None leaves it whole."""
    loops: tuple[LoopCut, ...] = ()
    """Loops that are cut; the first rule that fits a loop holds."""
    duplicates: Duplicates = "last"
    """Which of several definitions of one name counts.

    `last`: the last one that does anything, as in a run from top to bottom; a copy of the empty template replaces none.
    `section`: the one in the section of the question (its `place`), where it is defined again further down.
    """
    set_anew: tuple[str, ...] = ()
    """Names that several parts of a question set anew. A cell that answers several of them is cut into one for each."""
    limits: Limits = Limits()

    def for_full_data(self) -> "RunPolicy":
        """The policy where the instructor's own data sets take the place of the built-in ones."""
        more = {name: FULL_DATA * getattr(self.limits, name) for name in ("cell_seconds", "total_seconds")}
        return self.model_copy(update={"limits": self.limits.model_copy(update=more)})
