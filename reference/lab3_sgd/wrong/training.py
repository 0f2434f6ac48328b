"""Wrong figures of a data set, and wrong ways to train."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from grader.checks import misconception
from reference.lab3_sgd.network import Parameters
from reference.lab3_sgd.training import (
    Batch,
    Curves,
    Evaluation,
    Loop,
    mean,
    right_answers,
    test,
    train_momentum,
    train_SGD,
)


def _softmax_first(scores: Tensor, labels: Tensor) -> Tensor:
    return functional.cross_entropy(torch.softmax(scores, dim=1), labels)


def _wrong_figures(name: str, credit: float, hint: str, evaluation: Evaluation) -> None:
    misconception(test, name, hint=hint, credit=credit)(evaluation.run)


_wrong_figures(
    "loss as mean of batch means",
    0.75,
    "The loss is the mean of the batches' means. Does a last batch that is smaller than the others count as it should?",
    Evaluation(weigh_losses=mean),
)
_wrong_figures(
    "mean of batch means",
    0.5,
    "Loss and accuracy are means of the batches' means. Does a last batch that is smaller than the others count as it "
    "should?",
    Evaluation(weigh_losses=mean, weigh_shares=mean),
)
_wrong_figures(
    "accuracy as mean of batch means",
    0.75,
    "The accuracy is the mean of the batches' accuracies. Does a last batch that is smaller than the others count as "
    "it should?",
    Evaluation(weigh_shares=mean),
)
_wrong_figures(
    "accuracy divided by the number of batches",
    0.5,
    "What is printed as the accuracy is a number of right answers for each batch, not for each image.",
    Evaluation(weigh_shares=lambda shares, sizes: right_answers(shares, sizes) / len(sizes)),
)
_wrong_figures(
    "accuracy divided by a fixed batch size",
    0.5,
    "The right answers are divided by the size of a full batch times the number of batches. How many images are there "
    "really?",
    Evaluation(weigh_shares=lambda shares, sizes: right_answers(shares, sizes) / (sizes[0] * len(sizes))),
)
_wrong_figures(
    "accuracy divided by the batch size of training",
    0.5,
    "The right answers of each batch are divided by 128. How many images are in a batch of this loader, and in the "
    "last one?",
    Evaluation(weigh_shares=lambda shares, sizes: right_answers(shares, sizes) / (128 * len(sizes))),
)
_wrong_figures(
    "figures of the last batch",
    0.25,
    "The figures are those of the last batch alone. The others have to be counted in.",
    Evaluation(weigh_losses=lambda losses, sizes: losses[-1], weigh_shares=lambda shares, sizes: shares[-1]),
)
_wrong_figures(
    "loss summed up",
    0.5,
    "The losses of the batches are added up and never divided by anything, so the figure grows with the data.",
    Evaluation(weigh_losses=lambda losses, sizes: sum(losses)),
)
_wrong_figures(
    "loss divided by the number of images",
    0.5,
    "The losses of the batches are means already. Adding them up and dividing by the number of images divides twice.",
    Evaluation(weigh_losses=lambda losses, sizes: sum(losses) / sum(sizes)),
)
_wrong_figures(
    "softmax before cross-entropy",
    0.5,
    "PyTorch's cross-entropy applies its own softmax: give it the scores as they are.",
    Evaluation(loss=_softmax_first),
)


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


def _declare(trainer: Callable[..., Curves], name: str, credit: float, hint: str, loop: Loop) -> None:
    """Declare a wrong loop of one kind of training."""
    plain = trainer is train_SGD

    def variant(
        param_dict: Parameters,
        train_dataloader: Sequence[Batch],
        lr: float = 0.01,
        epochs: int = 20,
        mu: float = 0.0 if plain else 0.9,
    ) -> Curves:
        return loop.run(param_dict, train_dataloader, lr, epochs, mu)

    misconception(trainer, name, hint=hint, credit=credit)(variant)


def _wrong_loop(name: str, credit: float, hint: str, loop: Loop) -> None:
    """Declare a wrong loop of both kinds of training."""
    for trainer in (train_SGD, train_momentum):
        _declare(trainer, name, credit, hint, loop)


_wrong_loop(
    "gradients never cleared",
    0.5,
    "`backward` adds to the gradients that are there already. What do they hold at the second step?",
    Loop(clear=False),
)
_wrong_loop(
    "softmax before cross-entropy",
    0.5,
    "PyTorch's cross-entropy applies its own softmax: give it the scores as they are.",
    Loop(loss=_softmax_first),
)
_wrong_loop(
    "loss summed over the batch",
    0.5,
    "The loss is the sum over the minibatch, which makes each step as many times longer as the batch is large.",
    Loop(loss=_summed),
)
_wrong_loop(
    "uphill",
    0.25,
    "The step goes the way the gradient points. Which way does the loss fall?",
    Loop(update=_uphill),
)
_wrong_loop(
    "no learning rate",
    0.5,
    "Each step is as long as the gradient itself: the learning rate is missing.",
    Loop(update=_unscaled),
)
_wrong_loop(
    "parameters never change",
    0.25,
    "After training the parameters in `param_dict` are what they were. Were they created anew after the optimizer "
    "was, which then holds the old ones? Or is the new value bound to a name that nobody reads?",
    Loop(update=_stay),
)
_declare(
    train_SGD,
    "accuracy divided by a fixed batch size",
    0.75,
    "The right answers of every minibatch are divided by the same number. Is the last minibatch as large as the "
    "others?",
    Loop(share=lambda scores, labels: float((scores.argmax(dim=1) == labels).sum()) / 128),
)
_declare(
    train_SGD,
    "right answers not divided",
    0.75,
    "What is recorded as the accuracy is the number of right answers, not their share.",
    Loop(share=lambda scores, labels: float((scores.argmax(dim=1) == labels).sum())),
)
_declare(
    train_SGD,
    "recorded once an epoch",
    0.5,
    "The figures are recorded once an epoch, those of its last minibatch. The handout asks for every minibatch.",
    Loop(kept=lambda values, batches: values[batches - 1 :: batches]),
)
_declare(
    train_SGD,
    "averaged over an epoch",
    0.5,
    "The figures are recorded once an epoch, as means of its minibatches. The handout asks for every minibatch.",
    Loop(kept=lambda values, batches: [mean(values[i : i + batches]) for i in range(0, len(values), batches)]),
)


class _WithAdam(Loop):
    def updates(self, param_dict: Parameters, lr: float, mu: float) -> Callable[[], object]:
        del mu
        return torch.optim.Adam(param_dict.values(), lr=lr).step


class _WithDefaultAdam(_WithAdam):
    def updates(self, param_dict: Parameters, lr: float, mu: float) -> Callable[[], object]:
        return super().updates(param_dict, 1e-3, mu)


_ADAM_HINT = "The steps are Adam's. The handout asks for plain SGD."
_wrong_loop("Adam for SGD", 0.5, _ADAM_HINT, _WithAdam())
_wrong_loop("Adam for SGD, at Adam's usual rate", 0.5, _ADAM_HINT, _WithDefaultAdam())


def _with_momentum(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = 0.9 * v + grad
    w -= lr * v
    return v


_declare(
    train_SGD,
    "momentum used",
    0.5,
    "The steps are those of SGD with momentum. Here plain SGD is asked for.",
    Loop(update=_with_momentum),
)


def _subtracted(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = grad - mu * v
    w -= lr * v
    return v


def _twice(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = mu * v + lr * grad
    w -= lr * v
    return v


def _without(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    w -= lr * grad
    return v


def _averaged(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = mu * v + (1 - mu) * grad
    w -= lr * v
    return v


def _ahead(w: Tensor, grad: Tensor, v: Tensor, lr: float, mu: float) -> Tensor:
    v = mu * v + grad
    w -= lr * (grad + mu * v)
    return v


_declare(
    train_momentum,
    "velocity subtracted",
    0.5,
    "The old velocity should push on, not hold back: look at its sign.",
    Loop(update=_subtracted),
)
_declare(
    train_momentum,
    "learning rate applied twice",
    0.5,
    "The learning rate is in the velocity and again in the step.",
    Loop(update=_twice),
)
_declare(
    train_momentum,
    "no momentum",
    0.25,
    "Every step is a plain gradient step. Is the velocity kept from one step to the next?",
    Loop(update=_without),
)
_declare(
    train_momentum,
    "gradient averaged",
    0.5,
    "The new gradient enters the velocity whole, not weighted with 1 - mu.",
    Loop(update=_averaged),
)
_declare(
    train_momentum,
    "Nesterov momentum",
    0.75,
    "The steps are those of Nesterov's momentum. The handout gives the plain form.",
    Loop(update=_ahead),
)
