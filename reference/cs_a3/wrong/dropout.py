"""Wrong variants of dropout."""

from collections.abc import Callable

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache, Param
from reference.cs_a3.dropout import dropout_backward as right_backward
from reference.cs_a3.dropout import dropout_forward as right_forward
from reference.cs_a3.dropout import kept

Forward = tuple[Array, Cache]
Variant = Callable[[Array, Param], Forward]


def _wrong_forward(name: str, hint: str, credit: float = 0.0) -> Callable[[Variant], Variant]:
    """Declare a variant of the forward pass. It keeps the docstring, which says what p is."""

    def register(variant: Variant) -> Variant:
        variant.__doc__ = right_forward.__doc__
        return misconception(right_forward, name, hint=hint, credit=credit)(variant)

    return register


def _train(x: Array, dropout_param: Param, mask: Array) -> Forward:
    """The right test mode, and in train mode this mask."""
    if dropout_param["mode"] == "test":
        return right_forward(x, dropout_param)
    return x * mask, (dropout_param, mask)


def _seed(dropout_param: Param) -> None:
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])


@_wrong_forward(
    "keep and drop swapped",
    hint="Is p the probability that an element stays, or that it goes? The docstring says which.",
    credit=0.5,
)
def _swapped(x: Array, dropout_param: Param) -> Forward:
    out, cache = right_forward(x, {**dropout_param, "p": 1 - dropout_param["p"]})
    return out, cache


@_wrong_forward(
    "not scaled",
    hint="Inverted dropout keeps the expected output as it was: what happens to the elements that stay?",
    credit=0.5,
)
def _not_scaled(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    return _train(x, dropout_param, kept(x, dropout_param["p"]))


@_wrong_forward(
    "keep and drop swapped, and not scaled",
    hint="Is p the probability that an element stays, or that it goes? And what happens to the elements that stay?",
    credit=0.25,
)
def _swapped_and_not_scaled(x: Array, dropout_param: Param) -> Forward:
    return _not_scaled(x, {**dropout_param, "p": 1 - dropout_param["p"]})


@_wrong_forward(
    "normal for uniform",
    hint="A normal number is below p with another probability than p: which distribution has to be drawn from?",
    credit=0.25,
)
def _normal(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    p = dropout_param["p"]
    return _train(x, dropout_param, (np.random.randn(*x.shape) < p) / p)


@_wrong_forward(
    "normal for uniform, keep and drop swapped",
    hint="Two things: which distribution is drawn from, is p the probability that an element stays, or that it goes?",
)
def _normal_and_swapped(x: Array, dropout_param: Param) -> Forward:
    return _normal(x, {**dropout_param, "p": 1 - dropout_param["p"]})


@_wrong_forward(
    "normal for uniform, other side",
    hint="A normal number is above p with another probability than you want: which distribution has to be drawn from?",
    credit=0.25,
)
def _normal_above(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    p = dropout_param["p"]
    return _train(x, dropout_param, (np.random.randn(*x.shape) > p) / p)


@_wrong_forward(
    "scaled for the other probability",
    hint="The elements that stay are divided by the probability to stay. Do draw and division use the same one?",
    credit=0.5,
)
def _wrong_scale(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    p = dropout_param["p"]
    return _train(x, dropout_param, kept(x, 1 - p) / p)


@_wrong_forward(
    "scaled for the other probability, right draw",
    hint="The elements that stay are divided by the probability to stay. Do draw and division use the same one?",
    credit=0.5,
)
def _wrong_scale_right_draw(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    p = dropout_param["p"]
    return _train(x, dropout_param, kept(x, p) / (1 - p))


@_wrong_forward(
    "scaled down",
    hint="To keep the expected output as it was, do the elements that stay have to grow or to shrink?",
    credit=0.5,
)
def _scaled_down(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    p = dropout_param["p"]
    return _train(x, dropout_param, kept(x, p) * p)


@_wrong_forward(
    "one draw for each example",
    hint="Whole examples are dropped or kept. Each element is to be dropped by itself: what shape has the draw?",
    credit=0.25,
)
def _by_example(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    p = dropout_param["p"]
    draw = kept(x.reshape(len(x), -1)[:, :1], p).reshape(-1, *[1] * (x.ndim - 1))
    return _train(x, dropout_param, np.broadcast_to(draw / p, x.shape))


@_wrong_forward(
    "one draw for all examples",
    hint="The same elements are dropped in every example. Each is to be dropped by itself: what shape has the draw?",
    credit=0.25,
)
def _same_for_all(x: Array, dropout_param: Param) -> Forward:
    _seed(dropout_param)
    p = dropout_param["p"]
    return _train(x, dropout_param, np.broadcast_to(kept(x[0], p) / p, x.shape))


@_wrong_forward("nothing dropped", hint="In train mode the input comes back as it is: is the mask multiplied in?")
def _nothing(x: Array, dropout_param: Param) -> Forward:
    return _train(x, dropout_param, np.ones(x.shape))


@_wrong_forward(
    "dropped in test mode",
    hint="In test mode nothing is left to chance: what should the output be there?",
    credit=0.25,
)
def _drops_in_test(x: Array, dropout_param: Param) -> Forward:
    return right_forward(x, {**dropout_param, "mode": "train"})


def _scaled_in_test(name: str, factor: Callable[[float], float]) -> None:
    @_wrong_forward(
        name,
        hint="With inverted dropout the scaling is done in train mode; test mode has nothing left to do.",
        credit=0.5,
    )
    def variant(x: Array, dropout_param: Param) -> Forward:
        out, cache = right_forward(x, dropout_param)
        return (out * factor(dropout_param["p"]) if dropout_param["mode"] == "test" else out), cache


_scaled_in_test("scaled in test mode", lambda p: p)
_scaled_in_test("scaled in test mode by 1 - p", lambda p: 1 - p)


@_wrong_forward(
    "seed ignored",
    hint="With a seed in `dropout_param` two calls must drop the same elements.",
    credit=0.5,
)
def _seed_ignored(x: Array, dropout_param: Param) -> Forward:
    return right_forward(x, {name: value for name, value in dropout_param.items() if name != "seed"})


@misconception(
    right_backward,
    "mask left out",
    hint="An element that was dropped cannot change the output: what is its gradient?",
)
def _no_mask(dout: Array, cache: Cache) -> Array:
    return dout


@misconception(
    right_backward,
    "not scaled",
    hint="The forward pass multiplied the kept elements with something: so does the backward pass.",
    credit=0.5,
)
def _unscaled(dout: Array, cache: Cache) -> Array:
    mask = cache[1]
    return dout if mask is None else dout * (mask != 0)


@misconception(
    right_backward,
    "scaled twice",
    hint="The mask of the forward pass already holds the division by p.",
    credit=0.5,
)
def _twice(dout: Array, cache: Cache) -> Array:
    mask = cache[1]
    return right_backward(dout, cache) * (1 if mask is None else mask.max())


@misconception(
    right_backward, "masked in test mode", hint="In test mode dropout does nothing; what is its gradient then?"
)
def _zero_in_test(dout: Array, cache: Cache) -> Array:
    return right_backward(dout, cache) * (cache[1] is not None)


@misconception(
    right_backward,
    "sign of dout",
    hint="Which elements were dropped is told by the mask of the forward pass, not by the sign of dout.",
)
def _sign_of_dout(dout: Array, cache: Cache) -> Array:
    dx: Array = dout * (dout > 0)
    return dout if cache[1] is None else dx
