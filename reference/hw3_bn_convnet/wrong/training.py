"""Wrong figures and wrong training."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from grader.checks import misconception
from reference.hw3_bn_convnet.training import (
    Accuracy,
    Logging,
    Pass,
    Smoothness,
    as_found,
    compute_accuracy,
    compute_local_smoothness,
    compute_logs,
    compute_objective,
    left_evaluating,
    left_training,
    minibatch_sgd_one_pass,
)


@misconception(
    compute_objective,
    "summed over examples",
    hint="The objective is the sum over the examples, so it grows with their number. The handout asks for the mean.",
    credit=0.5,
)
def _summed(net: nn.Module, X: Tensor, y: Tensor) -> Tensor:
    return functional.cross_entropy(net(X), y, reduction="sum")


@misconception(
    compute_objective,
    "softmax before cross-entropy",
    hint="PyTorch's cross-entropy applies its own softmax: give it the scores as they are.",
    credit=0.5,
)
def _softmax_first(net: nn.Module, X: Tensor, y: Tensor) -> Tensor:
    return functional.cross_entropy(torch.softmax(net(X), dim=1), y)


@misconception(
    compute_objective,
    "scores taken for log-probabilities",
    hint="The negative log-likelihood wants log-probabilities, and the network gives scores. What turns one into the "
    "other?",
    credit=0.25,
)
def _no_softmax(net: nn.Module, X: Tensor, y: Tensor) -> Tensor:
    return functional.nll_loss(net(X), y)


def _wrong_accuracy(name: str, credit: float, hint: str, accuracy: Accuracy) -> None:
    misconception(compute_accuracy, name, hint=hint, credit=credit)(accuracy.run)


_wrong_accuracy(
    "int division",
    0.5,
    "The number of right answers is divided without a remainder, which leaves 0 for all but a perfect network.",
    Accuracy(share=lambda hits: float(int(hits.sum()) // len(hits))),
)
_wrong_accuracy(
    "right answers not divided",
    0.5,
    "That is the number of right answers, not their share.",
    Accuracy(share=lambda hits: float(hits.sum())),
)
_wrong_accuracy(
    "share of wrong answers",
    0.5,
    "That is the share of wrong answers.",
    Accuracy(share=lambda hits: 1 - float(hits.float().mean())),
)
_wrong_accuracy(
    "in the mode it finds",
    0.5,
    "The figure is computed in whatever mode the network is in. In train mode it depends on the batch: evaluate in "
    "eval mode.",
    Accuracy(mode=as_found),
)
_wrong_accuracy(
    "left in eval mode",
    0.5,
    "The network is in eval mode afterwards, whatever mode it came in. Put it back.",
    Accuracy(mode=left_evaluating),
)
_wrong_accuracy(
    "left in train mode",
    0.5,
    "The network is in train mode afterwards, whatever mode it came in. Remember what you found.",
    Accuracy(mode=left_training),
)


def _wrong_logs(name: str, credit: float, hint: str, logging: Logging) -> None:
    misconception(compute_logs, name, hint=hint, credit=credit)(logging.run)


_wrong_logs(
    "in the mode it finds",
    0.5,
    "The figures are computed in whatever mode the network is in. In train mode they depend on the batch: evaluate in "
    "eval mode.",
    Logging(mode=as_found, share=Accuracy(mode=as_found).run),
)
_wrong_logs(
    "losses in the mode it finds",
    0.5,
    "The losses are computed in whatever mode the network is in. In train mode they depend on the batch: evaluate in "
    "eval mode.",
    Logging(mode=as_found),
)
_wrong_logs(
    "left in eval mode",
    0.5,
    "The network is in eval mode afterwards, whatever mode it came in. Put it back.",
    Logging(mode=left_evaluating),
)
_wrong_logs(
    "left in train mode",
    0.5,
    "The network is in train mode afterwards, whatever mode it came in. Remember what you found.",
    Logging(mode=left_training),
)
_wrong_logs(
    "losses before accuracies",
    0.75,
    "The figures come in another order: train loss, train accuracy, test loss, test accuracy.",
    Logging(arranged=lambda logs: (logs[0], logs[2], logs[1], logs[3])),
)
_wrong_logs(
    "accuracies before losses",
    0.75,
    "The figures come in another order: each loss stands before its accuracy.",
    Logging(arranged=lambda logs: (logs[1], logs[0], logs[3], logs[2])),
)
_wrong_logs(
    "test before train",
    0.75,
    "The figures come in another order: those of the training data stand before those of the test data.",
    Logging(arranged=lambda logs: (logs[2], logs[3], logs[0], logs[1])),
)
_wrong_logs(
    "training data twice",
    0.5,
    "The last two figures are those of the training data again.",
    Logging(arranged=lambda logs: (logs[0], logs[1], logs[0], logs[1])),
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
