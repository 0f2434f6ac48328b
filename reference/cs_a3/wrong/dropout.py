"""Wrong variants of dropout's forward pass: its steps, of which a variant replaces some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.dropout import dropout_forward as right_forward
from reference.cs_a3.dropout import kept

Draw = Callable[[Array, float], Array]
"""From the input and the probability to stay to a factor of each element, before the scaling."""
ONCE = "Each element is to be dropped by itself: what shape has the draw?"
OTHER = "The elements that stay are divided by the probability to stay. Do draw and division use the same one?"
NUMBERS = "An element stays or goes: which numbers does your mask hold where it stays?"
SCALE = "With inverted dropout the scaling is done in train mode; test mode has nothing left to do."
SIDE = "Is p the probability that an element stays, or that it goes?"
UNSCALED = "Inverted dropout keeps the expected output as it was: what happens to the elements that stay?"
USED = "The same share is dropped whatever p is: where does p enter the draw?"


def _seed(dropout_param: Param) -> None:
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])


@dataclass(frozen=True)
class Dropout:
    """The steps of `dropout_forward`; a wrong variant replaces some of them."""

    seeded: Callable[[Param], None] = _seed
    stays: Callable[[float], float] = lambda p: p
    """The probability to stay, which is drawn and scaled with."""
    drawn: Draw = kept
    scale: Callable[[float], float] = lambda p: 1 / p
    tested: Callable[[Array, Array, float], Array] = lambda x, dropped, p: x
    """The output of test mode, from the input, what train mode gives, and p."""

    def run(self, x: Array, dropout_param: Param) -> tuple[Array, Cache]:
        """Keep each element with probability p (the sentence tells the check so); the right function's signature."""
        p = dropout_param["p"]
        self.seeded(dropout_param)
        mask = self.drawn(x, self.stays(p)) * self.scale(self.stays(p))
        if dropout_param["mode"] == "test":
            return self.tested(x, x * mask, p), (dropout_param, None)
        return x * mask, (dropout_param, mask)


def _wrong(name: str, credit: float, hint: str, steps: Dropout) -> None:
    misconception(right_forward, name, hint=hint, credit=credit)(steps.run)


def _turned(p: float) -> float:
    return 1 - p


def _not_scaled(p: float) -> float:
    return 1.0


def _normal(x: Array, p: float) -> Array:
    return (np.random.randn(*x.shape) < p).astype(np.float64)


def _all(x: Array, p: float) -> Array:
    return np.ones(x.shape)


def _by_example(x: Array, p: float) -> Array:
    draw = kept(x.reshape(len(x), -1)[:, :1], p).reshape(-1, *[1] * (x.ndim - 1))
    return np.broadcast_to(draw, x.shape)


def _numbers(left: Callable[[Array, float], NDArray[np.bool_]]) -> Draw:
    """The numbers drawn, times what is left of them."""

    def drawn(x: Array, p: float) -> Array:
        numbers = np.random.rand(*x.shape)
        return numbers * left(numbers, p)

    return drawn


