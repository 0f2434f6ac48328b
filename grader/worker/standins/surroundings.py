"""What the stand-ins are told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from grader.worker.notes import Notes
from grader.worker.standins.rewriting import Rewriter


@dataclass
class Surroundings:
    """The settings of a session that stand-ins follow."""

    notes: Notes
    scratch: Path = Path()
    """Folder of the hand-in, the only one it can write to."""
    data: Path | None = None
    """Folder of the data sets, in the layout that torchvision's classes expect below their `root`."""
    max_batches: int | None = None
    """Passes over a `DataLoader` end after so many batches; None leaves them whole."""
    readers: list[Callable[[str], None]] = field(default_factory=list)
    """Called with the text of each cell and file before it runs."""
    instead: dict[str, object] = field(default_factory=dict)
    """What stands in for something of this name that cannot be imported: a package, or part of whatever module."""
    calls: dict[str, Callable[..., object]] = field(default_factory=dict)
    """What answers a call of something that is not installed, by the end of its full name."""
    command: Callable[[str, str], bool] = lambda _line, _shown: False
    """Carries out a line of a shell; whether it did. The second argument is how the report calls it."""
    rewriter: Rewriter = field(default_factory=Rewriter)
    """Changes the statements of each cell and file before they run."""

    def read(self, source: str) -> None:
        """Tell the stand-ins what is about to run, so that some need only be there for code that asks for them."""
        for reader in self.readers:
            reader(source)
