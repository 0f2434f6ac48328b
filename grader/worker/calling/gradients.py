"""Derivatives of `sum(output * cotangent)` with respect to a call's arguments and its target's parameters.

What to differentiate by is noted before the call, because the call may rebind it.
"""

from collections.abc import Mapping
from typing import Any

import torch

from grader.worker.calling.structures import rebuilt
from grader.worker.session import Reply

_grad = torch.autograd.grad


class NoGradient(Exception):
    """The output cannot be multiplied with the cotangent; the message says why."""


class Sources:
    """The tensors of a call that require grad, in their structure."""

    def __init__(self, arguments: Mapping[str, object], target: object) -> None:
        self._tensors: list[torch.Tensor] = []
        self._arguments = {name: rebuilt(value, self._note) for name, value in arguments.items()}
        module = target if isinstance(target, torch.nn.Module) else getattr(target, "__self__", None)
        self._target = self._note(module) if isinstance(module, torch.nn.Module) else {}

    def gradients(self, output: object, cotangent: object) -> Reply:
        """The gradients in the structure of the arguments. Raises `NoGradient`, and what the backward pass raises."""
        total = _weighted_sum(output, cotangent, "the output")
        found: list[torch.Tensor | None] = [None] * len(self._tensors)
        if total is not None and total.requires_grad and self._tensors:
            found = list(_grad(total, self._tensors, allow_unused=True))
        self._found = found
        arguments = {name: rebuilt(value, self._fill) for name, value in self._arguments.items()}
        return {"arguments": arguments, "target": rebuilt(self._target, self._fill)}

    def _note(self, leaf: object) -> object:
        """Position of a tensor; a module stands for its parameters by name."""
        if isinstance(leaf, torch.nn.Module):
            return {name: self._note(parameter) for name, parameter in leaf.named_parameters()}
        if isinstance(leaf, torch.Tensor) and leaf.requires_grad:
            self._tensors.append(leaf)
            return len(self._tensors) - 1
        return None

    def _fill(self, position: Any) -> object:
        return None if position is None else self._found[position]


def _weighted_sum(output: Any, cotangent: Any, where: str) -> torch.Tensor | None:
    """The sum over all parts of the output that have a cotangent and a graph; None when there is none."""
    if cotangent is None:
        return None
    if isinstance(output, torch.Tensor):
        return _weighted(output, cotangent, where)
    if isinstance(cotangent, dict) and isinstance(output, dict):
        pairs = [(output.get(key), part, f"{where}[{key!r}]") for key, part in cotangent.items()]
    elif isinstance(cotangent, list | tuple) and isinstance(output, list | tuple) and len(output) == len(cotangent):
        pairs = [(output[at], part, f"{where}[{at}]") for at, part in enumerate(cotangent)]
    else:
        raise NoGradient(f"{where} is a {type(output).__name__}, not what was expected to be differentiated")
    sums = [part for part in (_weighted_sum(*pair) for pair in pairs) if part is not None]
    return torch.stack([part.double() for part in sums]).sum() if sums else None


def _weighted(output: torch.Tensor, cotangent: Any, where: str) -> torch.Tensor | None:
    if isinstance(cotangent, torch.Tensor) and cotangent.shape != output.shape:
        raise NoGradient(f"{where} has shape {tuple(output.shape)}, expected {tuple(cotangent.shape)}")
    if not output.requires_grad:
        return None
    weighted: torch.Tensor = output * cotangent
    return weighted.sum()
