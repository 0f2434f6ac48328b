"""What some code does to names: the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.slicing.knowledge import GRADIENT_CALLS

Call = tuple[str, str]
"""The name that a call starts from, and the attribute that is called: `("net", "train")`, `("f", "")`."""
Effect = tuple[str, str]
"""What else calling code does: `("binds", name)`, `("changes", name)`, `("sets", dotted name)`, `("trains", "")`."""
Aliases = tuple[tuple[str, frozenset[str]], ...]
"""Names, each with the names whose objects, or parts of them, it stands for."""
NOTHING: frozenset[str] = frozenset()
_MOST_ALIASES = 100
"""Names of one object that are followed."""


@dataclass(slots=True)
class Found:
    """What some code does to names that are not its own."""

    loads: set[str] = field(default_factory=set)
    """Read while it runs."""
    stores: set[str] = field(default_factory=set)
    """Bound."""
    calls: set[Call] = field(default_factory=set)
    late: frozenset[str] = NOTHING
    """Read when the functions that it defines are called."""
    deletes: frozenset[str] = NOTHING
    chances: frozenset[str] = NOTHING
    """Those of `stores` that are bound only in parts of an expression that may not be reached."""
    unsure: frozenset[str] = NOTHING
    """Bound or deleted, or not; `ANY` for names that only the run knows."""
    writes: frozenset[str] = NOTHING
    """Names whose objects it changes in place."""
    effects: frozenset[Effect] = frozenset()
    """What calling the functions that it defines does."""
    aliases: Aliases = ()
    settings: frozenset[str] = NOTHING
    """Dotted names that it calls, or sets attributes or items of, which changes how all later code works."""
    cosmetics: frozenset[str] = NOTHING
    """Those of which it changes no result."""
    declared: frozenset[str] = NOTHING
    """Declared global or nonlocal."""
    shared: frozenset[str] = NOTHING
    """Declared global."""
    modules: tuple[tuple[str, str], ...] = ()
    """Imported names, each with the package that it comes from."""
    extended: frozenset[str] = NOTHING
    """Packages of which it imports a further module: `os` for `import os.path`."""
    functions: frozenset[str] = NOTHING
    """Names of functions that it defines at any depth."""
    star: bool = False
    """Holds `from … import *`."""
    yields: bool = False

    def reads(self) -> set[str]:
        """Names that have to be there when it runs: with late ones if what it calls may call what it defines."""
        return self.loads | self.deletes | (self.late if self.calls else NOTHING)

    def trains(self) -> bool:
        """Whether it computes gradients."""
        return any(attr in GRADIENT_CALLS for _, attr in self.calls)

    def join(self, inner: "Found", own: set[str], late: set[str]) -> None:
        """Add what an inner scope does that runs at once; `own` are its names, `late` those that its functions see."""
        self.loads |= inner.loads - own
        self.late |= inner.late - late
        self.writes |= inner.writes - own
        self.unsure |= inner.unsure
        self.calls |= inner.calls
        self.effects |= inner.effects
        self.functions |= inner.functions
        self.settings |= {name for name in inner.settings if name.partition(".")[0] not in own}


def resolved(names: Iterable[str], links: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """`names`, and those whose objects they stand for, the nearest first where there are very many."""
    result = dict.fromkeys(names)
    for name in (todo := list(result)):
        fresh = [other for other in links.get(name, ()) if other not in result]
        result |= dict.fromkeys(fresh)
        todo += fresh if len(todo) < _MOST_ALIASES else []
    return frozenset(result)


def linked(aliases: Aliases) -> dict[str, set[str]]:
    """The aliases by name."""
    links: dict[str, set[str]] = {}
    for name, others in aliases:
        links.setdefault(name, set()).update(others)
    return links
