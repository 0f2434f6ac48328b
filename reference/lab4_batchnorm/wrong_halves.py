"""Wrong variants of `batchnorm` in which one of the two running statistics is treated as it should be, and one not."""

from collections.abc import Callable
from functools import partial

from torch import Tensor

from grader.checks import misconception
from reference.lab4_batchnorm.right import Moments, Stats, batch_moments, batchnorm, running_moments, update
from reference.lab4_batchnorm.wrong import Steps

Store = Callable[[Stats, Tensor, Tensor, float], None]


def _store_one(stats: Stats, mean: Tensor, var: Tensor, momentum: float, *, which: int) -> None:
    """Update the running mean (0) or the running variance (1), and leave the other one as it was."""
    other = list(stats)[1 - which]
    before = stats[other]
    update(stats, mean, var, momentum)
    stats[other] = before


def _evaluate(inputs: Tensor, stats: Stats, momentum: float, *, store: Store) -> Moments:
    used = running_moments(stats)
    store(stats, *batch_moments(inputs), momentum)
    return used


def _evaluate_late(inputs: Tensor, stats: Stats, momentum: float, *, store: Store) -> Moments:
    store(stats, *batch_moments(inputs), momentum)
    return running_moments(stats)


for _which, _name, _other in ((0, "mean", "variance"), (1, "variance", "mean")):
    _store = partial(_store_one, which=_which)
    _stored = f"The running {_name} moves in train mode, but the running {_other} is as it was before the call."
    _eval = (
        f"In eval mode the running {_name} still changes with each call. Both running statistics are only read there."
    )
    _wrong = (
        (f"running {_other} never stored", _stored, Steps(store=_store)),
        (f"running {_name} updated in eval", _eval, Steps(evaluate=partial(_evaluate, store=_store))),
        (f"running {_name} updated in eval before use", _eval, Steps(evaluate=partial(_evaluate_late, store=_store))),
    )
    for _title, _hint, _steps in _wrong:
        misconception(batchnorm, _title, hint=_hint, credit=0.5)(_steps.run)
