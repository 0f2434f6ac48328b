"""Which names may share objects, and so whose objects a step may change besides those that stand in it.

Two views. `stated`: only what is written as a change (items, attributes, augmented assignment, `append` and its
like), and only names that are plainly made other names of an object (`b = a`, `first = layers[0]`). `possible`: any
statement in which code runs that is not known to leave its arguments alone may change whatever it mentions, and may
make any of it refer to any other.
"""

import builtins
from bisect import bisect_left
from collections.abc import Iterable

from grader.slicing.acts import Act
from grader.slicing.graph import Graph
from grader.slicing.knowledge import ANY


class Groups:
    """Names in disjoint groups (union and find)."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for the group of `name`."""
        above = self._parents.setdefault(name, name)
        while above != name:
            self._parents[name] = self._parents[above]
            name, above = above, self._parents[above]
        return name

    def join(self, names: Iterable[str]) -> None:
        """Put the groups of these names together."""
        first = None
        for name in names:
            first = self.of(name) if first is None else first
            self._parents[self.of(name)] = first


class Sharing:
    """When a name's object may be changed."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._stated = self._find_stated()
        self.solid = self._find_solid()
        """Names of modules, of functions and classes without state, and of values that nothing can change."""
        self._users = graph.users()
        self._holders = self._holding()
        self._possible: tuple[Groups, dict[str, list[int]]] | None = None

    def changes(self, name: str, *, possible: bool) -> list[int]:
        """Times of the steps that change the object of `name`, or, with `possible`, may change it."""
        if possible and name not in self.solid:
            self._possible = self._possible or self._find_possible()
            groups, times = self._possible
        else:
            groups, times = self._stated
        return times.get(groups.of(name), [])

    def aloof(self) -> frozenset[str]:
        """Functions and classes whose code reaches nothing that can be changed, and sets nothing around it."""
        if self._graph.unsure or self._graph.stars:
            return frozenset()
        return frozenset(
            name
            for name in self._graph.made_here & self.solid - self._holders
            if self._graph.effects(name) <= {("trains", "")}
        )

    def _is_builtin(self, name: str) -> bool:
        return hasattr(builtins, name) and name not in self._graph.binders

    def _find_solid(self) -> set[str]:
        needs: dict[str, set[str]] = {}
        for name, binders in self._graph.binders.items():
            acts = [act for binder in binders for act in binder.acts if act.makes(name)]
            if all(binder.acts for binder in binders) and all(self._is_kept_whole(name, act) for act in acts):
                needs[name] = {other for act in acts for other in act.frozen or ()}
        waiting: dict[str, list[str]] = {}
        for name, others in needs.items():
            for other in others:
                waiting.setdefault(other, []).append(name)
        todo = [other for other in waiting if other not in needs and not self._is_builtin(other)]
        while todo:
            todo += [name for name in waiting.get(todo.pop(), ()) if needs.pop(name, None) is not None]
        return set(needs)

    def _is_kept_whole(self, name: str, act: Act) -> bool:
        """Whether what `act` makes of `name` cannot be changed by what it is passed to, nor by what it may hold."""
        if act.defines:
            return act.plain and not self.changes(name, possible=False)
        return act.plain or act.frozen is not None

    def _holding(self) -> set[str]:
        """Names that may hold a changeable object: values, and functions that reach one."""
        graph = self._graph
        holding = {name for name in graph.binders if name not in self.solid}
        todo = list(holding)
        while todo:
            for user in self._users.get(todo.pop(), ()):
                if user not in holding and not graph.is_import(user):
                    holding.add(user)
                    todo.append(user)
        return holding

    def _find_stated(self) -> tuple[Groups, dict[str, list[int]]]:
        groups = Groups()
        for step in self._graph.steps:
            for act in step.acts:
                for name, others in [] if act.loops else act.found.aliases:
                    groups.join(other for other in {name, *others} if not self._graph.is_import(other))
        times: dict[str, list[int]] = {}
        for name, changed in self._graph.changed.items():
            times.setdefault(groups.of(name), []).extend(changed)
        for changed in times.values():
            changed.sort()
        return groups, times

    def _find_possible(self) -> tuple[Groups, dict[str, list[int]]]:
        groups = Groups()
        spent: set[str] = set()
        for step in self._graph.steps:
            for act in step.acts:
                if act.found.stores or self._acts(act):
                    groups.join(self._touched(act))
                spent |= act.found.stores if self._is_spent(act) else set()
        return groups, self._possible_times(groups, {groups.of(name) for name in spent})

    def _possible_times(self, groups: Groups, spent: set[str]) -> dict[str, list[int]]:
        """For each group, the times at which it may be changed; reading is enough for those with an iterator."""
        times: dict[str, list[int]] = {}
        for time, step in enumerate(self._graph.steps):
            for act in step.acts:
                touched = {groups.of(name) for name in self._touched(act)}
                for group in touched if self._acts(act) else touched & spent:
                    times.setdefault(group, []).append(time)
        for table in (self._graph.changed, self._graph.trained):
            for name, changed in table.items():
                times.setdefault(groups.of(name), []).extend(changed)
        for changed in times.values():
            changed.sort()
        return times

    def _acts(self, act: Act) -> bool:
        return bool(act.found.writes) or self._graph.acting(act)

    def _touched(self, act: Act) -> set[str]:
        found = act.found
        if ANY in found.loads:
            self._graph.budget.spend(len(self._holders))
            return self._holders
        return (found.loads | found.late | found.stores | found.writes) & self._holders

    def _is_spent(self, act: Act) -> bool:
        return act.spent or any(self._graph.generates(start) for start, attr in act.found.calls if not attr)


def between(times: list[int], start: int, end: int) -> list[int]:
    """The times after `start` and before `end`."""
    return times[bisect_left(times, start + 1) : bisect_left(times, end)]
