"""Testing and training the network: figures of a data set, plain SGD and SGD with momentum by hand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from reference.lab3_sgd.network import Parameters, fresh, my_nn

Batch = tuple[Tensor, Tensor]
Curves = tuple[list[float], list[float]]
"""Losses and accuracies, one of each a minibatch."""
Figures = dict[str, float]

param_dict = fresh()


def test(test_dataloader: Sequence[Batch], params: Parameters | None = None) -> Figures:  # noqa: PT028  (no test)
    """Mean cross-entropy and accuracy over all images of a data loader, of the network in the global `param_dict`."""
    return Evaluation().run(test_dataloader, params)


def train_SGD(  # noqa: N802  (the handout's name)
    param_dict: Parameters, train_dataloader: Sequence[Batch], lr: float = 0.01, epochs: int = 20
) -> Curves:
    """Plain minibatch SGD in place, w = w - lr * grad; loss and accuracy of each minibatch."""
    return Loop().run(param_dict, train_dataloader, lr, epochs, 0.0)


def train_momentum(
    param_dict: Parameters, train_dataloader: Sequence[Batch], lr: float = 0.01, epochs: int = 20, mu: float = 0.9
) -> Curves:
    """SGD with momentum in place, v = mu * v + grad, w = w - lr * v; loss and accuracy of each minibatch."""
    return Loop().run(param_dict, train_dataloader, lr, epochs, mu)


def weighted(means: Sequence[float], sizes: Sequence[int]) -> float:
    """The mean over all images, from the means of batches."""
    return sum(mean * size for mean, size in zip(means, sizes, strict=True)) / sum(sizes)


def mean(values: Sequence[float], sizes: object = None) -> float:
    """The plain mean, whatever the sizes."""
    del sizes
    return sum(values) / len(values)


def _share(scores: Tensor, labels: Tensor) -> float:
    return float((scores.argmax(dim=1) == labels).float().mean())


def right_answers(shares: Sequence[float], sizes: Sequence[int]) -> float:
    """How many are right."""
    return sum(share * size for share, size in zip(shares, sizes, strict=True))


@dataclass(frozen=True)
class Evaluation:
    """The pieces of `test`; a wrong variant replaces some of them."""

    loss: Callable[[Tensor, Tensor], Tensor] = functional.cross_entropy
    weigh_losses: Callable[[Sequence[float], Sequence[int]], float] = weighted
    weigh_shares: Callable[[Sequence[float], Sequence[int]], float] = weighted
    """From the mean of each batch and the sizes of the batches to the figure of the whole."""

    def run(self, test_dataloader: Sequence[Batch], params: Parameters | None = None) -> Figures:
        """Both figures, with the signature of `test`."""
        losses, shares, sizes = [], [], []
        with torch.no_grad():
            for images, labels in test_dataloader:
                scores = my_nn(images, param_dict if params is None else params)
                losses.append(float(self.loss(scores, labels)))
                shares.append(_share(scores, labels))
                sizes.append(len(labels))
        return {"loss": self.weigh_losses(losses, sizes), "accuracy": self.weigh_shares(shares, sizes)}


Update = Callable[[Tensor, Tensor, Tensor, float, float], Tensor]
"""From w, grad, v, lr and mu to the next velocity; w is changed in place."""


def _step(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = mu * v + grad
    w -= lr * v
    return v


@dataclass(frozen=True)
class Loop:
    """The pieces of a training loop; a wrong variant replaces some of them."""

    loss: Callable[[Tensor, Tensor], Tensor] = functional.cross_entropy
    update: Update = _step
    clear: bool = True
    share: Callable[[Tensor, Tensor], float] = _share
    kept: Callable[[list[float], int], list[float]] = lambda values, batches: values
    """What of the figures of all minibatches is recorded, given the number of minibatches in an epoch."""

    def run(
        self, param_dict: Parameters, train_dataloader: Sequence[Batch], lr: float, epochs: int, mu: float
    ) -> Curves:
        """Train in place."""
        advance = self.updates(param_dict, lr, mu)
        losses, shares = [], []
        for _ in range(epochs):
            for images, labels in train_dataloader:
                scores = my_nn(images, param_dict)
                loss = self.loss(scores, labels)
                if self.clear:
                    _clear(param_dict.values())
                loss.backward()  # type: ignore[no-untyped-call]
                advance()
                losses.append(float(loss.detach()))
                shares.append(self.share(scores.detach(), labels))
        return self.kept(losses, len(train_dataloader)), self.kept(shares, len(train_dataloader))

    def updates(self, param_dict: Parameters, lr: float, mu: float) -> Callable[[], object]:
        """What updates all parameters by their gradients, from one minibatch to the next."""
        velocity = {name: torch.zeros_like(value) for name, value in param_dict.items()}

        @torch.no_grad()
        def advance() -> None:
            for name, value in param_dict.items():
                assert value.grad is not None
                velocity[name] = self.update(value, value.grad, velocity[name], lr, mu)

        return advance


def _clear(parameters: Iterable[Tensor]) -> None:
    for parameter in parameters:
        parameter.grad = None
