"""Taps: a function of the submission is wrapped for the time of a call, and what goes in and out is recorded."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from grader.worker.calling.structures import size_in_bytes, snapshot
from grader.worker.namespace import Missing, near_names
from grader.worker.session import Session

MOST_CALLS = 500
MOST_BYTES = 64 << 20

_setattr = setattr


@dataclass
class Tape:
    """The calls recorded, in order of their start, as a reply holds them."""

    calls: list[dict[str, object]] = field(default_factory=list)
    left_out: int = 0
    size: int = 0

    def has_room(self, *values: object) -> bool:
        """Whether one more call may be recorded; counts it as left out when not."""
        self.size += size_in_bytes(values)
        if len(self.calls) < MOST_CALLS and self.size <= MOST_BYTES:
            return True
        self.left_out += 1
        return False


@contextmanager
def tapped(session: Session, names: Sequence[str]) -> Iterator[Tape]:
    """Record the calls of these functions for a block: wherever the submission's code looks them up as a global.

    A dotted name (`Net.forward`) is an attribute of a global. For a class its forward pass is recorded, or its
    construction where it has none.
    """
    tape = Tape()
    undo: list[tuple[Any, str, object]] = []
    try:
        for name in names:
            undo += _replace(session, name, tape)
        yield tape
    finally:
        for owner, key, original in reversed(undo):
            _put(owner, key, original)


def _replace(session: Session, name: str, tape: Tape) -> list[tuple[Any, str, object]]:
    first, *rest = name.split(".")
    try:
        owner: Any = session.namespace.lookup(first)
    except KeyError:
        raise Missing(f"{first} is not defined", near_names(first, session.namespace.own_names())) from None
    if isinstance(owner, type) and not rest:
        rest = ["forward" if hasattr(owner, "forward") else "__init__"]
    if not rest:
        return _replace_global(session, name, owner, tape)
    for attribute in rest[:-1]:
        owner = getattr(owner, attribute)
    original = getattr(owner, rest[-1])
    _put(owner, rest[-1], _wrapped(name, original, tape))
    return [(owner, rest[-1], original)]


def _replace_global(session: Session, name: str, original: Any, tape: Tape) -> list[tuple[Any, str, object]]:
    wrapper = _wrapped(name, original, tape)
    places = [(table, key) for table in session.namespace.tables() for key in list(table) if table[key] is original]
    for table, key in places:
        table[key] = wrapper
    return [(table, key, original) for table, key in places]


def _put(owner: Any, key: str, value: object) -> None:
    if isinstance(owner, dict):
        owner[key] = value
    else:
        _setattr(owner, key, value)


def _wrapped(name: str, original: Any, tape: Tape) -> Any:
    @functools.wraps(original)
    def wrapper(*args: object, **kwargs: object) -> object:
        if not tape.has_room(args, kwargs):
            return original(*args, **kwargs)
        entry: dict[str, object] = {"name": name, **_inputs(args, kwargs), "value": None, "after": None}
        tape.calls.append(entry)
        value = original(*args, **kwargs)
        entry["value"] = snapshot(value)
        entry["after"] = [snapshot(arg) for arg in args]
        entry["keywords_after"] = {key: snapshot(arg) for key, arg in kwargs.items()}
        return value

    return wrapper


def _inputs(args: tuple[object, ...], kwargs: Mapping[str, object]) -> dict[str, object]:
    return {
        "arguments": [snapshot(arg) for arg in args],
        "keywords": {key: snapshot(arg) for key, arg in kwargs.items()},
    }
