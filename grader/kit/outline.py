"""The reference's outline: names, parameters, what calls what, and the hints of wrong variants. No code.

A kit's checks import the reference as ever. What they get are modules made from the outline, whose functions know how
they are called and can do nothing.
"""

import importlib
import inspect
import sys
import types
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from grader.checks import misconceptions_of
from grader.checks.expected.misconceptions import misconception, reachable
from grader.checks.expected.sealed import Unrecorded
from grader.kit.tape import label
from grader.kit.values import NOT_HERE

_KINDS = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
)
NOT_PLAIN = {"is": "code"}
_PLAIN = (bool, int, float, str, type(None))


@dataclass(frozen=True)
class Outlined:
    """A function or class of the reference."""

    name: str
    is_class: bool
    parameters: list[list[Any]]
    """Name, kind, and whether there is a default, of each."""
    reaches: list[str]
    """Other functions, among those in the outline, whose mistakes would show in this one."""


Outline = dict[str, Any]


def outline(module: types.ModuleType, names: Collection[str], worlds: Collection[str]) -> Outline:
    """The outline of these functions, with those wrong variants that have a world of their own."""
    wrong = [item for item in misconceptions_of(module) if label(item) in worlds]
    kept = sorted({*names, *(item.function for item in wrong)})
    return {
        "module": module.__name__,
        "names": [asdict(_outlined(module, name, kept)) for name in kept],
        "misconceptions": [
            {"function": item.function, "name": item.name, "hint": item.hint, "credit": item.credit} for item in wrong
        ],
    }


def install(outlined: Outline, imported: Mapping[str, Mapping[str, Any]]) -> types.ModuleType:
    """Make the reference importable as its outline; `imported` holds what is taken from its modules by name."""
    for name in (*imported, outlined["module"]):
        _make_module(name)
    for name, values in imported.items():
        for constant, value in values.items():
            setattr(sys.modules[name], constant, _refuse if value == NOT_PLAIN else value)
    module = sys.modules[outlined["module"]]
    found = [Outlined(**fields) for fields in outlined["names"]]
    for item in found:
        setattr(module, item.name, _stub(item, module))
    for fields in outlined["misconceptions"]:
        item = next(item for item in found if item.name == fields["function"])
        right = getattr(module, item.name)
        misconception(right, fields["name"], hint=fields["hint"], credit=fields["credit"])(_stub(item, module))
    return module


def constants(module: types.ModuleType, names: Iterable[str]) -> dict[str, Any]:
    """The values of some names of a module, with a mark in place of what is not plain."""
    found = {name: getattr(module, name) for name in names}
    return {name: value if type(value) in _PLAIN else NOT_PLAIN for name, value in found.items()}


def _outlined(module: types.ModuleType, name: str, kept: Collection[str]) -> Outlined:
    target = getattr(module, name)
    parameters = [
        [each.name, int(each.kind), each.default is not each.empty]
        for each in inspect.signature(target).parameters.values()
    ]
    reaches = sorted((reachable(module, {name}) & {*kept}) - {name})
    return Outlined(name, inspect.isclass(target), parameters, reaches)


def _make_module(name: str) -> None:
    """Make an empty module of that name importable, with the packages above it."""
    above, _, last = name.rpartition(".")
    if above and above not in sys.modules and not _is_there(above):
        _make_module(above)
    made = types.ModuleType(name)
    made.__path__ = []
    sys.modules[name] = made
    if above:
        setattr(sys.modules[above], last, made)


def _is_there(name: str) -> bool:
    """Whether there is a real package of that name, which is then imported: what else it holds must not be hidden."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return False
    return True


def _stub(item: Outlined, module: types.ModuleType) -> Any:
    """A function or class that can be told from others, mentions what it reaches, and does nothing."""
    space = module.__dict__
    mentioned = ", ".join(item.reaches)
    space["_refuse"] = _refuse
    local: dict[str, Any] = {}
    exec(f"def {item.name}(*args, **kwargs):\n    return _refuse({mentioned})\n", space, local)
    function = local[item.name]
    function.__module__ = module.__name__
    made: Any = (
        type(item.name, (), {"__init__": function, "__module__": module.__name__}) if item.is_class else function
    )
    made.__signature__ = inspect.Signature([_parameter(*each) for each in item.parameters])
    return made


def _parameter(name: str, kind: int, optional: bool) -> inspect.Parameter:
    default = None if optional else inspect.Parameter.empty
    return inspect.Parameter(name, _KINDS[kind], default=default)


def _refuse(*_: object) -> NoReturn:
    raise Unrecorded(NOT_HERE)
