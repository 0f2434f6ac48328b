"""Wrong variants of group normalization's forward pass: the pass in steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Param
from reference.cs_a3.norms import EPS, Normalized
from reference.cs_a3.spatial import in_groups
from reference.cs_a3.spatial import spatial_groupnorm_forward as right_forward
from reference.cs_a3.wrong.groupings import (
    GROUPED,
    ORDER,
    WRONG_GROUPINGS,
    WRONG_ORDERS,
    Grouping,
    Images,
    Scale,
    as_they_lie,
    by_channel,
    not_back,
    ones,
)
from reference.cs_a3.wrong.norm_steps import BETA, GAMMA, SWAPPED, WRONG_STD, Deviation, right_std

GroupCache = tuple[Normalized, int]
Axes = tuple[int, ...]
Eps = Callable[[Param], float]
"""From `gn_param`."""


@dataclass(frozen=True)
class Steps:
    """The steps of `spatial_groupnorm_forward`; a wrong variant replaces some of them."""

    grouping: Grouping = GROUPED
    var: Callable[[Array, Axes], Array] = lambda parts, axes: parts.var(axis=axes, keepdims=True)
    eps: Eps = lambda gn_param: gn_param.get("eps", EPS)
    std: Deviation = right_std
    laid: Images | None = None
    """The way back from the parts to images; the grouping's own unless set."""
    scale: Scale = by_channel
    shift: Scale = by_channel
    taken: Callable[[Array, Array], tuple[Array, Array]] = lambda gamma, beta: (gamma, beta)
    """What is taken for gamma and beta."""

    def run(self, x: Array, gamma: Array, beta: Array, G: int, gn_param: Param) -> tuple[Array, GroupCache]:
        """Group normalization in these steps, with the signature of `spatial_groupnorm_forward`."""
        parts, axes = self.grouping.parts(x, G), self.grouping.axes
        std = self.std(self.var(parts, axes), self.eps(gn_param))
        laid = self.laid or self.grouping.images
        normal = laid((parts - parts.mean(axis=axes, keepdims=True)) / std, x.shape)
        spread = laid(np.broadcast_to(std, parts.shape), x.shape)
        scale, shift = self.taken(gamma, beta)
        out = self.scale(scale, x.shape, G) * normal + self.shift(shift, x.shape, G)
        return out, (Normalized(in_groups(x, G), gamma, beta, in_groups(normal, G), in_groups(spread, G)), G)


def _wrong(name: str, credit: float, hint: str, steps: Steps) -> None:
    misconception(right_forward, name, hint=hint, credit=credit)(steps.run)


for _name, (_credit, _hint, _grouping) in WRONG_GROUPINGS.items():
    _wrong(_name, _credit, _hint, Steps(grouping=_grouping))
_wrong(
    "groups cut out as columns",
    0.25,
    "To have groups as columns, make them rows first, and then transpose: `reshape` alone deals the numbers out anew.",
    Steps(
        grouping=Grouping(
            lambda x, groups: x.reshape(-1, len(x) * groups), (0,), lambda parts, shape: parts.T.reshape(shape)
        )
    ),
)
for _name in ("eps outside the root", "variance for deviation"):
    _credit, _hint, _std = WRONG_STD[_name]
    _wrong(_name, _credit, _hint, Steps(std=_std))
_wrong(
    "eps missing",
    0.5,
    "What happens to a group whose numbers are all the same? eps is there for that, and is not used.",
    Steps(std=lambda var, eps: np.sqrt(var)),
)


def _fixed(value: float) -> Eps:
    return lambda gn_param: value


def _by_default(value: float) -> Eps:
    return lambda gn_param: gn_param.get("eps", value)


for _value in (1e-8, 1e-7, 1e-6, 1e-4, 1e-3):
    _wrong(
        f"another eps, {_value:.0e}",
        0.5,
        "The eps of `gn_param`, or 1e-5 where it holds none, has no effect: another number stands in its place.",
        Steps(eps=_fixed(_value)),
    )
    _wrong(
        f"another eps by default, {_value:.0e}",
        0.5,
        "Which eps does the handout want where `gn_param` holds none?",
        Steps(eps=_by_default(_value)),
    )
_wrong(
    "settings needed",
    0.5,
    "`gn_param` may be empty. What does the function do then?",
    Steps(eps=lambda gn_param: gn_param["eps"]),
)
_wrong(
    "unbiased variance",
    0.5,
    "Look at what the sum of squared differences is divided by: by how many numbers a group has, not one less.",
    Steps(var=lambda parts, axes: parts.var(axis=axes, keepdims=True, ddof=1)),
)
_wrong(
    "beta left out",
    0.5,
    BETA,
    Steps(shift=lambda value, shape, G: 0 * ones(value, shape, G)),
)
_wrong("gamma left out", 0.5, GAMMA, Steps(scale=ones))
_wrong(
    "gamma and beta swapped",
    0.5,
    SWAPPED,
    Steps(taken=lambda gamma, beta: (beta, gamma)),
)
for _name, _order in WRONG_ORDERS.items():
    _wrong(f"gamma and beta {_name}", 0.5, ORDER, Steps(scale=_order, shift=_order))


BACK = "The normalization is right, but the numbers come back in other places: undo reshape and transpose step by step."
_wrong("not transposed back", 0.5, BACK, Steps(laid=not_back))
_wrong(
    "places not transposed back",
    0.25,
    BACK,
    Steps(grouping=WRONG_GROUPINGS["places in groups"][2], laid=as_they_lie),
)