_wrong(
    "dropped in test mode",
    0.25,
    "In test mode nothing is left to chance: what should the output be there?",
    Dropout(tested=lambda x, dropped, p: dropped),
)
_wrong("scaled in test mode", 0.5, SCALE, Dropout(tested=lambda x, dropped, p: x * p))
_wrong("scaled in test mode by 1 - p", 0.5, SCALE, Dropout(tested=lambda x, dropped, p: x * (1 - p)))
_wrong("divided by p in test mode", 0.5, SCALE, Dropout(tested=lambda x, dropped, p: x / p))
_wrong("divided by 1 - p in test mode", 0.5, SCALE, Dropout(tested=lambda x, dropped, p: x / (1 - p)))
_wrong(
    "seed ignored",
    0.5,
    "With a seed in `dropout_param` two calls must drop the same elements.",
    Dropout(seeded=lambda dropout_param: None),
)
_wrong(
    "seed fixed",
    0.5,
    "The same elements are dropped in every call, whatever the seed: which number is the generator seeded with?",
    Dropout(seeded=lambda dropout_param: np.random.seed(0)),
)
_wrong("keep and drop swapped", 0.5, f"{SIDE} The docstring says which.", Dropout(stays=_turned))
_wrong("not scaled", 0.5, UNSCALED, Dropout(scale=_not_scaled))
_wrong(
    "keep and drop swapped, and not scaled",
    0.25,
    f"{SIDE} And what happens to the elements that stay?",
    Dropout(stays=_turned, scale=_not_scaled),
)
_wrong(
    "normal for uniform",
    0.25,
    "A normal number is below p with another probability than p: which distribution has to be drawn from?",
    Dropout(drawn=_normal),
)
_wrong(
    "normal for uniform, keep and drop swapped",
    0.0,
    "Two things: which distribution is drawn from, is p the probability that an element stays, or that it goes?",
    Dropout(drawn=_normal, stays=_turned),
)
_wrong(
    "normal for uniform, other side",
    0.25,
    "A normal number is above p with another probability than you want: which distribution has to be drawn from?",
    Dropout(drawn=lambda x, p: 1 - _normal(x, p)),
)
_wrong(
    "normal for uniform, dropped below p",
    0.25,
    "A normal number is below p with another probability than p: which distribution has to be drawn from?",
    Dropout(drawn=lambda x, p: 1 - _normal(x, 1 - p)),
)
_wrong("scaled for the other probability", 0.5, OTHER, Dropout(drawn=lambda x, p: kept(x, 1 - p)))
_wrong("scaled for the other probability, right draw", 0.5, OTHER, Dropout(scale=lambda p: 1 / (1 - p)))
_wrong(
    "scaled down",
    0.5,
    "To keep the expected output as it was, do the elements that stay have to grow or to shrink?",
    Dropout(scale=lambda p: p),
)
_wrong(
    "scaled down for the other probability",
    0.25,
    "To keep the expected output as it was, do the elements that stay have to grow or to shrink? And by how much?",
    Dropout(scale=lambda p: 1 - p),
)
_wrong("scaled twice", 0.5, "The elements that stay are divided by p in two places.", Dropout(scale=lambda p: 1 / p**2))
_wrong("one draw for each example", 0.25, f"Whole examples are dropped or kept. {ONCE}", Dropout(drawn=_by_example))
_wrong(
    "one draw for all examples",
    0.25,
    f"The same elements are dropped in every example. {ONCE}",
    Dropout(drawn=lambda x, p: np.broadcast_to(kept(x[0], p), x.shape)),
)


def _of_two_axes(x: Array, p: float) -> Array:
    """Fails where the input has other axes than two."""
    if x.ndim != 2:
        raise ValueError("operands could not be broadcast together")
    return kept(x, p)


_wrong(
    "for inputs of two axes alone",
    0.5,
    "An input may have more axes than two, as images do: from what is the shape of the draw?",
    Dropout(drawn=_of_two_axes),
)
_wrong(
    "nothing dropped",
    0.0,
    "In train mode the input comes back as it is: is the mask multiplied in?",
    Dropout(drawn=_all, scale=_not_scaled),
)
_wrong(
    "nothing dropped, but scaled",
    0.0,
    "In train mode all elements stay, and are scaled: what does the draw decide?",
    Dropout(drawn=_all),
)
_wrong("half dropped whatever p is", 0.25, USED, Dropout(drawn=lambda x, p: kept(x, 0.5)))
_wrong("half dropped whatever p is, not scaled", 0.0, USED, Dropout(drawn=lambda x, p: kept(x, 0.5), scale=_not_scaled))
_wrong("half dropped and doubled whatever p is", 0.25, USED, Dropout(stays=lambda p: 0.5))
_wrong(
    "drawn numbers as the mask",
    0.0,
    f"{NUMBERS} Where is p asked for?",
    Dropout(drawn=_numbers(lambda drawn, p: drawn >= 0)),
)
_wrong("drawn numbers left in the mask", 0.25, NUMBERS, Dropout(drawn=_numbers(lambda drawn, p: drawn < p)))
_wrong(
    "drawn numbers left in the mask, other side",
    0.25,
    NUMBERS,
    Dropout(drawn=_numbers(lambda drawn, p: drawn > 1 - p)),
)
