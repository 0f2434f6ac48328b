"""Recording what the reference gives, and playing it where the reference is not.

Values are kept by key (see `grader.checks.expected.provenance`) and by world: the right reference, or the reference
with one wrong variant in a function's place. A recorder is attached to an assignment while its checks are rehearsed; a
player, while students check themselves.
"""

import contextlib
import json
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.checks.expected.misconceptions import Misconception, misconceptions_of, reachable
from grader.checks.expected.provenance import Key
from grader.checks.expected.reference import substituted
from grader.kit.values import Array, Arrays, NotData, Stored, restore, store

RIGHT = "right"
GAP: Stored = {"is": "gap"}


@dataclass(frozen=True)
class Entry:
    """What was recorded under one key."""

    numbers: tuple[float, ...]
    worlds: dict[str, Stored]


class Worlds:
    """The wrong variants of a reference, and which of them is in force."""

    def __init__(self, reference: types.ModuleType) -> None:
        self.reference = reference
        self.variants = misconceptions_of(reference)

    def current(self) -> str | None:
        """The world in force; None where a function was replaced by something that is no variant."""
        for wrong in self.variants:
            current = getattr(self.reference, wrong.function)
            if current is wrong.variant:
                return label(wrong)
            if current is not wrong.right:
                return None
        return RIGHT


Entries = dict[str, list[Entry]]
"""By the form of the key; of one form, entries differ in their numbers."""


@dataclass
class Recorder:
    """A tape that takes down every expectation of the checks that run while it is attached."""

    worlds: Worlds
    arrays: Arrays = field(default_factory=Arrays)
    entries: Entries = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """The reference's functions that public checks ask for, or whose declarations they use."""
    _news: int = 0
    """Keys that were new in the right world since the last check."""
    _made: list[Callable[[], object]] = field(default_factory=list)

    def computing(self, key: Key | None, compute: Callable[[], object]) -> Callable[[], object]:
        """See `Tape`. The value is taken down when it is first computed, before anything can change it."""
        if key is None:
            return compute
        memory: list[object] = []

        def once() -> object:
            if not memory:
                memory.append(self._taken_down(key, compute))
            return memory[0]

        self._made.append(once)
        return once

    def called(self, name: str) -> None:
        """See `Tape`."""
        if callable(getattr(self.worlds.reference, name, None)):
            self.asked.add(name)

    def forget(self) -> None:
        """See `Tape`."""
        self._made.clear()

    def ran(self, asked: set[str], again: Callable[[], object]) -> None:
        """See `Tape`. A check that brought something new is repeated in the world of each wrong variant."""
        self.asked |= asked
        self._open_the_rest()
        fresh, self._news = self._news, 0
        if not fresh:
            return
        reference = self.worlds.reference
        reached = reachable(reference, asked)
        for wrong in self.worlds.variants:
            if wrong.function in reached:
                with _quiet(), substituted(reference, {wrong.function: wrong.variant}):
                    again()  # a variant may be unable to compute what the check asks of it
                    self._open_the_rest()
        self._made.clear()

    def _open_the_rest(self) -> None:
        """Compute what the check made and did not open: another hand-in may come to open it."""
        made, self._made = self._made, []
        for once in made:
            with contextlib.suppress(Exception):  # what the reference cannot compute leaves a gap
                once()

    def _taken_down(self, key: Key, compute: Callable[[], object]) -> object:
        try:
            value = compute()
        except Exception:
            self._note(key, GAP)
            raise
        with contextlib.suppress(NotData):
            self._note(key, store(value, self.arrays))
        return value

    def _note(self, key: Key, stored: Stored) -> None:
        world = self.worlds.current()
        if world is None:
            return
        entry = find(self.entries, key)
        if entry is None:
            entry = Entry(key.numbers, {})
            self.entries.setdefault(key.form, []).append(entry)
        before = entry.worlds.setdefault(world, stored)
        self._news += before is stored and world == RIGHT
        if before != stored and entry.numbers == key.numbers:
            entry.worlds[world] = GAP  # two questions that the key cannot tell apart


@dataclass(frozen=True)
class Player:
    """A tape that gives back what was recorded, in the world that is assumed at the time."""

    worlds: Worlds
    """Of the outlines of the reference's functions: a variant's outline in its place assumes its world."""
    entries: Entries
    arrays: Mapping[str, Array]

    def computing(self, key: Key | None, compute: Callable[[], object]) -> Callable[[], object]:
        """See `Tape`. What was not recorded itself may follow from something that was."""

        def play() -> object:
            entry = find(self.entries, key) if key else None
            recorded = entry.worlds if entry else {}
            stored = recorded.get(self.worlds.current() or RIGHT) or recorded.get(RIGHT, GAP)
            return compute() if stored == GAP else restore(stored, self.arrays)

        return play

    def called(self, name: str) -> None:
        """See `Tape`. Nothing is to be taken down."""

    def forget(self) -> None:
        """See `Tape`. Nothing is kept."""

    def ran(self, asked: set[str], again: Callable[[], object]) -> None:
        """See `Tape`. Nothing is to be taken down."""


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What a wrong variant raises, or warns of, concerns nobody."""
    with warnings.catch_warnings(), contextlib.suppress(Exception):
        warnings.simplefilter("ignore")
        yield


def label(wrong: Misconception) -> str:
    """The name of a variant's world."""
    return f"{wrong.function}: {wrong.name}"


def find(entries: Entries, key: Key) -> Entry | None:
    """The entry of a key."""
    return next((entry for entry in entries.get(key.form, ()) if key.near(entry.numbers)), None)


def to_json(entries: Entries) -> str:
    """Entries as text. A variant's value that equals the right one is left out."""
    rows = [
        {"form": form, "numbers": [number.hex() for number in entry.numbers], "worlds": dict(_distinct(entry.worlds))}
        for form, found in sorted(entries.items())
        for entry in found
    ]
    return json.dumps(rows, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Entries:
    """The entries of a text that `to_json` made."""
    entries: Entries = {}
    rows: list[dict[str, Any]] = json.loads(text)
    for row in rows:
        numbers = tuple(float.fromhex(number) for number in row["numbers"])
        entries.setdefault(row["form"], []).append(Entry(numbers, row["worlds"]))
    return entries


def arrays_in(value: object) -> Iterator[str]:
    """The digests of all arrays that a stored form speaks of."""
    if isinstance(value, dict):
        if isinstance(value.get("array"), str):
            yield value["array"]
        for item in value.values():
            yield from arrays_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from arrays_in(item)


def _distinct(worlds: Mapping[str, Stored]) -> Iterator[tuple[str, Stored]]:
    return ((name, stored) for name, stored in worlds.items() if name == RIGHT or stored != worlds.get(RIGHT))
