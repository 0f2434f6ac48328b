"""Building on the worker's side what cannot cross the border."""

import torch

from grader.checks.asking.student import Link, StudentObject, wrapped
from grader.checks.errors import Refused


class Maker:
    """Builds on the worker's side what cannot cross, as `t.make`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def loader(self, *tensors: torch.Tensor, batch_size: int, shuffle: bool = False) -> StudentObject:
        """A DataLoader over a TensorDataset."""
        return self._make("loader", tensors=list(tensors), batch_size=batch_size, shuffle=shuffle)

    def optimizer(self, name: str, parameters: object, **options: object) -> StudentObject:
        """An optimizer of torch.optim by name, over tensors or a module."""
        return self._make("optimizer", name=name, parameters=parameters, options=options)

    def module(self, name: str, *arguments: object, **options: object) -> StudentObject:
        """A layer of torch.nn by name."""
        return self._make("module", name=name, arguments=list(arguments), options=options)

    def dtype(self, name: str) -> StudentObject:
        """A type of numbers of NumPy by name, such as `float64`: to be called, or to be given to `astype`."""
        return self._make("dtype", name=name)

    def _make(self, kind: str, **options: object) -> StudentObject:
        answer = self._link.ask("make", kind=kind, options=options, seed=self._link.seed())
        made = wrapped(answer, self._link)
        if not isinstance(made, StudentObject):
            raise Refused(f"the sandbox built no {kind}")
        return made
