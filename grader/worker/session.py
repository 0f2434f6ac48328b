"""One conversation with the grader: what all operations share."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Protocol

from grader.wire import Channel
from grader.worker.errors import Places
from grader.worker.handles import Handles
from grader.worker.interrupts import Interrupts
from grader.worker.loops import LoopRule, Loops
from grader.worker.namespace import Namespace, Refused
from grader.worker.notes import Notes
from grader.worker.output.console import Console
from grader.worker.output.record import Record
from grader.worker.reset import Baseline
from grader.worker.standins.surroundings import Surroundings

Request = Mapping[str, object]
Reply = dict[str, object]


class Engine(Protocol):
    """What runs the cells of a submission in this process."""

    @property
    def namespace(self) -> Namespace:
        """The names that the cells defined."""

    def run_cell(self, index: int, source: str) -> Reply:
        """Run a cell; the reply as `CellRequest` documents it."""

    def after_fork(self) -> None:
        """Let go, in a copy of the process, of what only works in the original."""


@dataclass
class Session:
    """The state of this side of a conversation. A fork copies all of it but the channel."""

    channel: Channel
    scratch: Path
    carry_out: Callable[["Session", Request], None]
    """Does what a request asks for, and sends the reply."""
    handles: Handles = field(default_factory=Handles)
    interrupts: Interrupts = field(default_factory=Interrupts)
    console: Console = field(default_factory=Console)
    notes: Notes = field(default_factory=Notes)
    record: Record = field(default_factory=Record)
    output_budget: int = 64 << 10
    """Characters of printed text kept of each cell and call."""
    engine: Engine | None = None
    hand_over: Callable[[], NoReturn] | None = None
    """Set by an engine that goes on with the conversation in its own way."""
    is_copy: bool = False
    """This process was forked from the one that ran the cells."""
    loops: Loops = field(init=False)
    """Shortens loops in the code that is run."""

    def __post_init__(self) -> None:
        self.places = Places(self.scratch)
        self.baseline = Baseline(self.scratch)
        self.surroundings = Surroundings(self.notes)
        self.cut_loops(())
        self.children: list[int] = []
        """Processes forked from this one that may have to be reaped."""

    def rewritten(self, tree: ast.Module) -> ast.Module:
        """Statements as they run here: with shortened loops, and with stand-ins for what is missing."""
        return self.surroundings.rewriter.visit(self.loops.visit(tree))

    def cut_loops(self, rules: Sequence[LoopRule]) -> None:
        """From now on, loops end as these rules say, but not in copies."""
        self.loops = Loops(rules, self.notes, whole=lambda: self.is_copy)

    def restore_builtins(self) -> None:
        """Put builtins back that the submission replaced or deleted: the worker's own code needs them too."""
        self.baseline.restore_builtins()

    @property
    def namespace(self) -> Namespace:
        """The submission's names."""
        if self.engine is None:
            raise Refused("nothing has been set up yet")
        return self.engine.namespace
