"""The steps of a whole notebook, indexed: who binds a name, what a name's value leads to, who may change it."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from grader.slicing.acts import Act, Kind
from grader.slicing.found import Call, Effect
from grader.slicing.knowledge import ANY, CHANGING, LIBRARIES, PURE_BUILTINS, PURE_METHODS
from grader.slicing.steps import Step


class TooEntangled(Exception):
    """Working out what is needed takes more than it may."""


@dataclass(slots=True)
class Budget:
    """How much work may be done, in steps of a microsecond or so."""

    left: int = 400_000

    def spend(self, amount: int = 1) -> None:
        """Raises `TooEntangled` when it is used up."""
        self.left -= amount
        if self.left < 0:
            raise TooEntangled


@dataclass(slots=True)
class Binder:
    """A step that binds or deletes a name, or may do so."""

    name: str
    time: int
    cell: int
    surely: bool
    acts: list[Act] = field(default_factory=list)
    """Those that bind it there; none when a function that is called there does."""

    @property
    def kind(self) -> Kind | Literal["deleted", "unsure"]:
        """What the name is bound to."""
        if not self.acts:
            return "unsure"
        last = self.acts[-1]
        if self.name in last.found.stores:
            return last.kind
        return "deleted" if self.name in last.found.deletes else "unsure"


class Graph:
    """A notebook's steps, in the order in which they run; a step's time is its place in that order."""

    def __init__(self, steps: Sequence[Step], failing: Collection[int], budget: Budget) -> None:
        self.steps = steps
        self.budget = budget
        self.binders: dict[str, list[Binder]] = {}
        self.stars: list[int] = []
        """Times of `from … import *`."""
        self.unsure: list[int] = []
        """Times of steps that may bind any name."""
        self.extending: dict[str, list[int]] = {}
        """Times of imports of further modules of a package, by the package's name."""
        self.changed: dict[str, list[int]] = {}
        """Times at which a name's object is changed in place, as far as this is written there, but for training."""
        self.trained: dict[str, list[int]] = {}
        """The same for steps in which gradients are computed: what is written there is an update of parameters."""
        self.settings: dict[int, str] = {}
        """What is set by a step, such as `torch.set_default_dtype`, that all later code depends on."""
        self.made_here: set[str] = set()
        """Names of functions and classes that the notebook defines."""
        self._failing = failing
        self._modules: dict[str, str] = {}
        self._mentions: dict[str, set[str]] = {}
        self._effects: dict[str, set[Effect]] = {}
        self._own: set[str] = set()
        """Names that something else than an import binds."""
        self._generators: set[str] = set()
        self._methods: set[str] = set()
        for time, step in enumerate(steps):
            for act in step.acts:
                self._enter(time, step, act)
        self._spread_effects()
        for time, step in enumerate(steps):
            self._apply(time, step)
        for found in self.binders.values():
            found.sort(key=_time)

    def reaching(self, name: str, time: int) -> list[Binder]:
        """The steps before `time` whose binding of `name` may hold then: back to the last that surely binds it."""
        binders = self.binders.get(name, [])
        at = bisect_left(binders, time, key=_time)
        result = []
        while at > 0:
            at -= 1
            result.append(binders[at])
            if binders[at].surely:
                break
        self.budget.spend(1 + len(result))
        return result

    def binding(self, name: str, time: int) -> list[Binder]:
        """The step at `time`, if it may bind `name`."""
        binders = self.binders.get(name, [])
        return binders[bisect_left(binders, time, key=_time) : bisect_left(binders, time + 1, key=_time)]

    def users(self) -> dict[str, set[str]]:
        """For each name the names in whose making it appears, such as functions that read it."""
        users: dict[str, set[str]] = {}
        for name, others in self._mentions.items():
            for other in others:
                users.setdefault(other, set()).add(name)
        return users

    def acting(self, act: Act) -> bool:
        """Whether code of the notebook, or code that changes its arguments, may run in a statement."""
        found = act.found
        if not found.calls:
            return False
        if not all(self._harmless(call) for call in found.calls):
            return True
        return not self.made_here.isdisjoint(act.runs())

    def effects(self, name: str) -> set[Effect]:
        """What calling a name does, and what is called there."""
        return self._effects.get(name, set())

    def generates(self, name: str) -> bool:
        """Whether calling a name gives a generator."""
        return name in self._generators

    def is_import(self, name: str) -> bool:
        """Whether a name only ever is that of an imported module or thing."""
        return name in self._modules and name not in self._own

    def _harmless(self, call: Call) -> bool:
        start, attr = call
        library = start not in self._own and self._modules.get(start) in LIBRARIES
        if not attr:
            return (start in PURE_BUILTINS and start not in self.binders) or (library and not _changing(start))
        if library:
            return not _changing(attr)
        if attr == "__enter__":
            return start in PURE_BUILTINS
        return attr in PURE_METHODS and attr not in self._methods

    def _enter(self, time: int, step: Step, act: Act) -> None:
        found = act.found
        self._modules.update(found.modules)
        self._methods |= found.functions
        if found.star:
            self.stars.append(time)
        if ANY in found.unsure:
            self.unsure.append(time)
        for package in found.extended:
            self.extending.setdefault(package, []).append(time)
        for name in found.stores | found.deletes | found.unsure:
            self._bind(name, time, step, act)
        if act.kind != "import":
            self._own |= found.stores | found.unsure
        if act.defines:
            self.made_here |= found.stores
            self._generators |= found.stores if found.yields else set()

    def _bind(self, name: str, time: int, step: Step, act: Act | None) -> None:
        binders = self.binders.setdefault(name, [])
        if not binders or binders[-1].time != time:
            surely = name in step.surely and step.cell not in self._failing
            binders.append(Binder(name, time, step.cell, surely))
        if act is None:
            return
        binders[-1].acts.append(act)
        self._effects.setdefault(name, set()).update(act.found.effects)
        if act.defines or act.frozen != frozenset():
            self._mentions.setdefault(name, set()).update(act.found.loads, act.found.late)

    def _spread_effects(self) -> None:
        """What calling a name does includes what calling the names does that its value is made of."""
        users = self.users() if any(self._effects.values()) else {}
        todo = [name for name, effects in self._effects.items() if effects]
        while todo:
            name = todo.pop()
            for user in users.get(name, ()):
                mine = self._effects.setdefault(user, set())
                self.budget.spend(1 + len(self._effects[name]))
                if not self._effects[name] <= mine:
                    mine |= self._effects[name]
                    todo.append(user)

    def _apply(self, time: int, step: Step) -> None:
        """What a step changes and sets, and what the functions that are called in it do."""
        changes: set[str] = set()
        trains = False
        for act in step.acts:
            changes |= act.found.writes
            trains |= act.found.trains()
            for name in act.found.settings:
                self._set(time, name)
            for effect, name in self._effects_of(act) if self.acting(act) else ():
                trains |= effect == "trains"
                changes |= {name} if effect == "changes" else set()
                if effect == "sets":
                    self._set(time, name)
                elif effect == "binds":
                    self._bind(name, time, step, None)
                    self.unsure += [time] if name == ANY else []
        for name in changes:
            if not self.is_import(name):
                (self.trained if trains else self.changed).setdefault(name, []).append(time)

    def _effects_of(self, act: Act) -> Iterable[Effect]:
        effects = set() if act.defines else set(act.found.effects)
        for name in act.runs():
            effects |= self.effects(name)
        self.budget.spend(len(effects))
        return effects

    def _set(self, time: int, name: str) -> None:
        if name.startswith(("%", "__future__")) or name.partition(".")[0] in self._modules:
            self.settings.setdefault(time, name)


def _time(binder: Binder) -> int:
    return binder.time


def _changing(name: str) -> bool:
    return name in CHANGING or name == "out=" or (name.endswith("_") and not name.startswith("_"))
