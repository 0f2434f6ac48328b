"""Testing and training the network: figures of a data set, plain SGD and SGD with momentum by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from reference.lab3_sgd.network import Parameters, fresh, my_nn
from reference.minibatch import Batch, Curves, Loop, right_share

Figures = dict[str, float]

param_dict = fresh()


def test(test_dataloader: Sequence[Batch], params: Parameters | None = None) -> Figures:  # noqa: PT028  (no test)
    """Mean cross-entropy and accuracy over all images of a data loader, of the network in the global `param_dict`."""
    return Evaluation().run(test_dataloader, params)


def train_SGD(  # noqa: N802  (the handout's name)
    param_dict: Parameters, train_dataloader: Sequence[Batch], lr: float = 0.01, epochs: int = 20
) -> Curves:
    """Plain minibatch SGD in place, w = w - lr * grad; loss and accuracy of each minibatch."""
    return run_loop(Loop(), param_dict, train_dataloader, lr, epochs)


def train_momentum(
    param_dict: Parameters, train_dataloader: Sequence[Batch], lr: float = 0.01, epochs: int = 20, mu: float = 0.9
) -> Curves:
    """SGD with momentum in place, v = mu * v + grad, w = w - lr * v; loss and accuracy of each minibatch."""
    return run_loop(Loop(), param_dict, train_dataloader, lr, epochs, mu)


def run_loop(
    loop: Loop,
    param_dict: Parameters,
    train_dataloader: Sequence[Batch],
    lr: float,
    epochs: int,
    mu: float = 0.0,
) -> Curves:
    """Training of the network by a loop."""
    return loop.run(lambda images: my_nn(images, param_dict), param_dict, train_dataloader, lr, epochs, mu)


def weighted(means: Sequence[float], sizes: Sequence[int]) -> float:
    """The mean over all images, from the means of batches."""
    return sum(mean * size for mean, size in zip(means, sizes, strict=True)) / sum(sizes)


def mean(values: Sequence[float], sizes: object = None) -> float:
    """The plain mean, whatever the sizes."""
    del sizes
    return sum(values) / len(values)


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
                shares.append(right_share(scores, labels))
                sizes.append(len(labels))
        return {"loss": self.weigh_losses(losses, sizes), "accuracy": self.weigh_shares(shares, sizes)}
