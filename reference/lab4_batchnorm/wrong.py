"""Wrong variants of `batchnorm`, the likeliest explanation of an answer first."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from grader.checks import misconception
from reference.lab4_batchnorm.right import Moments, Stats, batch_moments, batchnorm, normalized, running_moments, update


@dataclass(frozen=True)
class Steps:
    """The steps of `batchnorm`; a wrong variant replaces some of them."""

    batch: Callable[[Tensor], Moments] = batch_moments
    """What a batch is normalized with in train mode."""
    tracked: Callable[[Tensor], Moments] | None = None
    """What goes into the running statistics; the same unless set."""
    store: Callable[[Stats, Tensor, Tensor, float], None] = update
    evaluate: Callable[[Tensor, Stats, float], Moments] = lambda inputs, stats, momentum: running_moments(stats)
    """What a batch is normalized with in eval mode."""
    normalized: Callable[[Tensor, Tensor, Tensor, float], Tensor] = normalized
    scaled: Callable[[Tensor, Tensor, Tensor], Tensor] = lambda normal, beta, gamma: gamma * normal + beta

    def run(
        self,
        inputs: Tensor,
        beta: Tensor,
        gamma: Tensor,
        stats_dict: Stats,
        train: bool = True,
        eps: float = 0.001,
        momentum: float = 0.1,
    ) -> Tensor:
        """Batch normalization in these steps, with the signature of `batchnorm`."""
        if train:
            mean, var = self.batch(inputs)
            self.store(stats_dict, *(self.tracked or self.batch)(inputs), momentum)
        else:
            mean, var = self.evaluate(inputs, stats_dict, momentum)
        return self.scaled(self.normalized(inputs, mean, var, eps), beta, gamma)


def _wrong(name: str, credit: float, hint: str, steps: Steps) -> None:
    misconception(batchnorm, name, hint=hint, credit=credit)(steps.run)


def _biased(inputs: Tensor) -> Moments:
    return batch_moments(inputs, correction=0)


def _by_row(inputs: Tensor) -> Moments:
    return inputs.mean(dim=1, keepdim=True), inputs.var(dim=1, keepdim=True)


def _over_everything(inputs: Tensor) -> Moments:
    return inputs.mean(), inputs.var()


def _store_flipped(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    update(stats, mean, var, 1 - momentum)


def _store_nothing(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    pass


def _store_batch(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    update(stats, mean, var, 1.0)


def _store_fixed(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    update(stats, mean, var, 0.1)


def _store_deviation(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    update(stats, mean, var.sqrt(), momentum)


def _store_with_graph(stats: Stats, mean: Tensor, var: Tensor, momentum: float) -> None:
    for key, batch in zip(list(stats), (mean, var), strict=True):
        stats[key] = momentum * batch.reshape(stats[key].shape) + (1 - momentum) * stats[key]


def _update_then_read(inputs: Tensor, stats: Stats, momentum: float) -> Moments:
    update(stats, *batch_moments(inputs), momentum)
    return running_moments(stats)


def _read_then_update(inputs: Tensor, stats: Stats, momentum: float) -> Moments:
    used = running_moments(stats)
    update(stats, *batch_moments(inputs), momentum)
    return used


def _update_and_ignore(inputs: Tensor, stats: Stats, momentum: float) -> Moments:
    update(stats, *batch_moments(inputs), momentum)
    return batch_moments(inputs)


def _overwritten(inputs: Tensor, mean: Tensor, var: Tensor, eps: float) -> Tensor:
    return inputs.sub_(mean).div_(torch.sqrt(var + eps))


_wrong(
    "biased variance",
    0.5,
    "Look at what the sum of squared differences is divided by. The handout's figures (variance 0.9999 after "
    "normalizing 500 values) come out with the unbiased variance, N - 1, and not with N.",
    Steps(batch=_biased),
)
_wrong(
    "biased normalization",
    0.5,
    "The batch is normalized with a variance divided by N, while the running variance uses N - 1. PyTorch's own layer"
    " does that; the handout uses the unbiased variance for both.",
    Steps(batch=_biased, tracked=batch_moments),
)
_wrong(
    "biased running variance",
    0.5,
    "The batch is normalized with the unbiased variance, but another one, divided by N, goes into the running "
    "statistics. The handout uses the same variance for both.",
    Steps(tracked=_biased),
)
_wrong(
    "eps outside root",
    0.5,
    "Look at where eps stands: it belongs to the variance, under the square root, not to the standard deviation.",
    Steps(normalized=lambda inputs, mean, var, eps: (inputs - mean) / (torch.sqrt(var) + eps)),
)
_wrong(
    "eps missing",
    0.5,
    "What happens to a feature that is the same in the whole batch? The argument eps is there for that, and is not "
    "used.",
    Steps(normalized=lambda inputs, mean, var, eps: (inputs - mean) / torch.sqrt(var)),
)
_wrong(
    "variance for deviation",
    0.25,
    "The differences are divided by the variance. What must they be divided by so that the result has variance 1?",
    Steps(normalized=lambda inputs, mean, var, eps: (inputs - mean) / (var + eps)),
)
_wrong(
    "gamma beta swapped",
    0.5,
    "One of beta and gamma scales and the other one shifts. Look at which is which, and at their order in the "
    "signature.",
    Steps(scaled=lambda normal, beta, gamma: beta * normal + gamma),
)
_wrong(
    "gamma beta missing",
    0.25,
    "The output is normalized but not yet scaled and shifted: gamma and beta have no effect on it.",
    Steps(scaled=lambda normal, beta, gamma: normal),
)
_wrong(
    "statistics by row",
    0.0,
    "The statistics are taken over the features of each example. Batch normalization takes them over the examples, "
    "separately for each feature: look at the dimension that mean and var go along.",
    Steps(batch=_by_row),
)
_wrong(
    "statistics over everything",
    0.0,
    "One mean and one variance are computed for the whole batch. Each feature needs its own: give mean and var a "
    "dimension.",
    Steps(batch=_over_everything),
)
_wrong(
    "momentum flipped",
    0.25,
    "In the running update, momentum weighs the new batch and 1 - momentum what was there before. Here it is the "
    "other way round.",
    Steps(store=_store_flipped),
)
_wrong(
    "never stored",
    0.25,
    "The running statistics are as they were before the call: a new value was perhaps bound to a local name, and "
    "never put into the dictionary.",
    Steps(store=_store_nothing),
)
_wrong(
    "overwritten by batch",
    0.25,
    "The running statistics are those of the last batch alone. They should move only a little towards it: use "
    "momentum.",
    Steps(store=_store_batch),
)
_wrong(
    "running deviation",
    0.25,
    "The second running statistic follows the standard deviation. The handout tracks the variance.",
    Steps(store=_store_deviation),
)
_wrong(
    "running statistics on the graph",
    0.0,
    "The running statistics are computed as part of the network, so each step keeps all steps before it in memory. "
    "They have to be updated outside of backpropagation.",
    Steps(store=_store_with_graph),
)
_wrong(
    "constants hard coded",
    0.25,
    "The function takes eps and momentum as arguments, but another value than the default changes nothing.",
    Steps(
        store=_store_fixed,
        normalized=lambda inputs, mean, var, eps: normalized(inputs, mean, var, 0.001),
    ),
)
_wrong(
    "batch statistics in eval",
    0.0,
    "In eval mode the output depends on the other examples of the batch. There the running statistics take the "
    "batch's place.",
    Steps(evaluate=lambda inputs, stats, momentum: batch_moments(inputs)),
)
_wrong(
    "mode ignored",
    0.0,
    "With train=False the function does what it does with train=True: it must not look at the batch's statistics "
    "then, nor change the running ones.",
    Steps(evaluate=_update_and_ignore),
)
_wrong(
    "updated in eval",
    0.25,
    "In eval mode the running statistics change with each call. Evaluating a network must not teach it anything.",
    Steps(evaluate=_read_then_update),
)
_wrong(
    "updated in eval before use",
    0.25,
    "In eval mode the running statistics are moved towards the batch before they are used. Evaluating a network must "
    "leave them alone.",
    Steps(evaluate=_update_then_read),
)
_wrong(
    "statistics detached",
    0.5,
    "The values are right but the gradient of the inputs is not: it has to flow through the batch's mean and variance"
    " too. Only the running statistics stay outside the graph.",
    Steps(batch=lambda inputs: batch_moments(inputs.detach())),
)
_wrong(
    "inputs overwritten",
    0.0,
    "The caller's own tensor is different after the call: an operation on it works in place (`-=`, `*=`, `sub_`, ...).",
    Steps(normalized=_overwritten),
)
