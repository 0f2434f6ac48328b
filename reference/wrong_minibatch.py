"""Wrong loops of minibatch SGD, to be declared for each function that trains: what goes wrong in all of them alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from reference.minibatch import Loop, Parameters, descend

RATE = "The steps go the right way, but they are not as long as the handout's learning rate makes them."
ADAM = "The steps are Adam's. The handout asks for plain SGD."


class WrongLoop(NamedTuple):
    """A loop with a mistake in it, named; see `misconception`."""

    name: str
    credit: float
    hint: str
    loop: Loop


def softmax_first(scores: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of what a softmax gave."""
    return functional.cross_entropy(torch.softmax(scores, dim=1), labels)


def _summed(scores: Tensor, labels: Tensor) -> Tensor:
    return functional.cross_entropy(scores, labels, reduction="sum")


def _uphill(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = mu * v + grad
    w += lr * v
    return v


def _stay(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    return v


def _unscaled(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = mu * v + grad
    w -= v
    return v


def _longer(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    return descend(w, grad, v, 10 * lr, mu)


def _shorter(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    return descend(w, grad, v, lr / 10, mu)


def _with_momentum(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = 0.9 * v + grad
    w -= lr * v
    return v


@dataclass(frozen=True)
class Adam(Loop):
    """The steps of Adam, at a learning rate of its own where one is given."""

    rate: float | None = None

    def updates(self, param_dict: Parameters, lr: float, mu: float) -> Callable[[], object]:
        """See `Loop`."""
        del mu
        return torch.optim.Adam(param_dict.values(), lr=self.rate or lr).step


WRONG_STEPS = (
    WrongLoop(
        "gradients never cleared",
        0.5,
        "`backward` adds to the gradients that are there already. What do they hold at the second step?",
        Loop(clear="never"),
    ),
    WrongLoop(
        "softmax before cross-entropy",
        0.5,
        "PyTorch's cross-entropy applies its own softmax: give it the scores as they are.",
        Loop(loss=softmax_first),
    ),
    WrongLoop(
        "loss summed over the batch",
        0.5,
        "The loss is the sum over the minibatch, which makes each step as many times longer as the batch is large.",
        Loop(loss=_summed),
    ),
    WrongLoop(
        "uphill",
        0.25,
        "The step goes the way the gradient points. Which way does the loss fall?",
        Loop(update=_uphill),
    ),
    WrongLoop(
        "no learning rate",
        0.5,
        "Each step is as long as the gradient itself: the learning rate is missing.",
        Loop(update=_unscaled),
    ),
    WrongLoop("learning rate too small", 0.5, RATE, Loop(update=_shorter)),
    WrongLoop(
        "parameters never change",
        0.25,
        "After training the parameters in `param_dict` are what they were. Were they created anew after the optimizer "
        "was, which then holds the old ones? Or is the new value bound to a name that nobody reads?",
        Loop(update=_stay),
    ),
    WrongLoop("Adam for SGD", 0.5, ADAM, Adam()),
    WrongLoop("Adam for SGD, at Adam's usual rate", 0.5, ADAM, Adam(rate=1e-3)),
)
"""Of plain SGD and of SGD with momentum."""

TOO_LONG = WrongLoop("learning rate too large", 0.5, RATE, Loop(update=_longer))
"""Of plain SGD; 40 steps ten times as long lead about where momentum of 0.9 does, to within a quarter."""

MOMENTUM_USED = WrongLoop(
    "momentum used",
    0.5,
    "The steps are those of SGD with momentum. Here plain SGD is asked for.",
    Loop(update=_with_momentum),
)
