"""Training the network of `my_nn`, with the batch's statistics and by plain SGD."""

from collections.abc import Sequence

import torch

from reference.lab4_batchnorm.right import Stats, my_nn
from reference.minibatch import Batch, Curves, Loop


def train_my_nn(param_dict: Stats, train_dataloader: Sequence[Batch], lr: float = 0.01, epochs: int = 20) -> Curves:
    """Minibatch SGD in place on all parameters, w = w - lr * grad; loss and accuracy of each minibatch."""
    return run_loop(Loop(), param_dict, train_dataloader, lr, epochs)


def run_loop(
    loop: Loop,
    param_dict: Stats,
    train_dataloader: Sequence[Batch],
    lr: float,
    epochs: int,
    train: bool = True,
) -> Curves:
    """Training by a loop, from running statistics as `initialize_nn` leaves them."""
    stats = fresh_statistics(param_dict)
    return loop.run(lambda images: my_nn(images, param_dict, stats, train), param_dict, train_dataloader, lr, epochs)


def fresh_statistics(param_dict: Stats) -> list[Stats]:
    """Running means 0 and variances 1 of both hidden layers."""
    gammas = [param_dict[f"gamma{layer}"].detach() for layer in (0, 1)]
    return [{"running_mean": torch.zeros_like(gamma), "running_var": torch.ones_like(gamma)} for gamma in gammas]
