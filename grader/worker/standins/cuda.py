"""Tensors and modules sent to a GPU stay on the CPU.

Done with a torch function mode, which sees every torch function and tensor method. It is entered when code that
mentions a GPU is about to run, so that other submissions run without it. What no mode sees is replaced.
"""

# mypy: allow-untyped-calls

import ast
import functools
import re
from collections.abc import Callable, Collection
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils import _device

from grader.worker.notes import Notes
from grader.worker.standins.absent import NotInstalled
from grader.worker.standins.surroundings import Surroundings

_CPU = torch.device("cpu")
_NOTE = "there is no GPU: what was sent to `cuda` stayed on the CPU."
_DEMANDED = "the notebook's demand for a GPU was left out: there is none, and everything runs on the CPU."
_GPUS = ("cuda", "mps", "xla")
_MENTIONED = re.compile(r"cuda|gpu|\bmps\b|xla|accelerator")
_MOVES = (torch.Tensor.to, torch.Tensor.type)
_STAYS = (torch.Tensor.cuda, torch.Tensor.pin_memory)
_TYPES = ("Float", "Double", "Half", "Long", "Int", "Short", "Char", "Byte", "Bool")


def install(surroundings: Surroundings) -> None:
    """Watch for code that mentions cuda."""
    mode = CpuInstead(surroundings.notes)

    def enter_when_needed(source: str) -> None:
        if not mode.entered and _MENTIONED.search(source):
            mode.entered = True
            mode.__enter__()
            _redirect_types_and_defaults(surroundings.notes)

    _redirect_modules_and_files(surroundings.notes)
    surroundings.readers.append(enter_when_needed)
    surroundings.rewriter.rules.append(_without_demand(surroundings.notes))


class CpuInstead(TorchFunctionMode):
    """Replaces the device cuda by the CPU in the arguments of every torch function."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.entered = False
        self._notes = notes

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Collection[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Call `func` with the CPU for a device."""
        del types
        kwargs = kwargs or {}
        if func in _STAYS:
            self._notes.add(_NOTE)
            return args[0]
        if _means_cuda(kwargs.get("device")):
            self._notes.add(_NOTE)
            kwargs = {**kwargs, "device": _CPU}
        if func in _MOVES and len(args) > 1 and _means_cuda(args[1]):
            self._notes.add(_NOTE)
            args = (args[0], _on_cpu(args[1]), *args[2:])
        return func(*args, **kwargs)


def _means_cuda(device: object) -> bool:
    if isinstance(device, torch.device):
        return device.type in _GPUS
    if isinstance(device, str):
        return device.startswith((*_GPUS, "torch.cuda."))
    return type(device) is int or isinstance(device, NotInstalled)


def _on_cpu(place: object) -> object:
    """The device, or the tensor type by name, on the CPU."""
    return place.replace("torch.cuda.", "torch.") if isinstance(place, str) and place.startswith("torch.") else _CPU


def _redirect_types_and_defaults(notes: Notes) -> None:
    for name in _TYPES:
        setattr(torch.cuda, f"{name}Tensor", getattr(torch, f"{name}Tensor"))
    original = _device.DeviceContext.__init__

    def initialize(self: _device.DeviceContext, device: Any) -> None:
        if _means_cuda(device):
            notes.add(_NOTE)
        original(self, _CPU if _means_cuda(device) else device)

    _device.DeviceContext.__init__ = initialize  # type: ignore[method-assign]


def _redirect_modules_and_files(notes: Notes) -> None:
    move, load = torch.nn.Module.to, torch.load

    def to(self: torch.nn.Module, *args: Any, **kwargs: Any) -> torch.nn.Module:
        if args and isinstance(args[0], int | NotInstalled) and not isinstance(args[0], bool):
            notes.add(_NOTE)
            args = (_CPU, *args[1:])
        return move(self, *args, **kwargs)

    # Older versions loaded whole modules without being asked to.
    @functools.wraps(load)
    def load_on_cpu(f: Any, map_location: Any = None, pickle_module: Any = None, **options: Any) -> Any:
        if _means_cuda(map_location):
            notes.add(_NOTE)
        return load(f, _CPU, pickle_module, **{"weights_only": False, **options})

    def leave_as_it_is(model: Any = None, **_kwargs: object) -> Any:
        notes.add("`torch.compile` left the network as it is.")
        return (lambda given: given) if model is None else model

    torch.nn.Module.to = to  # type: ignore[assignment, method-assign]
    torch.load, torch.compile = load_on_cpu, leave_as_it_is
    torch.Generator = _GeneratorOnCpu  # type: ignore[misc]


class _GeneratorOnCpu(torch.Generator):
    """A generator of random numbers, whatever device it is asked for."""

    def __new__(cls, device: object = None) -> "_GeneratorOnCpu":
        del device
        return super().__new__(cls)


def _without_demand(notes: Notes) -> Callable[[ast.stmt], list[ast.stmt] | None]:
    """Leaves out `assert torch.cuda.is_available()`, and `if not torch.cuda.is_available(): raise ...`."""

    def leave_out(statement: ast.stmt) -> list[ast.stmt] | None:
        raising = isinstance(statement, ast.If) and not statement.orelse and isinstance(statement.body[-1], ast.Raise)
        if not (raising or isinstance(statement, ast.Assert)):
            return None
        if not re.fullmatch(r"(not )?torch\.(cuda|backends\.mps|accelerator)\.is_available\(\)", _test(statement)):
            return None
        notes.add(_DEMANDED)
        return [ast.Pass()]

    return leave_out


def _test(statement: ast.stmt) -> str:
    return ast.unparse(statement.test) if isinstance(statement, ast.Assert | ast.If) else ""
