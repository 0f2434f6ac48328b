"""Named wrong variants of the reference's functions: what a mistake would compute, why, and what it is still worth."""

import inspect
import sys
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from grader.checks.errors import AuthorError

Variant = TypeVar("Variant", bound=Callable[..., object])
_ATTRIBUTE = "__misconceptions__"


@dataclass(frozen=True)
class Misconception:
    """One wrong variant of one function or class."""

    function: str
    """Name of the right function in the reference module."""
    name: str
    hint: str
    """Plain words that help without giving the answer away."""
    credit: float
    """Share of a check's points given when this explains the answer, 0 to 1."""
    variant: Callable[..., object]


def misconception(
    function: Callable[..., object], name: str, *, hint: str, credit: float = 0.0
) -> Callable[[Variant], Variant]:
    """Declare the decorated function or class as a wrong variant of `function`, in the same reference module."""
    if not 0 <= credit < 1:
        raise AuthorError(f"the credit of misconception {name!r} is {credit}; it must be at least 0 and below 1")

    def register(variant: Variant) -> Variant:
        known: list[Misconception] = sys.modules[variant.__module__].__dict__.setdefault(_ATTRIBUTE, [])
        if any(other.name == name and other.function == function.__name__ for other in known):
            raise AuthorError(f"two misconceptions of {function.__name__} are called {name!r}")
        known.append(Misconception(function.__name__, name, hint, credit, variant))
        return variant

    return register


def misconceptions_of(module: types.ModuleType) -> tuple[Misconception, ...]:
    """All that a reference module declares, in order, then those of the functions that it imports from others."""
    imported = (item for home in _homes(module) for item in _declared(home) if _shares(module, home, item))
    return (*_declared(module), *imported)


def reachable(module: types.ModuleType, names: set[str]) -> set[str]:
    """Names of the module's functions and classes that calling `names` can come to, `names` included."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name in found or not hasattr(module, name):
            continue
        found.add(name)
        todo += [other for other in _mentioned(getattr(module, name)) if callable(getattr(module, other, None))]
    return found


def _declared(module: types.ModuleType) -> Iterable[Misconception]:
    declared: list[Misconception] = getattr(module, _ATTRIBUTE, [])
    return declared


def _homes(module: types.ModuleType) -> list[types.ModuleType]:
    """The other modules that the module's functions and classes come from."""
    defined = [value for value in vars(module).values() if inspect.isfunction(value) or inspect.isclass(value)]
    names = {value.__module__ for value in defined} - {module.__name__}
    return [sys.modules[name] for name in sorted(names) if name in sys.modules]


def _shares(module: types.ModuleType, home: types.ModuleType, item: Misconception) -> bool:
    return getattr(module, item.function, None) is getattr(home, item.function, item)


def _mentioned(target: object) -> set[str]:
    if inspect.isclass(target):
        functions = [member for member in vars(target).values() if inspect.isfunction(member)]
    else:
        functions = [target] if inspect.isfunction(target) else []
    names: set[str] = set()
    codes: list[types.CodeType] = [function.__code__ for function in functions]
    while codes:
        code = codes.pop()
        names.update(code.co_names)
        codes += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return names
