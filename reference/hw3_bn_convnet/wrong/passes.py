"""Wrong passes of SGD."""

import math

import torch
from torch import Tensor, nn

from grader.checks import misconception
from reference.hw3_bn_convnet.training import (
    Pass,
    compute_objective,
    minibatch_sgd_one_pass,
)


def _wrong_pass(name: str, credit: float, hint: str, one_pass: Pass) -> None:
    misconception(minibatch_sgd_one_pass, name, hint=hint, credit=credit)(one_pass.run)


def _climb(parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
    parameter += learning_rate * gradient


def _leave(parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
    pass


def _bound(parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
    if parameter.ndim > 1:
        parameter -= learning_rate * gradient


def _whole_gradient(parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
    parameter -= gradient


_wrong_pass(
    "all data in each step",
    0.5,
    "Every step uses all of the data. Where does the minibatch come in?",
    Pass(whole=True),
)
_wrong_pass(
    "a single step",
    0.25,
    "One pass makes a single step. How many minibatches are there?",
    Pass(steps=lambda quotient: 1),
)
_wrong_pass(
    "rounded down",
    0.5,
    "The number of steps is n / batch_size rounded down. The handout rounds to the nearest whole number.",
    Pass(steps=math.floor),
)
_wrong_pass(
    "rounded up",
    0.5,
    "The number of steps is n / batch_size rounded up. The handout rounds to the nearest whole number.",
    Pass(steps=math.ceil),
)
_wrong_pass(
    "trained in eval mode",
    0.5,
    "The network is trained as if it were evaluated. In which mode must it be?",
    Pass(training=False),
)
_wrong_pass(
    "gradients never cleared",
    0.5,
    "`backward` adds to the gradients that are there already. What do they hold at the second step?",
    Pass(clear=False),
)
_wrong_pass(
    "uphill",
    0.25,
    "The step goes the way the gradient points. Which way does the objective fall?",
    Pass(update=_climb),
)
_wrong_pass(
    "parameters never change",
    0.0,
    "After a pass the parameters of the network are what they were. Is the new value bound to a name that nobody "
    "reads?",
    Pass(update=_leave),
)
_wrong_pass(
    "vectors left out",
    0.25,
    "Only weights are trained. Biases, and the scale and shift of a normalization, are parameters too.",
    Pass(update=_bound),
)
_wrong_pass(
    "no learning rate",
    0.5,
    "Each step is as long as the gradient itself: the learning rate is missing.",
    Pass(update=_whole_gradient),
)
_wrong_pass(
    "divided by the batch size again",
    0.5,
    "The objective is a mean already, and the step is divided by the batch size once more.",
    Pass(scale=lambda batch_size: 1 / batch_size),
)


class _WithAdam(Pass):
    def run(
        self, net: nn.Module, X: Tensor, y: Tensor, learning_rate: float, batch_size: int, verbose: bool = False
    ) -> nn.Module:
        """A pass with PyTorch's Adam."""
        net.train()
        optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)
        for step in range(round(len(X) / batch_size)):
            rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(X)
            optimizer.zero_grad()
            compute_objective(net, X[rows], y[rows]).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        return net


_wrong_pass("Adam for SGD", 0.5, "The steps are Adam's. The handout asks for plain SGD.", _WithAdam())
