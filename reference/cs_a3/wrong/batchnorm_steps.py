"""The steps of batch normalization's forward pass, of which a wrong variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, MOMENTUM, Normalized
from reference.cs_a3.norms import batchnorm_forward as right_forward
from reference.cs_a3.wrong.norm_steps import Centred, Deviation, Scaled, right_centred, right_scaled, right_std

Moments = tuple[Array, Array]
Move = Callable[[Array, Array, float], Array]
"""From the running value, the batch's, and momentum to the next running value."""
KEYS = ("running_mean", "running_var")


def of_batch(x: Array) -> Moments:
    """Mean and variance of each feature."""
    return x.mean(axis=0), x.var(axis=0)


def unbiased(x: Array) -> Moments:
    """The same with the unbiased variance."""
    return x.mean(axis=0), x.var(axis=0, ddof=1)


def right_move(old: Array, new: Array, momentum: float) -> Array:
    """What the handout asks for."""
    return momentum * old + (1 - momentum) * new


def each(mean: Move, var: Move) -> Callable[[Moments, Moments, float], Moments]:
    """The running mean and the running variance moved in ways of their own."""
    return lambda old, new, momentum: (mean(old[0], new[0], momentum), var(old[1], new[1], momentum))


def both(move: Move) -> Callable[[Moments, Moments, float], Moments]:
    """Both running statistics moved in one way."""
    return each(move, move)


RIGHT_MOVES = both(right_move)


@dataclass(frozen=True)
class Steps:
    """The steps of `batchnorm_forward`; a wrong variant replaces some of them."""

    batch: Callable[[Array], Moments] = of_batch
    tracked: Callable[[Array], Moments] | None = None
    """What goes into the running statistics; the same unless set."""
    taken: Callable[[Moments, Moments], Moments] = lambda batch, running: batch
    """What a batch is normalized with in train mode, given its statistics and the running ones after the move."""
    moved_first: bool = False
    """The running statistics move before the mode is asked for."""
    moved_in_train: bool = True
    moved: Callable[[Moments, Moments, float], Moments] = RIGHT_MOVES
    std: Deviation = right_std
    std_in_test: Deviation | None = None
    centred: Centred = right_centred
    scaled: Scaled = right_scaled
    scaled_in_test: Scaled | None = None
    fixed: Callable[[Array, Moments], Moments] = lambda x, running: running
    """What a batch is normalized with in test mode."""
    moved_in_test: bool = False

    def run(self, x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Normalized]:
        """Batch normalization in these steps, with the signature of `batchnorm_forward`."""
        train, eps = bn_param["mode"] == "train", bn_param.get("eps", EPS)
        running: Moments = tuple(bn_param.get(key, np.zeros(x.shape[1])) for key in KEYS)
        tracked, momentum = (self.tracked or self.batch)(x), bn_param.get("momentum", MOMENTUM)
        if self.moved_first:
            running = self.moved(running, tracked, momentum)
        fixed = self.fixed(x, running)
        if self.moved_in_train if train else self.moved_in_test:
            running = self.moved(running, tracked, momentum)
        mean, var = self.taken(self.batch(x), running) if train else fixed
        bn_param.update(zip(KEYS, running, strict=True))
        std = (self.std if train else self.std_in_test or self.std)(var, eps)
        normal = self.centred(x, mean, beta) / std
        scaled = self.scaled if train else (self.scaled_in_test or self.scaled)
        return scaled(normal, gamma, beta), Normalized(x, gamma, beta, normal, std, train)


def wrong(name: str, credit: float, hint: str, steps: Steps) -> None:
    """Declare a wrong variant.

    One that is wrong in one respect stands before those that are wrong in more: the first that explains is named.
    Those of test mode and of the running statistics alone are therefore in modules whose names come first.
    """
    misconception(right_forward, name, hint=hint, credit=credit)(steps.run)
