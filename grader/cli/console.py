"""The two streams of the terminal: results on one, progress and errors on the other."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

out = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def bar(doing: str, total: int | None = None) -> Progress:
    """A bar without a thread of its own: processes are forked while it shows."""
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("time left"), TimeRemainingColumn())
    progress = Progress(*columns, console=errors, auto_refresh=False, transient=True)
    progress.add_task(doing, total=total)
    return progress
