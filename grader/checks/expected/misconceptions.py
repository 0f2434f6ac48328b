"""Named wrong variants of the reference's functions: what a mistake would compute, why, and what it is still worth."""

import inspect
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from grader.checks.errors import AuthorError
from grader.checks.expected.parts import parts_of

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
    """Share of a check's points given when this explains the answer, 0 to 1; with 0 it costs wherever it is found."""
    variant: Callable[..., object]
    right: Callable[..., object]
    """The right function or class itself."""
    home: str
    """Name of the module that declares it."""


def misconception(
    function: Callable[..., object], name: str, *, hint: str, credit: float = 0.0
) -> Callable[[Variant], Variant]:
    """Declare the decorated function or class as a wrong variant of `function`, in any module of the reference."""
    if not 0 <= credit < 1:
        raise AuthorError(f"the credit of misconception {name!r} is {credit}; it must be at least 0 and below 1")

    def register(variant: Variant) -> Variant:
        home = _home(variant)
        known: list[Misconception] = sys.modules[home].__dict__.setdefault(_ATTRIBUTE, [])
        if any(other.name == name and other.function == function.__name__ for other in known):
            raise AuthorError(f"two misconceptions of {function.__name__} are called {name!r}")
        known.append(Misconception(function.__name__, name, hint, credit, variant, function, home))
        return variant

    return register


def _home(variant: Callable[..., object]) -> str:
    """The module whose own statements declare a variant, be it through a helper of another; else the variant's own."""
    package = variant.__module__.partition(".")[0]
    frame: types.FrameType | None = sys._getframe()
    while frame:
        name = str(frame.f_globals["__name__"])
        if frame.f_code.co_name == "<module>" and name.partition(".")[0] == package:
            return name
        frame = frame.f_back
    return variant.__module__


def misconceptions_of(module: types.ModuleType) -> tuple[Misconception, ...]:
    """All that a reference module declares for its functions, in order, then those declared in its other parts."""
    declared = (item for part in parts_of(module) for item in _declared(part))
    return tuple(item for item in declared if getattr(module, item.function, None) is item.right)


def reachable(module: types.ModuleType, names: set[str]) -> set[str]:
    """Names of the module's functions and classes that calling `names` can come to, `names` included."""
    homes = {part.__name__ for part in parts_of(module)}
    found: set[str] = set()
    seen: set[int] = set()
    todo: list[object] = [value for name in names if (value := getattr(module, name, None)) is not None]
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        name = getattr(value, "__name__", "")
        if getattr(module, name, None) is value:
            found.add(name)
        todo += (other for other in _mentioned(value) if getattr(other, "__module__", "") in homes)
    return found


def _declared(module: types.ModuleType) -> Iterable[Misconception]:
    declared: list[Misconception] = getattr(module, _ATTRIBUTE, [])
    return declared


def _mentioned(target: object) -> Iterator[object]:
    """The functions and classes of which the code of a function or class speaks by global name, and a class's bases."""
    if inspect.isclass(target):
        yield from target.__bases__
    members = vars(target).values() if inspect.isclass(target) else [target]
    functions = [member.__func__ if isinstance(member, staticmethod) else member for member in members]
    for function in functions:
        if inspect.isfunction(function):
            values = (function.__globals__.get(name) for name in _global_names(function.__code__))
            yield from (value for value in values if inspect.isfunction(value) or inspect.isclass(value))


def _global_names(code: types.CodeType) -> set[str]:
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return {*code.co_names, *(name for constant in inner for name in _global_names(constant))}
