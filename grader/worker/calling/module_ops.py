"""Reading and writing the weights of a module."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import torch
from torch import nn

from grader.worker.calling.targets import resolve
from grader.worker.namespace import Refused
from grader.worker.session import Reply, Request, Session

_no_grad = torch.no_grad


def state(session: Session, request: Request) -> Reply:
    """Parameters, buffers, mode and submodules of a module, by full name."""
    module = module_behind(session, request)
    return {
        "parameters": dict(module.named_parameters()),
        "buffers": dict(module.named_buffers()),
        "training": module.training,
        "children": {name: type(child).__name__ for name, child in module.named_modules() if name},
    }


def assign(session: Session, request: Request) -> Reply:
    """Write parameters and buffers in place, without a graph: all of them, or none when one does not fit."""
    module = module_behind(session, request)
    places = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    values = cast("Mapping[str, Any]", request["values"])
    pairs = [(_place(places, name), _as_tensor(name, value)) for name, value in values.items()]
    for name, (place, value) in zip(values, pairs, strict=True):
        if place.shape != value.shape:
            raise Refused(f"{name} has shape {tuple(place.shape)}, the value {tuple(value.shape)}")
    with _no_grad():
        for place, value in pairs:
            place.copy_(value)
    return {}


def module_behind(session: Session, request: Request) -> nn.Module:
    """The module that a request speaks of. Raises `Refused` when it is something else."""
    module = resolve(session, cast("Mapping[str, object]", request["target"]))
    if not isinstance(module, nn.Module):
        raise Refused(f"expected an nn.Module, got {type(module).__name__}")
    return module


def _place(places: Mapping[str, torch.Tensor], name: str) -> torch.Tensor:
    if name not in places:
        raise Refused(f"the module has no parameter or buffer {name!r}; it has {', '.join(places) or 'none'}")
    return places[name]


def _as_tensor(name: str, value: object) -> torch.Tensor:
    if isinstance(value, torch.Tensor):
        return value.detach()
    if isinstance(value, np.ndarray | np.generic | int | float):
        return torch.as_tensor(value)
    raise Refused(f"the value for {name} is a {type(value).__name__}, not a tensor")
