"""How much of what is wrong another expected value accounts for, element by element."""

from dataclasses import dataclass, field

import numpy as np

from grader.compare.elements import Mask, disagreement, inexact
from grader.compare.numeric import Found, Rules, Shapes
from grader.compare.tolerance import Tolerance
from grader.compare.values import Array, Numbers
from grader.compare.walk import found_between

_FEWEST, _SHARE = 3, 0.1
"""How many different numbers must agree, and which part of all that differ, for more than chance."""


@dataclass
class _Wrong:
    """What came in one place of the whole, as one axis, and where it differs."""

    where: Mask = field(default_factory=lambda: np.zeros((), np.bool_))
    came: Array = field(default_factory=lambda: np.zeros(0))

    def beside(self, after: "_Wrong") -> Array:
        """The numbers that differ here, and not there."""
        return self.came[np.broadcast_to(self.where & ~after.where, self.came.shape)]


def accounted(
    got: object, want: object, other: object, *, tolerance: Tolerance | None = None, shapes: Shapes = "exact"
) -> int | None:
    """How many different numbers of `got` that differ from those of `want` are those of `other`.

    None where `other` misses anything that `want` has right; 0 where the others may agree by chance. What is as good as
    zero does not count, nor what is not finite: masks and borders make these agree.
    """
    rules = Rules(tolerance, shapes)
    before, after = _wrong(got, want, rules), _wrong(got, other, rules)
    if any(np.any(wrong.where & ~before.get(path, _Wrong()).where) for path, wrong in after.items()):
        return None
    differing = sum(wrong.beside(_Wrong()).size for wrong in before.values())
    gained = np.concatenate(
        [wrong.beside(after.get(path, _Wrong())) for path, wrong in before.items()] or [np.zeros(0)]
    )
    telling = np.unique(gained[np.isfinite(gained) & (gained != 0)]).size
    return telling if telling >= max(_FEWEST, _SHARE * differing) else 0


def _wrong(got: object, want: object, rules: Rules) -> dict[str, _Wrong]:
    """What differs, by its path."""
    differing: dict[str, _Wrong] = {}
    for one in found_between(got, want, rules):
        wrong = differing.setdefault(one.difference.path, _Wrong())
        wrong.where = wrong.where | _where(one, rules)
        wrong.came = _telling(one.got, rules.tolerance_for(one.got, one.got)) if one.got else wrong.came
    return differing


def _telling(got: Numbers, tolerance: Tolerance) -> Array:
    """The numbers as one axis, with zeros for those that are as good as zero."""
    numbers = inexact(got.whole().reshape(-1))
    return np.where(disagreement(numbers, np.zeros_like(numbers), tolerance).wrong, numbers, 0)


def _where(one: Found, rules: Rules) -> Mask:
    if one.got is None or one.want is None or one.difference.kind == "shape":
        return np.ones((), np.bool_)
    got, want = one.got.whole().reshape(-1), one.want.whole().reshape(-1)
    return disagreement(got, want, rules.tolerance_for(one.got, one.want)).wrong
