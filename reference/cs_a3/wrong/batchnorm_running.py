"""Wrong variants of the running statistics of batch normalization."""

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.norms import EPS
from reference.cs_a3.wrong.batchnorm_steps import Steps, both, each, right_move, unbiased, wrong


def _flipped(old: Array, new: Array, momentum: float) -> Array:
    return right_move(old, new, 1 - momentum)


def _kept(old: Array, new: Array, momentum: float) -> Array:
    return old


_FLIPPED = "Which does momentum weigh: the running value as it was, or the batch? One of the two is right."
_KEPT = "One of the two running statistics is as it was before the call."
wrong(
    "unbiased running variance",
    0.5,
    "The batch is normalized with one variance, and another one goes into the running statistics: the handout uses "
    "the same one, divided by N, for both.",
    Steps(tracked=unbiased),
)
wrong(
    "eps in the running variance",
    0.5,
    "The running variance follows the variance itself: what was added before the root does not belong to it.",
    Steps(tracked=lambda x: (x.mean(axis=0), x.var(axis=0) + EPS)),
)
wrong(
    "momentum flipped",
    0.25,
    "Which does momentum weigh: the running value as it was, or the batch? Compare with the handout's formula.",
    Steps(moved=both(_flipped)),
)
wrong("momentum of the mean flipped", 0.5, _FLIPPED, Steps(moved=each(_flipped, right_move)))
wrong("momentum of the variance flipped", 0.5, _FLIPPED, Steps(moved=each(right_move, _flipped)))
wrong(
    "never stored",
    0.25,
    "The running statistics in `bn_param` are as they were before the call.",
    Steps(moved=both(_kept)),
)
wrong("running mean never stored", 0.5, _KEPT, Steps(moved=each(_kept, right_move)))
wrong("running variance never stored", 0.5, _KEPT, Steps(moved=each(right_move, _kept)))
wrong(
    "overwritten by the batch",
    0.25,
    "The running statistics are those of the last batch alone. They should move only a little towards it.",
    Steps(moved=lambda old, new, momentum: new),
)
wrong(
    "running deviation",
    0.25,
    "The second running statistic follows the standard deviation. The handout tracks the variance.",
    Steps(tracked=lambda x: (x.mean(axis=0), x.std(axis=0))),
)
wrong(
    "old statistics whole",
    0.25,
    "What was there before has to fade: it is not weighted.",
    Steps(moved=both(lambda old, new, momentum: old + (1 - momentum) * new)),
)
wrong(
    "new statistics whole",
    0.25,
    "The batch's statistics enter the running ones whole: they are weighted with what momentum leaves.",
    Steps(moved=both(lambda old, new, momentum: momentum * old + new)),
)
wrong(
    "statistics of the normalized batch",
    0.25,
    "The running statistics follow x after its normalization, where the mean is 0. They are those of x before it.",
    Steps(tracked=lambda x: (np.zeros(x.shape[1]), ((x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + EPS)).var(axis=0))),
)
wrong(
    "mean of the normalized batch",
    0.25,
    "The running mean follows x after its normalization, where it is 0.",
    Steps(tracked=lambda x: (np.zeros(x.shape[1]), x.var(axis=0))),
)
wrong(
    "running deviation with eps",
    0.25,
    "The second running statistic follows what x is divided by. The handout tracks the variance.",
    Steps(tracked=lambda x: (x.mean(axis=0), np.sqrt(x.var(axis=0) + EPS))),
)
_MIXED = "One of the two running statistics is computed from a number that belongs to the other one."
wrong(
    "running mean in the running variance",
    0.5,
    _MIXED,
    Steps(
        moved=lambda old, new, momentum: (right_move(old[0], new[0], momentum), right_move(old[0], new[1], momentum))
    ),
)
wrong(
    "mean of the batch in the running variance",
    0.5,
    _MIXED,
    Steps(
        moved=lambda old, new, momentum: (right_move(old[0], new[0], momentum), right_move(old[1], new[0], momentum))
    ),
)
wrong(
    "moved before the mode is asked for",
    0.25,
    "The running statistics move before the mode is asked for, so that test mode changes them, too.",
    Steps(moved_first=True, moved_in_train=False),
)
wrong(
    "moved twice",
    0.25,
    "In one call the running statistics move twice: before the mode is asked for, and once more in train mode.",
    Steps(moved_first=True),
)
wrong(
    "new statistics subtracted",
    0.25,
    "The running statistics move away from those of the batch: look at the sign of what momentum leaves.",
    Steps(moved=both(lambda old, new, momentum: momentum * old - (1 - momentum) * new)),
)
