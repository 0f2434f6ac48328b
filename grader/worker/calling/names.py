"""Reading, binding and listing the submission's names."""

import inspect
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, cast

from grader.worker.calling.calls import run, told
from grader.worker.calling.structures import as_kept
from grader.worker.calling.targets import known_as, resolve
from grader.worker.session import Reply, Request, Session

_Module = ModuleType
_signature, _unwrap = inspect.signature, inspect.unwrap
_SIGNS: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def get(session: Session, request: Request) -> Reply:
    """Read a global, an attribute or an item. Attributes may be computed by code of the submission."""
    observed, printed = run(session, 0, lambda: resolve(session, cast("Mapping[str, object]", request["target"])))
    reply = told(observed, printed)
    if observed.status == "ok":
        reply["value"] = session.handles.hold(observed.value) if request["hold"] else observed.value
    return reply


def bind(session: Session, request: Request) -> Reply:
    """Bind a global name; a dictionary takes the form of the one that it replaces."""
    name = cast("str", request["name"])
    session.namespace.bind(name, as_kept(request["value"], known_as(session, name)))
    return {}


def outline(session: Session, request: Request) -> Reply:
    """List the names that the submission defined, or some of them; what it imported from elsewhere is not its own."""
    asked = cast("Sequence[str]", request.get("names", ()))
    names: dict[str, Reply] = {}
    for name in [name for name in session.namespace.own_names() if not asked or name in asked]:
        value = session.namespace.lookup(name)
        if not isinstance(value, _Module) and _defined_here(session, value):
            names[name] = _described(value)
    return {"names": names}


def _defined_here(session: Session, value: object) -> bool:
    """Whether a function or class is the submission's, decorated or not; other values always are."""
    if inspect.isfunction(value):
        return session.places.owns(_inmost(value).__code__.co_filename)
    if isinstance(value, type):
        return any(table.get("__name__") == value.__module__ for table in session.namespace.tables())
    return not inspect.isbuiltin(value)


def _inmost(function: Any) -> Any:
    """The function that decorators such as `torch.no_grad()` were put around."""
    try:
        inner = _unwrap(function)
    except ValueError:  # it leads back to itself
        return function
    return inner if inspect.isfunction(inner) else function


def _described(value: Any) -> Reply:
    kind = "class" if isinstance(value, type) else "function" if inspect.isroutine(value) else "value"
    parameters = _parameters(value) if kind != "value" else []
    return {"kind": kind, "parameters": parameters, "type": type(value).__name__}


def _parameters(value: Any) -> list[str]:
    try:
        parameters = _signature(value).parameters.values()
    except (TypeError, ValueError):
        return []
    return [_SIGNS.get(parameter.kind, "") + parameter.name for parameter in parameters]
