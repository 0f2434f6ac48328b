"""A forward pass watched from outside: which modules took part, in which order, with which shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import torch
from torch import nn

from grader.worker.calling.binding import as_passed, bind
from grader.worker.calling.calls import run, told
from grader.worker.calling.module_ops import module_behind
from grader.worker.calling.structures import leaves, snapshot
from grader.worker.session import Reply, Request, Session


def trace(session: Session, request: Request) -> Reply:
    """Run a forward pass, as `TraceRequest` documents it."""
    module = module_behind(session, request)
    watch = Watch(module, bool(request["activations"]))
    args, kwargs = bind(module, as_passed(request["arguments"]), ())
    watch.start()
    try:
        observed, printed = run(session, cast("int", request["seed"]), lambda: module(*args, **kwargs))
    finally:
        watch.stop()
    reply = told(observed, printed)
    return {**reply, "value": observed.value, **watch.found()} if observed.status == "ok" else reply


@dataclass
class Watch:
    """Hooks on the modules that have no children or parameters of their own."""

    root: nn.Module
    activations: bool
    layers: dict[str, Reply] = field(default_factory=dict)
    hooks: list[Any] = field(default_factory=list)

    def start(self) -> None:
        """Hang the hooks in."""
        for name, module in self.root.named_modules():
            if not list(module.children()) or list(module.parameters(recurse=False)):
                self.hooks.append(module.register_forward_hook(self._hook(name), with_kwargs=True))

    def stop(self) -> None:
        """Take the hooks out."""
        for hook in self.hooks:
            hook.remove()

    def found(self) -> Reply:
        """The layers in order of their first execution, and the parameters that none of them owns."""
        owned = {
            str(parameter["name"])
            for layer in self.layers.values()
            for parameter in cast("Mapping[str, Reply]", layer["parameters"]).values()
        }
        unused = [name for name, _ in self.root.named_parameters() if name not in owned]
        return {"layers": list(self.layers.values()), "unused": unused}

    def _hook(self, name: str) -> Any:
        def record(module: nn.Module, args: tuple[object, ...], kwargs: dict[str, object], output: object) -> None:
            if name not in self.layers:
                self.layers[name] = self._layer(name, module, (args, kwargs), output)

        return record

    def _layer(self, name: str, module: nn.Module, inputs: object, output: object) -> Reply:
        first = next((leaf for leaf in leaves(output) if isinstance(leaf, torch.Tensor)), None)
        return {
            "name": name,
            "type": type(module).__name__,
            "parameters": {short: _told(name, short, value) for short, value in module.named_parameters(recurse=False)},
            "input": [list(leaf.shape) for leaf in leaves(inputs) if isinstance(leaf, torch.Tensor)],
            "output": None if first is None else list(first.shape),
            "activation": snapshot(first) if self.activations else None,
        }


def _told(module: str, short: str, parameter: nn.Parameter) -> Reply:
    name = f"{module}.{short}" if module else short
    return {"name": name, "shape": list(parameter.shape), "requires_grad": parameter.requires_grad}
