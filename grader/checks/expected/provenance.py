"""Where an expectation comes from, as a key: the reference's function, its arguments, and what was made of the result.

A check that runs again, in another place, asks for the same expectations. To find those that were recorded, each has a
key that depends on what was asked and not on what came of it. Text, structure, shapes and whole numbers are digested.
Of floating-point values only a few sums are kept and compared with a tolerance, because the same draws differ by
rounding between processors.
"""

import enum
import functools
import hashlib
import inspect
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
import torch

_NEAR = 1e-5
_GOLDEN = 1.618033988749895


class Untraceable(Exception):
    """A value whose content cannot be told: what is made from it has no key."""


@dataclass(frozen=True)
class Key:
    """What was asked for."""

    form: str
    """Digest of everything exact."""
    numbers: tuple[float, ...] = ()
    """Sums over the floating-point values, in order."""

    def near(self, numbers: tuple[float, ...]) -> bool:
        """Whether the sums of another key of the same form are the same but for rounding."""
        pairs = zip(self.numbers, numbers, strict=False)
        return len(numbers) == len(self.numbers) and all(abs(a - b) <= _NEAR * (1e-6 + abs(a)) for a, b in pairs)


class Traceable:
    """Something that has a key of its own."""

    def _key(self) -> Key | None:
        """Where it comes from; None when that cannot be told."""
        raise NotImplementedError


def key_of(*parts: object) -> Key | None:
    """The key of what is made from these parts; None when one of them cannot be told from another."""
    trace = _Trace()
    try:
        trace.add(parts)
    except (Untraceable, RecursionError):
        return None
    return Key(trace.digest.hexdigest(), tuple(trace.numbers))


class _Trace:
    """Takes values in, one after the other."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.numbers: list[float] = []

    def add(self, value: object) -> None:
        """Add a value with everything in it. Raises `Untraceable`."""
        if isinstance(value, Traceable):
            value = value._key()
            if value is None:
                raise Untraceable
        if isinstance(value, Key):
            self._word("key", value.form)
            self.numbers.extend(value.numbers)
        elif isinstance(value, float | np.floating):
            self._word("float")
            self.numbers.append(float(value))
        elif value is None or isinstance(value, bool | int | str | bytes | complex | np.generic | enum.Enum):
            self._word(type(value).__name__, repr(value))
        elif isinstance(value, torch.Tensor | np.ndarray):
            self._array(value)
        else:
            self._structure(value)

    def _structure(self, value: object) -> None:
        kind, parts = _taken_apart(value)
        self._word(kind, str(len(parts)))
        for part in parts:
            self.add(part)

    def _array(self, value: "torch.Tensor | np.ndarray[tuple[int, ...], np.dtype[np.generic]]") -> None:
        flag = str(value.requires_grad) if isinstance(value, torch.Tensor) else ""
        array = value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else value
        self._word(type(value).__name__, str(array.dtype), str(array.shape), flag)
        if array.dtype.kind == "f":
            self.numbers.extend(_sums(array))
        elif array.dtype.kind in "biuc":
            self.digest.update(np.ascontiguousarray(array).tobytes())
        else:
            raise Untraceable

    def _word(self, *words: str) -> None:
        self.digest.update("\0".join((*words, "\n")).encode())


def _sums(array: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]") -> tuple[float, float]:
    """The mean size of the elements, and a weighted mean in which every place has a weight of its own."""
    flat = np.nan_to_num(array.astype(np.float64).ravel())
    if not flat.size:
        return 0.0, 0.0
    size = float(np.abs(flat).mean())
    weights = np.cos(_GOLDEN * np.arange(1, flat.size + 1))
    return size, size + float((flat * weights).mean())  # near the size, so that one relative tolerance fits both


def _taken_apart(value: object) -> tuple[str, list[object]]:
    """The kind of a value and what is in it. Raises `Untraceable`."""
    for kind, take in _PARTS.items():
        if isinstance(value, kind):
            return type(value).__name__, take(value)
    if inspect.isclass(value) or inspect.isbuiltin(value):
        return str(value), []
    if is_dataclass(value):
        return type(value).__qualname__, [getattr(value, field.name) for field in fields(value)]
    return _function(value)


_PARTS: dict[type | types.UnionType, Callable[[Any], list[object]]] = {
    dict: lambda value: [part for item in value.items() for part in item],
    list | tuple: list,
    set | frozenset: lambda value: [*sorted(map(repr, value))],
    slice: lambda value: [value.start, value.stop, value.step],
    types.SimpleNamespace: lambda value: [part for item in vars(value).items() for part in item],
    torch.nn.Module: lambda value: [str(value), value.training, dict(value.state_dict())],
    torch.dtype | torch.device: lambda value: [str(value)],
    functools.partial: lambda value: [value.func, value.args, value.keywords],
}


def _function(value: object) -> tuple[str, list[object]]:
    """A function: its name, the names that its code uses, and the values that it carries along."""
    if inspect.ismethod(value):
        return f"method {value.__func__.__qualname__}", [value.__self__]
    if not inspect.isfunction(value):
        raise Untraceable(type(value).__name__)
    carried = [cell.cell_contents for cell in value.__closure__ or ()]
    words = (value.__module__, value.__qualname__, *sorted(_names(value.__code__)))
    return " ".join(words), [*carried, value.__defaults__, value.__kwdefaults__]


def _names(code: types.CodeType) -> Iterator[str]:
    yield from (*code.co_names, *code.co_varnames)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)
