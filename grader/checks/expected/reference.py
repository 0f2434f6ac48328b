"""The reference's side of a check: expectations that only `expect` can open.

`t.reference.f(...)` gives a `Sealed` value. It can be passed to `expect`, taken apart with attributes and items, and
mapped; it can be neither branched on, nor computed with, nor sent to the submission, so a check's questions can never
depend on the answers. Nothing is computed before it is opened; then everything that the check asked of the same
reference object before it is computed first, in order.
"""

import contextlib
import copy
import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch

from grader.checks.errors import AuthorError
from grader.checks.expected.parts import parts_of
from grader.checks.expected.provenance import Key, Traceable, key_of
from grader.checks.expected.sealed import Sealed, Tape, open_sealed

Result = TypeVar("Result")


@dataclass
class Returned:
    """What a reference function gave: its value, its arguments afterwards, and gradients where asked for."""

    value: object
    args: types.SimpleNamespace
    grads: types.SimpleNamespace


class Reference:
    """The reference module, as `t.reference`."""

    def __init__(
        self,
        module: types.ModuleType,
        seed: Callable[[], int],
        asked: set[str] | None = None,
        tape: Tape | None = None,
    ) -> None:
        self._module = module
        self._seed = seed
        self._asked = set() if asked is None else asked
        self._tape = tape

    def __getattr__(self, name: str) -> "ReferenceFunction":
        if name.startswith("_"):
            raise AttributeError(name)
        if not hasattr(self._module, name):
            raise AuthorError(f"the reference {self._module.__name__} defines no `{name}`")
        self._asked.add(name)
        return ReferenceFunction(self._module, name, self._seed(), tape=self._tape)


class ReferenceFunction:
    """A function or class of the reference. Calling it computes nothing yet."""

    def __init__(
        self, module: types.ModuleType, name: str, seed: int, cotangent: object = None, tape: Tape | None = None
    ) -> None:
        self._module, self._name, self._seed, self._cotangent, self._tape = module, name, seed, cotangent, tape

    def vjp(self, cotangent: object) -> "ReferenceFunction":
        """The same function, which also gives the gradients of sum(output * cotangent)."""
        return ReferenceFunction(self._module, self._name, self._seed, cotangent, self._tape)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """The expectation (a `Returned`, in a `Sealed`) for a function; a `ReferenceObject` for a class.

        Arguments may be expectations, or hold some: the state after one step goes into the next one.
        """
        args, kwargs = copy_arguments(args, kwargs)
        key = key_of("call", self._name, args, kwargs, self._seed, self._cotangent) if self._tape else None

        def call() -> Returned:
            function = getattr(self._module, self._name)
            return _evaluate(function, args, kwargs, self._seed, self._cotangent)

        if inspect.isclass(getattr(self._module, self._name)):
            return ReferenceObject(lambda: call().value, self._seed, key, self._tape)
        return Sealed(call, key, self._tape)


class ReferenceObject(Traceable):
    """An object of the reference, such as an nn.Module. What is asked of it happens in order, when it is needed."""

    def __init__(
        self, build: Callable[[], object], seed: int, key: Key | None = None, tape: Tape | None = None
    ) -> None:
        self._build: Callable[[], object] | None = build
        self._object: object = None
        self._pending: list[Sealed] = []
        self._seed = seed
        self._state, self._tape = key, tape

    def _key(self) -> Key | None:
        """Of the object as it is after everything asked of it so far."""
        return self._state

    def _get(self) -> object:
        if self._build is not None:
            build, self._build = self._build, None
            self._object = build()
        return self._object

    def _later(self, act: Callable[[object], object], *what: object) -> Sealed:
        """An expectation on the object as it is after everything asked before; `what` tells it from others."""
        earlier = list(self._pending)
        self._state = key_of(self._state, *what) if self._tape and self._state else None

        def compute() -> object:
            for step in earlier:
                open_sealed(step)
            return act(self._get())

        step = Sealed(compute, self._state, self._tape)
        self._pending.append(step)
        return step

    def __call__(self, *args: object, **kwargs: object) -> Sealed:
        """The expectation (a `Returned`, sealed) for calling the object."""
        return self._call(args, kwargs, None)

    def vjp(self, cotangent: object) -> Callable[..., Sealed]:
        """The same call, which also gives gradients of sum(output * cotangent), of the parameters too."""
        return lambda *args, **kwargs: self._call(args, kwargs, cotangent)

    def _call(self, args: tuple[object, ...], kwargs: Mapping[str, object], cotangent: object) -> Sealed:
        positional, named = copy_arguments(args, kwargs)
        return self._later(
            lambda target: _evaluate(target, positional, named, self._seed, cotangent),
            *("call", positional, named, self._seed, cotangent),
        )

    def run(self, act: Callable[[object], object]) -> Sealed:
        """The expectation that a trusted function of the object gives, in order with the rest."""
        return self._later(act, "run", act)

    def now(self, act: Callable[[object], Result]) -> Result:
        """Apply a trusted function at once. Only for what tells no answer, such as shapes of parameters."""
        result: Result = open_sealed(self._later(act, "run", act))
        return result


