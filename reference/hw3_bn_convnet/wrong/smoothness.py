"""Wrong ways to compute the local smoothness."""

import math

from torch import Tensor

from grader.checks import misconception
from reference.hw3_bn_convnet.training import (
    Smoothness,
    compute_local_smoothness,
)


def _wrong_smoothness(name: str, credit: float, hint: str, smoothness: Smoothness) -> None:
    misconception(compute_local_smoothness, name, hint=hint, credit=credit)(smoothness.run)


def _norms(tensors: list[Tensor]) -> list[float]:
    return [float(tensor.norm()) for tensor in tensors]


_wrong_smoothness(
    "root of the sum of norms",
    0.5,
    "The norms of the parameters are added up before the root is taken. The norm of one long vector is the root of a "
    "sum of squares.",
    Smoothness(norm=lambda tensors: math.sqrt(sum(_norms(tensors)))),
)
_wrong_smoothness(
    "sum of norms",
    0.5,
    "The norms of the parameters are added up. The norm of all of them as one long vector is another number.",
    Smoothness(norm=lambda tensors: sum(_norms(tensors))),
)
_wrong_smoothness(
    "squares of norms",
    0.5,
    "That is the ratio of squared norms: a root is missing.",
    Smoothness(norm=lambda tensors: sum(norm**2 for norm in _norms(tensors))),
)
_wrong_smoothness(
    "last parameter only",
    0.25,
    "The norms are those of the last parameter alone. All parameters together make one vector.",
    Smoothness(norm=lambda tensors: _norms(tensors)[-1]),
)
_wrong_smoothness(
    "not divided by the step",
    0.25,
    "That is how much the gradient changes, and not yet how much for a step of length 1.",
    Smoothness(ratio=lambda change, step: change),
)
_wrong_smoothness(
    "divided by the square of the step",
    0.5,
    "The change of the gradient is divided by the squared length of the step.",
    Smoothness(ratio=lambda change, step: change / step**2),
)
_wrong_smoothness(
    "sign of u",
    0.5,
    "u goes up the gradient. The handout's u is the step that SGD would make.",
    Smoothness(direction=lambda gradient, learning_rate: learning_rate * gradient),
)
_wrong_smoothness(
    "u without learning rate",
    0.5,
    "u is the gradient itself. The handout's u is the step that SGD would make: the learning rate belongs to it.",
    Smoothness(direction=lambda gradient, learning_rate: -gradient),
)
_wrong_smoothness(
    "u from all data",
    0.5,
    "u is made from the gradient on all of the data, not on a minibatch.",
    Smoothness(step_on_all=True),
)
_wrong_smoothness(
    "gradients of the minibatch",
    0.75,
    "The two gradients that are compared are those of the minibatch. f is the objective on all of the data; only u "
    "comes from a minibatch.",
    Smoothness(f_on_batch=True),
)
_wrong_smoothness(
    "gradients in eval mode",
    0.5,
    "The gradients are computed in eval mode, which hides what batch normalization does. Compute them in train mode.",
    Smoothness(training=False),
)
_wrong_smoothness(
    "step kept",
    0.5,
    "The parameters of the network are not what they were before: the step was made and never taken back.",
    Smoothness(step_back=False),
)
