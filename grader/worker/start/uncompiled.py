"""torch without its compiler, which takes a quarter of the warm-up to import and which no hand-in needs.

torch imports it (`torch._dynamo`) with the first step of an optimizer, only to say that nothing is to be compiled,
and to tell it about deterministic algorithms; torchvision does for one question. Something that says nothing stands in
its place. Whatever else is asked of it brings the real one.
"""

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import torch

_NAME = "torch._dynamo"

Function = TypeVar("Function", bound=Callable[..., Any])


class Deferred(ModuleType):
    """`torch._dynamo` as long as nobody compiles."""

    def __init__(self) -> None:
        super().__init__(_NAME)
        self.__file__ = str(Path(torch.__file__).with_name("_dynamo") / "__init__.py")

    @staticmethod
    def disable(function: Function, *_args: object, **_options: object) -> Function:
        """The function itself: nothing is compiled, so nothing is to be kept from it."""
        return function

    @staticmethod
    def graph_break(*_args: object, **_options: object) -> None:
        """Nothing to break."""

    def __getattr__(self, name: str) -> Any:
        """Part of the real one, which takes this one's place."""
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]
        return getattr(importlib.import_module(_NAME), name)


def defer_compiler() -> None:
    """Put off the import of the compiler."""
    if _NAME not in sys.modules:
        sys.modules[_NAME] = torch._dynamo = Deferred()
        torch.use_deterministic_algorithms = _use_deterministic_algorithms


def _use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    torch._C._set_deterministic_algorithms(mode, warn_only=warn_only)


@contextlib.contextmanager
def nothing_compiled() -> Iterator[None]:
    """While torchvision is imported: the answer to its question."""
    name = f"{_NAME}.utils"
    answering = ModuleType(name)
    answering.is_compile_supported = lambda _device: False  # type: ignore[attr-defined]
    put_in = sys.modules.setdefault(name, answering) is answering
    try:
        yield
    finally:
        if put_in:
            del sys.modules[name]
