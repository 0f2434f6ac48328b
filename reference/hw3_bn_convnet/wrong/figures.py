"""Wrong figures: objective, accuracy and logs."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from grader.checks import misconception
from reference.hw3_bn_convnet.training import (
    Accuracy,
    Logging,
    as_found,
    compute_accuracy,
    compute_logs,
    compute_objective,
    left_evaluating,
    left_training,
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
