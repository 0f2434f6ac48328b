"""Objects that a check needs on this side of the border, because they cannot cross it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader.worker.calling.calls import run, told
from grader.worker.namespace import Refused
from grader.worker.session import Reply, Request, Session
from grader.worker.standins.loaders import whole

Options = Mapping[str, Any]


def make(session: Session, request: Request) -> Reply:
    """Build a loader, optimizer, module, parameter or dtype; the reply's value is a handle to it."""
    build = _BUILDERS.get(cast("str", request["kind"]))
    if build is None:
        raise Refused(f"cannot make a {request['kind']!r}: one of {', '.join(_BUILDERS)} is expected")
    options = cast("Options", request["options"])
    observed, printed = run(session, cast("int", request["seed"]), lambda: build(options))
    reply = told(observed, printed)
    return {**reply, "value": session.handles.hold(observed.value)} if observed.status == "ok" else reply


def _loader(options: Options) -> object:
    """A loader over tensors, which is never cut; shuffled by a generator of its own."""
    settings = {name: value for name, value in options.items() if name != "tensors"}
    generator = torch.Generator().manual_seed(torch.initial_seed())
    loader = DataLoader(TensorDataset(*options["tensors"]), generator=generator, **settings)
    whole.add(loader)
    return loader


def _optimizer(options: Options) -> object:
    parameters = options["parameters"]
    if isinstance(parameters, nn.Module):
        parameters = list(parameters.parameters())
    return _named(torch.optim, options["name"])(parameters, **options.get("options", {}))


def _module(options: Options) -> object:
    arguments: Sequence[object] = options.get("arguments", ())
    return _named(nn, options["name"])(*arguments, **options.get("options", {}))


def _parameter(options: Options) -> object:
    value: torch.Tensor = options["value"]
    return nn.Parameter(value.detach(), requires_grad=options.get("requires_grad", True))


def _dtype(options: Options) -> object:
    return np.dtype(options["name"]).type


def _named(library: object, name: str) -> Callable[..., object]:
    found = getattr(library, name, None)
    if not isinstance(found, type):
        raise Refused(f"{name} is not a class of {getattr(library, '__name__', library)}")
    return found


_BUILDERS: Mapping[str, Callable[[Options], object]] = {
    "loader": _loader,
    "optimizer": _optimizer,
    "module": _module,
    "parameter": _parameter,
    "dtype": _dtype,
}
