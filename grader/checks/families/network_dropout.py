"""Checks of a fully connected network on NumPy arrays with dropout: what it drops can be drawn in many ways."""

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import StudentFault
from grader.checks.expected.sealed import together
from grader.checks.families.family import Part, checks_of
from grader.checks.families.twin_nets import (
    TOLERANCE,
    Array,
    Figures,
    Gradients,
    Labels,
    Params,
    Twins,
    Wanted,
    floats,
    number,
)
from grader.compare import Close, agrees

NUMERIC = Close(rtol=1e-4, atol=1e-6)
"""Central differences with this step are right to about 1e-8."""
_STEP = 1e-5
_PLAIN = Wanted()
_MANY = (40,)
"""So many hidden outputs that dropout with a half drops some and keeps some, but for a chance of 1e-12."""
_TWICE_MANY = (80, 80)
"""The same for one example and each of two layers."""
_ACTIVE = 1e-6
"""A hidden output that is not 0."""
_LARGE = 1e8
"""A `reg` beside which the loss of the data, and with it whatever is dropped, is below the tolerance."""
_LIKE_REG = Close(rtol=1e-6, atol=1e-6)


def dropped(
    question: str, *, points: float, hidden: Collection[str] = (), follows: tuple[str, ...] = ()
) -> list[Check]:
    """Checks of the network with dropout. Parts: dropout_scores, dropout_loss, dropout_used."""
    parts = (
        Part("dropout_scores", 1, "With dropout, the scores without labels are those of the whole network.", _whole),
        Part(
            "dropout_used",
            1,
            "With dropout, the loss in training is another one than without: each hidden output is dropped or scaled.",
            _used,
        ),
        Part("dropout_loss", 2, "With dropout after each ReLU, the gradients are those of the loss.", _dropped_loss),
    )
    return checks_of(parts, question, points, hidden=hidden, follows=follows)


def _whole(t: Context) -> None:
    twins = Twins(t, _dropping(t))
    got, want = twins.scores(twins.batch()[0])
    t.expect.close("scores", got, want, tolerance=TOLERANCE)


def _used(t: Context) -> None:
    twins, whole = _dropping_and_whole(t)
    x, y = twins.batch()
    (one, _, want_one), (other, _, want_other) = twins.loss(x, y), whole.loss(x, y)
    wanted = together(want_one[0], want_other[0]).map(lambda losses: _compared(*losses))
    t.expect.equal("both losses are positive, and they differ", _compared(one, other), wanted)
    _expect_factors(t, "factors of the last hidden outputs", Wanted(hidden=_MANY))
    _expect_factors(t, "factors of the last hidden outputs beside batch norm", Wanted("batchnorm", hidden=_MANY))
    _expect_each_drops(t)


def _expect_each_drops(t: Context) -> None:
    """With one example, the weights behind an output that is dropped have no gradient. Asked like `_expect_factors`.

    Large biases keep all outputs of the second layer active, whatever the first drops.
    """
    try:
        twins, whole = _dropping_and_whole(t, Wanted(hidden=_TWICE_MANY))
        params = {**twins.params, "b2": twins.params["b2"] + 100, "W3": twins.params["W3"] / 1000}
        for each in (twins, whole):
            each.take(params)
        x, y = twins.batch(1)
        _, kept, want_all = whole.loss(x, y)
    except StudentFault:
        return
    _, grads, want = twins.loss(x, y)
    right = together(want, want_all).map(lambda each: _dropping_layers(each[0][1], each[1][1]))
    t.expect.equal("hidden layers whose outputs are dropped", _dropping_layers(grads, kept), right)


def _dropping_layers(grads: Gradients, without: Gradients) -> list[int]:
    """The hidden layers some outputs of which are dropped and some are not."""
    layers = []
    for layer in range(1, len(_TWICE_MANY) + 1):
        dropped, whole = (floats(each.get(f"W{layer + 1}")) for each in (grads, without))
        if dropped is not None and whole is not None and dropped.shape == whole.shape:
            passed = np.abs(dropped).max(axis=1)[np.abs(whole).max(axis=1) > 0] > 0
            layers += [layer] if passed.any() and not passed.all() else []
    return layers


def _expect_factors(t: Context, label: str, wanted: Wanted) -> None:
    """Dropout keeps an output of a hidden layer and scales it, or not, once: so the last weights' gradients show.

    Nothing is asked where the submission has no such network, or one that cannot be trained: that has cost points.
    """
    try:
        twins, whole = _dropping_and_whole(t, wanted, silent="2")
        x, y = twins.batch()[0], np.arange(wanted.classes - 1)
        _, kept, want_all = whole.loss(x[: len(y)], y)
    except StudentFault:
        return
    _, grads, want = twins.loss(x[: len(y)], y)
    right = together(want, want_all).map(lambda each: _factors(each[0][1], each[1][1], y, wanted))
    t.expect.equal(label, _factors(grads, kept, y, wanted), right)


def _factors(grads: Gradients, without: Gradients, y: Labels, wanted: Wanted) -> list[float] | None:
    """By what outputs of the last hidden layer were multiplied, up to 5 different factors; None without gradients.

    The last weights are 0, so all classes are equally likely, and the scores' gradients are known.
    """
    dscores = (1 / wanted.classes - np.eye(wanted.classes)[y]) / len(y)
    last = [floats(each.get(f"W{len(wanted.hidden) + 1}")) for each in (grads, without)]
    if any(gradient is None or gradient.shape != (wanted.hidden[-1], wanted.classes) for gradient in last):
        return None
    dropped, whole = (gradient @ np.linalg.pinv(dscores) for gradient in last)  # type: ignore[operator]
    active = np.abs(whole) > _ACTIVE
    return [float(factor) for factor in np.unique(np.round(dropped[active] / whole[active], 3) + 0.0)[:5]]


