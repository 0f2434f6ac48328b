"""From the names that are asked for to the cells that have to run, and why each of them has to.

A cell that runs runs whole, so whatever its steps read is needed in turn, as it is at their time. Functions read their
global names when they are called. When that is, nobody knows; it is assumed for every step that mentions
the function, or a value made with it, and for the time at which the checks look.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from grader.slicing.acts import Act
from grader.slicing.graph import Binder, Graph
from grader.slicing.knowledge import ANY
from grader.slicing.reasons import quoted
from grader.slicing.sharing import Sharing, between

_VERBS = {
    "function": "defines",
    "class": "defines",
    "import": "imports",
    "value": "sets",
    "deleted": "deletes",
    "unsure": "may set",
}


@dataclass(frozen=True, slots=True)
class _Need:
    """A name as it has to be just before a time."""

    name: str
    time: int
    why: str
    """The end of "this cell sets it, …"."""


class Needs:
    """Collects the cells that have to run."""

    def __init__(self, graph: Graph, *, possible: bool) -> None:
        self.reasons: dict[int, str] = {}
        """Why a cell runs; cells that are not here need not run."""
        self._graph = graph
        self._sharing = Sharing(graph)
        self._possible = possible
        self._todo: deque[_Need] = deque()
        self._met: set[tuple[str, int]] = set()
        self._carried: set[tuple[str, int, int]] = set()
        self._steps: dict[int, list[int]] = {}
        for time, step in enumerate(graph.steps):
            self._steps.setdefault(step.cell, []).append(time)
        self._leads_on = self._leading_on()
        self._asked: list[int] = []
        self._all_before = 0

    def ask(self, names: Collection[str], time: int) -> None:
        """The checks look at these names at this time."""
        self._asked.append(time)
        for name in names:
            made = [binder.kind for binder in self._graph.reaching(name, time)]
            called = made[:1] in (["function"], ["class"])
            self._need(name, time, f"which the checks {'call' if called else 'look at'}")
        self._settle()

    def run(self, cell: int, reason: str) -> None:
        """Have a cell run, and all that it needs."""
        self._run(cell, reason)
        self._settle()

    def _need(self, name: str, time: int, why: str) -> None:
        """Note a need; names that the notebook does not bind are Python's own, or come with a `*`."""
        if name in self._graph.binders or self._graph.stars or name == ANY:
            self._todo.append(_Need(name, time, why))

    def _settle(self) -> None:
        """Meet every need that is noted, and those that come of it."""
        while self._todo:
            need = self._todo.popleft()
            self._graph.budget.spend()
            if (need.name, need.time) not in self._met:
                self._met.add((need.name, need.time))
                self._meet(need)

    def _run(self, cell: int, reason: str) -> None:
        if cell in self.reasons:
            return
        self.reasons[cell] = reason
        for time in self._steps.get(cell, ()):
            for name in sorted(self._graph.steps[time].reads):
                self._need(name, time, f"used in cell {cell}")

    def _meet(self, need: _Need) -> None:
        if need.name == ANY:
            self._run_all_before(need)
            return
        binders = self._graph.reaching(need.name, need.time)
        for binder in binders:
            self._run(binder.cell, f"{_VERBS[binder.kind]} {quoted(need.name)}, {need.why}")
            self._carry(binder, need.time)
        sure = binders[-1].time if binders and binders[-1].surely else -1
        self._run_at(self._graph.stars, sure, need.time, f"may import {quoted(need.name)}, {need.why}")
        if binders:
            self._run_at(
                self._graph.extending.get(need.name, []), -1, need.time, f"imports more of {quoted(need.name)}"
            )
            self._run_changes(need, binders)

    def _run_changes(self, need: _Need, binders: list[Binder]) -> None:
        """Run what changes the object of a name between its binding and the time at which it is needed."""
        name, start = need.name, binders[-1].time
        stated = set(between(self._sharing.changes(name, possible=False), start, need.time))
        times = set(stated)
        if self._possible:
            times.update(between(self._sharing.changes(name, possible=True), start, need.time))
        for time in sorted(times):
            self._graph.budget.spend()
            verb = "changes" if time in stated else "may change"
            self._run(self._graph.steps[time].cell, f"{verb} {quoted(name)}, {need.why}")
            for seen in {need.time, *self._asked}:
                self._carry_from(self._graph.steps[time].acts, time, seen, name)

    def _run_at(self, times: list[int], start: int, end: int, reason: str) -> None:
        for time in between(times, start, end):
            self._run(self._graph.steps[time].cell, reason)

    def _run_all_before(self, need: _Need) -> None:
        reason = f"comes before code that may read any name, {need.why}"
        for step in self._graph.steps[self._all_before : need.time]:
            self._run(step.cell, reason)
        self._all_before = max(self._all_before, need.time)

    def _carry(self, first: Binder, time: int) -> None:
        """What the value that `first` binds may read at `time`: the global names of functions that it leads to."""
        todo = [first]
        while todo:
            binder = todo.pop()
            key = (binder.name, binder.time, time)
            self._graph.budget.spend()
            if key in self._carried or binder.name not in self._leads_on:
                continue
            self._carried.add(key)
            todo += self._behind(binder.acts, binder.time, time, f"{quoted(binder.name)} (cell {binder.cell})")
            if binder.name in self._sharing.solid:
                changes = self._sharing.changes(binder.name, possible=False)
                self._run_at(changes, binder.time, time, f"changes {quoted(binder.name)}, used by {quoted(first.name)}")

    def _carry_from(self, acts: list[Act], made: int, time: int, name: str) -> None:
        """The same for what a step at the time `made` puts into the object of `name`."""
        if (name, made, time) not in self._carried:
            self._carried.add((name, made, time))
            for binder in self._behind(acts, made, time, quoted(name)):
                self._carry(binder, time)

    def _behind(self, acts: list[Act], made: int, time: int, user: str) -> list[Binder]:
        """Need what the functions made in `acts` read at `time`; the binders of what else the acts mention."""
        result: list[Binder] = []
        for act in acts:
            for name in sorted(act.found.late):
                self._need(name, time, f"used by {user}")
            for name in act.found.loads & self._leads_on:
                result += self._graph.reaching(name, made) + self._graph.binding(name, made)
            if ANY in act.found.loads:
                self._need(ANY, time, f"used by {user}")
        return result

    def _leading_on(self) -> set[str]:
        """Names whose values may read other names later: functions, and whatever is made with them."""
        graph = self._graph
        leading = {
            name
            for name, binders in graph.binders.items()
            if (name in self._sharing.solid and self._sharing.changes(name, possible=False))
            or any(act.found.late or ANY in act.found.loads for binder in binders for act in binder.acts)
        }
        users, todo = graph.users(), list(leading)
        while todo:
            fresh = users.get(todo.pop(), set()) - leading
            leading |= fresh
            todo.extend(fresh)
        return leading
