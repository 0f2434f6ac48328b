"""Wrong figures of a data set, and wrong ways to train."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from grader.checks import misconception
from reference.lab3_sgd.network import Parameters
from reference.lab3_sgd.training import (
    Evaluation,
    mean,
    right_answers,
    run_loop,
    test,
    train_momentum,
    train_SGD,
)
from reference.minibatch import Batch, Curves, Loop
from reference.wrong_minibatch import MOMENTUM_USED, WRONG_STEPS, WrongLoop, softmax_first


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
    Evaluation(loss=softmax_first),
)


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
        return run_loop(loop, param_dict, train_dataloader, lr, epochs, mu)

    misconception(trainer, name, hint=hint, credit=credit)(variant)


def _squared(scores: Tensor, labels: Tensor) -> Tensor:
    return functional.mse_loss(scores, functional.one_hot(labels, scores.shape[1]).to(scores.dtype))


def _squared_softmax(scores: Tensor, labels: Tensor) -> Tensor:
    return _squared(torch.softmax(scores, dim=1), labels)


_SQUARED = "The loss is a squared error. Which loss does the handout ask for?"
_LOG = (
    "The negative log-likelihood wants log-probabilities, and the network gives scores. What turns one into the other?"
)
_LOSSES = (
    ("squared error for cross-entropy", 0.5, _SQUARED, _squared),
    ("squared error of probabilities", 0.5, _SQUARED, _squared_softmax),
    ("scores taken for log-probabilities", 0.5, _LOG, functional.nll_loss),
)
_ONCE_AN_EPOCH = WrongLoop(
    "gradients cleared once an epoch",
    0.5,
    "The gradients are cleared, but not for every step: `backward` adds to those of the minibatches before.",
    Loop(clear="each epoch"),
)
_WRONG_LOSSES = [WrongLoop(name, credit, hint, Loop(loss=loss)) for name, credit, hint, loss in _LOSSES]
BOTH = (*WRONG_STEPS, _ONCE_AN_EPOCH, *_WRONG_LOSSES)
for name, credit, hint, loss in _LOSSES:
    _wrong_figures(name, credit, hint, Evaluation(loss=loss))
for mistake in (*BOTH, MOMENTUM_USED):
    _declare(train_SGD, *mistake)
for mistake in BOTH:
    # With momentum, a tenth of the learning rate is the same as a running mean of gradients, which has its own name.
    if mistake.name != "learning rate too small":
        _declare(train_momentum, *mistake)
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
