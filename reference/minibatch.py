"""Minibatch SGD on a dictionary of tensors: the loop that some homeworks have written by hand.

w = w - lr * grad, or with momentum v = mu * v + grad, w = w - lr * v, as `torch.optim.SGD` does (Sutskever et al. 2013,
without its factor on the gradient). The loss is the mean cross-entropy of a minibatch.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

Batch = tuple[Tensor, Tensor]
Parameters = dict[str, Tensor]
Forward = Callable[[Tensor], Tensor]
"""From inputs to scores (B, classes), through the parameters."""
Curves = tuple[list[float], list[float]]
"""Losses and accuracies, one of each a minibatch."""


def right_share(scores: Tensor, labels: Tensor) -> float:
    """The accuracy of scores (B, classes), between 0 and 1."""
    return float((scores.argmax(dim=1) == labels).float().mean())


Update = Callable[[Tensor, Tensor, Tensor, float, float], Tensor]
"""From w, grad, v, lr and mu to the next velocity; w is changed in place."""


def descend(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    """A step of SGD with momentum."""
    v = mu * v + grad
    w -= lr * v
    return v


@dataclass(frozen=True)
class Loop:
    """The pieces of a training loop; a wrong variant replaces some of them."""

    loss: Callable[[Tensor, Tensor], Tensor] = functional.cross_entropy
    update: Update = descend
    clear: Literal["each step", "each epoch", "never"] = "each step"
    share: Callable[[Tensor, Tensor], float] = right_share
    kept: Callable[[list[float], int], list[float]] = lambda values, batches: values
    """What of the figures of all minibatches is recorded, given the number of minibatches in an epoch."""

    def run(
        self, network: Forward, param_dict: Parameters, loader: Sequence[Batch], lr: float, epochs: int, mu: float = 0.0
    ) -> Curves:
        """Train in place."""
        advance = self.updates(param_dict, lr, mu)
        losses, shares = [], []
        for _ in range(epochs):
            if self.clear == "each epoch":
                _clear(param_dict.values())
            for images, labels in loader:
                scores = network(images)
                loss = self.loss(scores, labels)
                if self.clear == "each step":
                    _clear(param_dict.values())
                loss.backward()  # type: ignore[no-untyped-call]
                advance()
                losses.append(float(loss.detach()))
                shares.append(self.share(scores.detach(), labels))
        return self.kept(losses, len(loader)), self.kept(shares, len(loader))

    def updates(self, param_dict: Parameters, lr: float, mu: float) -> Callable[[], object]:
        """What updates all parameters by their gradients, from one minibatch to the next."""
        velocity = {name: torch.zeros_like(value) for name, value in param_dict.items()}

        @torch.no_grad()
        def advance() -> None:
            for name, value in param_dict.items():
                if value.grad is not None:
                    velocity[name] = self.update(value, value.grad, velocity[name], lr, mu)

        return advance


def _clear(parameters: Iterable[Tensor]) -> None:
    for parameter in parameters:
        parameter.grad = None
