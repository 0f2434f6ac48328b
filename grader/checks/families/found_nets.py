"""Networks whose names no handout gives: those that a notebook made, and those that its classes and functions make."""

from collections.abc import Callable, Collection, Iterator

from grader.checks.asking.student import StudentObject
from grader.checks.context import Context
from grader.checks.errors import Missing, StudentFault

_PLAIN = {"int", "float", "str", "bool", "list", "tuple", "dict", "set", "Tensor", "ndarray", "NoneType", "DataLoader"}
_MOST = 40
"""Names of each kind that are looked at."""
Options = dict[str, bool]


def submitted_networks(t: Context, switches: Collection[str]) -> Iterator[tuple[str, StudentObject]]:
    """Names and networks: globals that are modules, the latest first, then what classes make, then what functions do.

    A class is called without arguments, or, as a function is, with True or False for the argument whose name has one of
    `switches` in it: `Net(batch_norm=True)`. What needs other arguments is left alone, and so are functions that train.
    """
    entries = [(name, entry) for name, entry in reversed(t.student.outline().items()) if isinstance(entry, dict)]
    values = [name for name, entry in entries if entry.get("kind") == "value" and entry.get("type") not in _PLAIN]
    for name in values[:_MOST]:
        yield from _network(name, lambda name=name: t.student.hold(name))  # type: ignore[misc]
    makers = sorted(
        ((name, entry) for name, entry in entries if entry.get("kind") in ("class", "function")),
        key=lambda maker: maker[1].get("kind") == "function",
    )
    for name, entry in makers[:_MOST]:
        if entry.get("kind") == "function" and _trains(t, name):
            continue
        plain: list[Options] = [{}] if entry.get("kind") == "class" else []
        for options in [*plain, *_switched(entry.get("parameters"), switches)]:
            maker = t.student.function(name, declared=False)
            yield from _network(name, lambda maker=maker, options=options: maker.hold(**options))  # type: ignore[misc]


def _network(name: str, get: Callable[[], StudentObject]) -> Iterator[tuple[str, StudentObject]]:
    """It, if it is a module with parameters."""
    try:
        net = get()
        if net.state().parameters:
            yield name, net
    except StudentFault:
        return


def _trains(t: Context, name: str) -> bool:
    """Whether a function, as it is written, computes gradients: it takes long, and makes no network for others."""
    try:
        return t.source.function(name).with_helpers().calls("backward", "grad")
    except Missing:
        return False


def _switched(parameters: object, switches: Collection[str]) -> list[Options]:
    names = [name for name in parameters if isinstance(name, str)] if isinstance(parameters, list) else []
    fitting = [name for name in names if any(word in name.lower() for word in switches)]
    return [{name: value} for name in fitting[:1] for value in (True, False)]
