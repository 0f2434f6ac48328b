"""How much of what is wrong another expected value accounts for, element by element."""

from dataclasses import dataclass, field

import numpy as np

from grader.compare.elements import Mask, disagreement
from grader.compare.numeric import Found, Rules, Shapes
from grader.compare.tolerance import Tolerance
from grader.compare.values import Array
from grader.compare.walk import found_between


@dataclass
class _Wrong:
    """What came in one place of the whole, as one axis, and where it differs."""

    where: Mask = field(default_factory=lambda: np.zeros((), np.bool_))
    came: Array | None = None


def accounted(
    got: object, want: object, other: object, *, tolerance: Tolerance | None = None, shapes: Shapes = "exact"
) -> int | None:
    """How many different numbers of `got` that differ from those of `want` are those of `other`.

    None where `other` misses anything that `want` has right. Zeros do not count, nor what is not finite: masks and
    borders make these agree by chance.
    """
    rules = Rules(tolerance, shapes)
    before, after = _wrong(got, want, rules), _wrong(got, other, rules)
    if any(np.any(wrong.where & ~before.get(path, _Wrong()).where) for path, wrong in after.items()):
        return None
    gained = (_telling(wrong, after.get(path, _Wrong())) for path, wrong in before.items())
    return len(set().union(*gained))


def _wrong(got: object, want: object, rules: Rules) -> dict[str, _Wrong]:
    """What differs, by its path."""
    differing: dict[str, _Wrong] = {}
    for one in found_between(got, want, rules):
        wrong = differing.setdefault(one.difference.path, _Wrong())
        wrong.where = wrong.where | _where(one, rules)
        wrong.came = one.got.whole().reshape(-1) if one.got else wrong.came
    return differing


def _where(one: Found, rules: Rules) -> Mask:
    if one.got is None or one.want is None or one.difference.kind == "shape":
        return np.ones((), np.bool_)
    got, want = one.got.whole().reshape(-1), one.want.whole().reshape(-1)
    return disagreement(got, want, rules.tolerance_for(one.got, one.want)).wrong


def _telling(before: _Wrong, after: _Wrong) -> set[float]:
    """The numbers that differed and no longer do."""
    if before.came is None:
        return set()
    gained = before.came[np.broadcast_to(before.where & ~after.where, before.came.shape)]
    return {float(number) for number in gained if np.isfinite(number) and number != 0}
