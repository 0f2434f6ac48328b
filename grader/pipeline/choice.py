"""Which cells of a notebook run: all of them, or those that the checks' names depend on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grader.checks import Assignment, Check
from grader.checks.asking.asked import Asked, undefined_name
from grader.checks.asking.source import Source
from grader.checks.duplicates import seen_after
from grader.checks.judging.dry_run import names_asked
from grader.checks.seeds import Seeds
from grader.model import CellResult, Notebook
from grader.slicing import Chosen, Mutations, definitions, needed

NOTHING = Asked()


@dataclass
class Wanted:
    """Names that checks look at."""

    names: set[str] = field(default_factory=set)
    """At the end of the notebook."""
    after: dict[int, set[str]] = field(default_factory=dict)
    """In the state after a cell, by the cell's index."""

    def at(self, cells: Sequence[int]) -> set[str]:
        """Those after the last of some cells; those at the end where there are none."""
        return self.after.setdefault(cells[-1], set()) if cells else self.names


@dataclass
class Choice:
    """What is known of what the checks ask for; it grows where a run shows that more is needed."""

    notebook: Notebook
    everything: bool = False
    """Every cell runs."""
    needed: Wanted = field(default_factory=Wanted)
    """With all that may change the names' objects."""
    untrained: Wanted = field(default_factory=Wanted)
    """Without what only may."""
    failing: set[int] = field(default_factory=set)
    """Cells that were seen to raise."""

    @classmethod
    def of(cls, assignment: Assignment, checks: Sequence[Check], seeds: Seeds, source: Source) -> "Choice":
        """What these checks ask for, each as the policy of its question says."""
        notebook = source.notebook
        choice = cls(notebook)
        if any(assignment.cells_for(check) == "all" for check in checks):
            choice.everything = True
            return choice
        for check in checks:
            after = seen_after(assignment, check)
            place = after.cells(notebook) if after else ()
            if after is None or place:
                asked = names_asked(check, assignment, seeds, source)
                wanted = choice.untrained if assignment.cells_for(check) == "untrained" else choice.needed
                wanted.at(place).update(asked.names)
                choice.everything |= asked.everything
        return choice

    @property
    def cells(self) -> dict[int, Chosen]:
        """What is decided about each code cell, by its index. No reasons are given where every cell runs anyway."""
        if self.everything:
            return {cell.index: Chosen(cell.index, True, "") for cell in self.notebook.code_cells}
        chosen = self._chosen(self.untrained, "stated")
        chosen |= {cell.index: cell for cell in self._chosen(self.needed, "all").values() if cell.run}
        return chosen

    def learn(self, ran: Iterable[CellResult], absent: Asked = NOTHING, unsatisfied: Asked = NOTHING) -> bool:
        """Take in how a run ended; whether more cells have to run than did.

        `absent` are names that were not there, `unsatisfied` those that checks asked for which did not pass.
        """
        results = list(ran)
        left_out = {cell.index for cell in results if cell.status == "skipped"}
        self.failing |= {cell.index for cell in results if cell.error}
        lost = absent.names | {undefined_name(cell.error) for cell in results if cell.error}
        if lost:
            lost &= {found.name for found in definitions(self.notebook) if found.cell in left_out}
        for names in (self.needed.names, *self.needed.after.values()):
            names.update(lost)
        self.needed.names |= self.untrained.names & unsatisfied.names
        for index, names in self.untrained.after.items():
            if more := names & unsatisfied.names | lost:
                self.needed.at([index]).update(more)
        self.everything |= unsatisfied.everything
        chosen = self.cells
        return any(chosen[index].run for index in left_out)

    def _chosen(self, wanted: Wanted, mutations: Mutations) -> dict[int, Chosen]:
        found = needed(self.notebook, wanted.names, anchors=wanted.after, mutations=mutations, failing=self.failing)
        return {cell.index: cell for cell in found.cells}
