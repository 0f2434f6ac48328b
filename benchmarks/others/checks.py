"""The checks of `benchmarks/course`, as assertions that any harness can run beside the student's code."""

from collections.abc import Callable
from typing import Any

import torch

from benchmarks.course.reference import twelve as right

Answer = Callable[..., Any]


def normal(seed: int, *shape: int, mean: float = 0.0) -> torch.Tensor:
    """Standard normal numbers around a mean."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)) + mean


def stats() -> right.Stats:
    """Running statistics of five features."""
    return {"mean": normal(1, 5), "var": normal(2, 5).abs() + 0.5}


def normalizes(batchnorm: Answer) -> None:
    """Train mode normalizes."""
    x, gamma, beta = normal(3, 32, 5, mean=3), normal(4, 5), normal(5, 5)
    torch.testing.assert_close(batchnorm(x, gamma, beta, stats()), right.batchnorm(x, gamma, beta, stats()))


def updates(batchnorm: Answer) -> None:
    """Train mode moves the running statistics."""
    x, gamma, beta, got, want = normal(6, 32, 5, mean=3), normal(7, 5), normal(8, 5), stats(), stats()
    batchnorm(x, gamma, beta, got)
    right.batchnorm(x, gamma, beta, want)
    torch.testing.assert_close(got, want)


def evaluates(batchnorm: Answer) -> None:
    """Eval mode uses the running statistics."""
    x, gamma, beta = normal(9, 8, 5, mean=3), normal(10, 5), normal(11, 5)
    got = batchnorm(x, gamma, beta, stats(), train=False)
    torch.testing.assert_close(got, right.batchnorm(x, gamma, beta, stats(), train=False))


def steps(momentum_step: Answer) -> None:
    """A step moves the weights."""
    w, g, v = normal(12, 4, 5), normal(13, 4, 5), normal(14, 4, 5)
    torch.testing.assert_close(momentum_step(w, g, v), right.momentum_step(w, g, v))


def learning_rate(momentum_step: Answer) -> None:
    """The learning rate counts."""
    w, g, v = normal(15, 7), normal(16, 7), normal(17, 7)
    torch.testing.assert_close(momentum_step(w, g, v, 0.5), right.momentum_step(w, g, v, 0.5))


def starts_at_rest(momentum_step: Answer) -> None:
    """Without velocity a step is plain SGD."""
    w, g = normal(18, 3), normal(19, 3)
    torch.testing.assert_close(momentum_step(w, g, w * 0), right.momentum_step(w, g, w * 0))


def plain_size(conv_size: Answer) -> None:
    """Size without padding."""
    assert conv_size(28, 5) == right.conv_size(28, 5)


def strided_size(conv_size: Answer) -> None:
    """Size with a stride."""
    assert conv_size(257, 40, 8) == right.conv_size(257, 40, 8)


def padded_size(conv_size: Answer) -> None:
    """Size with padding."""
    assert conv_size(28, 3, 2, 1) == right.conv_size(28, 3, 2, 1)


def forward(network: Answer) -> None:
    """The network's scores."""
    x, weights = normal(20, 4, 1, 8, 8), [normal(21, 6, 1, 3, 3), normal(22, 96, 10)]
    torch.testing.assert_close(network(x, weights), right.network(x, weights))


def one_image(network: Answer) -> None:
    """A batch of one."""
    x, weights = normal(23, 1, 1, 8, 8), [normal(24, 2, 1, 3, 3), normal(25, 32, 10)]
    torch.testing.assert_close(network(x, weights), right.network(x, weights))


def cross_entropy(loss: Answer) -> None:
    """The loss."""
    scores, labels = normal(26, 16, 10), torch.arange(16) % 10
    torch.testing.assert_close(loss(scores, labels), right.loss(scores, labels))


TWELVE = {
    "batchnorm": (normalizes, updates, evaluates),
    "momentum_step": (steps, learning_rate, starts_at_rest),
    "conv_size": (plain_size, strided_size, padded_size),
    "network": (forward, one_image),
    "loss": (cross_entropy,),
}
"""Checks by the answer that they look at."""
PAIRS = tuple((answer, check.__name__) for answer, checks in TWELVE.items() for check in checks)
"""Each check's name behind that of its answer."""
