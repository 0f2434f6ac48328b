"""Tensors and modules sent to a GPU stay on the CPU.

Done with a torch function mode, which sees every torch function and tensor method. It is entered when code that
mentions "cuda" is about to run, so that other submissions run without it.
"""

# mypy: allow-untyped-calls

from collections.abc import Callable, Collection
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils import _device

from grader.worker.notes import Notes
from grader.worker.standins.surroundings import Surroundings

_CPU = torch.device("cpu")
_NOTE = "there is no GPU: what was sent to `cuda` stayed on the CPU."
_MOVES = (torch.Tensor.to, torch.Tensor.type)
_STAYS = (torch.Tensor.cuda, torch.Tensor.pin_memory)
_TYPES = ("Float", "Double", "Half", "Long", "Int", "Short", "Char", "Byte", "Bool")


def install(surroundings: Surroundings) -> None:
    """Watch for code that mentions cuda."""
    mode = CpuInstead(surroundings.notes)

    def enter_when_needed(source: str) -> None:
        if "cuda" in source and not mode.entered:
            mode.entered = True
            mode.__enter__()
            _redirect_types_and_defaults(surroundings.notes)

    surroundings.readers.append(enter_when_needed)


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
        return device.type == "cuda"
    if isinstance(device, str):
        return device.startswith(("cuda", "torch.cuda."))
    return type(device) is int


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