def copy_arguments(
    args: tuple[object, ...], kwargs: Mapping[str, object]
) -> tuple[tuple[object, ...], dict[str, object]]:
    """Deep copies, leaves that require grad included, so that neither side sees the other's in-place changes."""
    memo: dict[int, object] = {}
    return tuple(_copy(item, memo) for item in args), {name: _copy(item, memo) for name, item in kwargs.items()}


def _copy(value: object, memo: dict[int, object]) -> object:
    if isinstance(value, Sealed):
        return value
    if isinstance(value, torch.Tensor):
        if id(value) not in memo:
            memo[id(value)] = value.detach().clone().requires_grad_(value.requires_grad)
        return memo[id(value)]
    if isinstance(value, dict):
        return {key: _copy(item, memo) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_copy(item, memo) for item in value)
    return copy.deepcopy(value, memo)


def _evaluate(
    function: object, args: tuple[object, ...], kwargs: Mapping[str, object], seed: int, cotangent: object
) -> Returned:
    if not callable(function):
        raise AuthorError(f"the reference's {function!r} is not a function")
    args = tuple(open_sealed(item) for item in args)
    kwargs = {name: open_sealed(item) for name, item in kwargs.items()}
    args, kwargs = copy_arguments(args, kwargs)
    with seeded(seed):
        value = function(*args, **kwargs)
        grads = _gradients(function, value, args, kwargs, cotangent) if cotangent is not None else {}
    return Returned(value, types.SimpleNamespace(**_named(function, args, kwargs)), types.SimpleNamespace(**grads))


def _named(function: object, args: tuple[object, ...], kwargs: Mapping[str, object]) -> dict[str, object]:
    target = function.forward if isinstance(function, torch.nn.Module) else function
    return dict(inspect.signature(target).bind(*args, **kwargs).arguments)  # type: ignore[arg-type]


def _gradients(
    function: object, value: object, args: tuple[object, ...], kwargs: Mapping[str, object], cotangent: object
) -> dict[str, object]:
    """Gradients of sum(value * cotangent): arguments by name, and a module's parameters as `parameters`."""
    total = torch.sum(torch.as_tensor(value) * torch.as_tensor(cotangent))
    total.backward()  # type: ignore[no-untyped-call]
    grads = {name: _grad_of(argument) for name, argument in _named(function, args, kwargs).items()}
    if isinstance(function, torch.nn.Module):
        grads["parameters"] = {name: parameter.grad for name, parameter in function.named_parameters()}
    return grads


def _grad_of(value: object) -> object:
    if isinstance(value, torch.Tensor):
        return value.grad if value.is_leaf else None
    if isinstance(value, dict):
        return {key: _grad_of(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_grad_of(item) for item in value]
    return None


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed torch and NumPy inside, and put their streams back after."""
    numpy_state, torch_state = np.random.get_state(), torch.get_rng_state()
    np.random.seed(seed % 2**32)
    torch.default_generator.manual_seed(seed)  # torch.manual_seed also asks every device backend, which takes 1 ms
    try:
        yield
    finally:
        np.random.set_state(numpy_state)
        torch.set_rng_state(torch_state)


@contextlib.contextmanager
def substituted(module: types.ModuleType, replacements: Mapping[str, object]) -> Iterator[None]:
    """The reference with some of its functions replaced, in all modules that it is made of.

    Those that call them use the replacements too.
    """
    originals = {name: getattr(module, name) for name in replacements}
    places = [
        (part, name)
        for part in parts_of(module)
        for name, original in originals.items()
        if getattr(part, name, None) is original
    ]
    try:
        for part, name in places:
            setattr(part, name, replacements[name])
        yield
    finally:
        for part, name in places:
            setattr(part, name, originals[name])
