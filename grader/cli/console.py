"""The two streams of the terminal: results on one, progress and errors on the other."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

out = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


class Rate(ProgressColumn):
    """How many are done in a minute, by the last half minute."""

    def render(self, task: Task) -> Text:
        """Empty until there is a rate."""
        return Text(f"{60 * task.speed:.0f} a minute" if task.speed else "")


def bar(doing: str, total: int | None = None) -> Progress:
    """A bar without a thread of its own: processes are forked while it shows."""
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), Rate())
    left = (TextColumn("time left"), TimeRemainingColumn())
    progress = Progress(*columns, *left, console=errors, auto_refresh=False, transient=True)
    progress.add_task(doing, total=total)
    return progress
