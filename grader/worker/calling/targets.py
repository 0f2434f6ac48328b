"""From what a request speaks of to the object itself."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from grader.worker.namespace import Missing, Refused, near_names
from grader.worker.session import Session

_getattr = getattr


def resolve(session: Session, target: Mapping[str, object]) -> Any:
    """The object that a `Target` names. Raises `Missing` with near names; may run code of the submission."""
    path = list(cast("Sequence[object]", target.get("path", ())))
    if "handle" in target:
        value = _kept(session, cast("int", target["handle"]))
        shown = type(value).__name__
    else:
        shown, *attributes = cast("str", target["name"]).split(".")
        value = _global(session, shown)
        path = [*attributes, *path]
    for step in path:
        value, shown = _follow(value, step, shown)
    return value


def known_as(session: Session, name: str) -> object:
    """The global of this name; None where there is none."""
    try:
        return session.namespace.lookup(name)
    except KeyError:
        return None


def _kept(session: Session, handle: int) -> object:
    try:
        return session.handles.get(handle)
    except KeyError:
        raise Refused(f"no object is kept under handle {handle}") from None


def _global(session: Session, name: str) -> object:
    try:
        return session.namespace.lookup(name)
    except KeyError:
        raise Missing(f"{name} is not defined", near_names(name, session.namespace.own_names())) from None


def _follow(value: Any, step: object, shown: str) -> tuple[Any, str]:
    """One step along a path: an attribute by name, or an item `[key]`."""
    if isinstance(step, str):
        try:
            return _getattr(value, step), f"{shown}.{step}"
        except AttributeError:
            raise Missing(f"{shown} has no attribute {step}", near_names(step, _attributes(value))) from None
    (key,) = cast("Sequence[object]", step)
    try:
        return value[key], f"{shown}[{key!r}]"
    except (LookupError, TypeError):
        raise Missing(f"{shown} has no item {key!r}", _keys_near(key, value)) from None


def _attributes(value: object) -> list[str]:
    return [name for name in dir(value) if not name.startswith("_")]


def _keys_near(key: object, value: object) -> list[str]:
    if isinstance(value, Mapping):
        return near_names(str(key), [str(other) for other in value])
    return []