def _dropping(t: Context, like: Wanted = _PLAIN) -> Wanted:
    return replace(like, keep=0.5, seed=t.gen.integer(1, 10_000))


def _dropping_and_whole(t: Context, like: Wanted = _PLAIN, silent: str = "") -> tuple[Twins, Twins]:
    """Networks with dropout and without, of the same weights; those of the layer `silent` are 0."""
    twins, whole = Twins(t, _dropping(t, like)), Twins(t, like)
    params = {name: value * (name[1:] != silent) for name, value in twins.params.items()}
    for each in (twins, whole):
        each.take(params)
    return twins, whole


def _compared(one: object, other: object) -> list[bool]:
    """Whether both losses are positive, and whether they differ."""
    losses = number(one), number(other)
    return [min(losses) > 0, abs(losses[0] - losses[1]) > 1e-9]


def _dropped_loss(t: Context) -> None:
    """Against the reference's draw, or, since a draw can be made in many ways, against the network's own loss.

    A network that drops nothing has the gradients of its loss too, but none of dropout.
    """
    twins, whole = _dropping_and_whole(t)
    x, y = twins.batch()
    (loss, grads, want), (other, _, want_other) = twins.loss(x, y), whole.loss(x, y)
    ways = {name: t.gen.array.normal(value.shape) for name, value in twins.params.items()}
    last = f"b{len(twins.wanted.hidden) + 1}"
    got = {"loss": number(loss), **_along(grads, ways), _SUM: _sum(grads, last), _DROPS: _compared(loss, other)}
    own = {"loss": number(loss), **_slopes(twins, x, y, ways), _SUM: 0.0, _DROPS: [True, True]}
    right = together(want, want_other[0]).map(
        lambda each: {
            "loss": each[0][0],
            **_along(each[0][1], ways),
            _SUM: _sum(each[0][1], last),
            _DROPS: _compared(each[0][0], each[1]),
        }
    )
    more = (_slopes_beside_norm(t), _penalty(t))  # asked in any case: what is asked may not depend on answers
    if t.expect.any_close("loss and slopes", got, [right, own], tolerance=NUMERIC):
        for compare in more:
            compare()


def _slopes_beside_norm(t: Context) -> Callable[[], object]:
    """The same of a network with batch norm, if it has the gradients of its own loss where nothing is dropped."""
    try:
        twins, whole = _dropping_and_whole(t, Wanted("batchnorm"))
        x, y = twins.batch()
        _, kept, _ = whole.loss(x, y)
        ways = {name: t.gen.array.normal(twins.params[name].shape) for name in ("W1", "gamma1")}
        if not agrees(_along(kept, ways), _slopes(whole, x, y, ways), tolerance=NUMERIC):
            return lambda: None
    except StudentFault:
        return lambda: None
    _, grads, want = twins.loss(x, y)
    wants = [want.map(lambda each: _along(each[1], ways)), _slopes(twins, x, y, ways)]
    return lambda: t.expect.any_close("slopes beside batch norm", _along(grads, ways), wants, tolerance=NUMERIC)


def _penalty(t: Context) -> Callable[[], object]:
    """With `reg` set, loss and gradients have the penalty's part, or else what they have of it without dropout."""
    twins, whole = _dropping_and_whole(t, Wanted(reg=_LARGE))
    x, y = twins.batch()
    loss, grads, want = twins.loss(x, y)
    right = want.map(lambda each: _by_reg(each[0], each[1], twins))
    wants = [right, _by_reg(*whole.own_loss(x, y), twins)]
    got = _by_reg(loss, grads, twins)
    return lambda: t.expect.any_close("loss and gradients by a large reg", got, wants, tolerance=_LIKE_REG)


def _by_reg(loss: object, grads: Gradients, twins: Twins) -> Figures:
    weights = [name for name in twins.params if name.startswith("W")]
    found = {name: floats(grads.get(name)) for name in weights}
    divided = {f"gradient of {name}": None if each is None else each / _LARGE for name, each in found.items()}
    return {"loss": number(loss) / _LARGE, **divided}


_DROPS = "the loss is positive, and another one than without dropout"
_SUM = "sum of the gradients of the last biases"
"""It is 0 whatever is dropped before the last layer, and another number where scores are dropped."""


def _along(grads: Gradients, ways: Params) -> Figures:
    """Slopes along the given directions by the gradients; None where a gradient is missing or has another size."""
    figures: Figures = {}
    for name, way in ways.items():
        gradient = floats(grads.get(name))
        fits = gradient is not None and gradient.size == way.size
        figures[f"slope along {name}"] = float(gradient.reshape(-1) @ way.reshape(-1)) if fits else None  # type: ignore[union-attr]
    return figures


def _sum(grads: Gradients, name: str) -> float | None:
    gradient = floats(grads.get(name))
    return None if gradient is None else float(gradient.sum())


def _slopes(twins: Twins, x: Array, y: Labels, ways: Params) -> Figures:
    """Slopes of the submission's own loss, by central differences."""
    return {f"slope along {name}": _slope(twins, x, y, name, way) for name, way in ways.items()}


def _slope(twins: Twins, x: Array, y: Labels, name: str, way: Array) -> float:
    losses = []
    for by in (_STEP, -_STEP):
        twins.load({**twins.params, name: twins.params[name] + by * way})
        losses.append(number(twins.own_loss(x, y)[0]))
    return (losses[0] - losses[1]) / (2 * _STEP)
