"""Checks of a fully connected network on NumPy arrays with dropout: what it drops can be drawn in many ways."""

from collections.abc import Collection
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
from grader.compare import Close

NUMERIC = Close(rtol=1e-4, atol=1e-6)
"""Central differences with this step are right to about 1e-8."""
_STEP = 1e-5
_PLAIN = Wanted()
_MANY = (40,)
"""So many hidden outputs that dropout with a half drops some and keeps some, but for a chance of 1e-12."""
_ACTIVE = 1e-6
"""A hidden output that is not 0."""


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
    got = {"loss": number(loss), **_along(grads, ways, last), _DROPS: _compared(loss, other)}
    own = {"loss": number(loss), **_slopes(twins, x, y, ways), _SUM: 0.0, _DROPS: [True, True]}
    right = together(want, want_other[0]).map(
        lambda each: {"loss": each[0][0], **_along(each[0][1], ways, last), _DROPS: _compared(each[0][0], each[1])}
    )
    t.expect.any_close("loss and slopes", got, [right, own], tolerance=NUMERIC)


_DROPS = "the loss is positive, and another one than without dropout"
_SUM = "sum of the gradients of the last biases"
"""It is 0 whatever is dropped before the last layer, and another number where scores are dropped."""


def _along(grads: Gradients, ways: Params, last: str) -> Figures:
    """Slopes along the given directions by the gradients; None where a gradient is missing or has another size."""
    figures: Figures = {}
    for name, way in ways.items():
        gradient = floats(grads.get(name))
        fits = gradient is not None and gradient.size == way.size
        figures[f"slope along {name}"] = float(gradient.reshape(-1) @ way.reshape(-1)) if fits else None  # type: ignore[union-attr]
    biases = floats(grads.get(last))
    return {**figures, _SUM: None if biases is None else float(biases.sum())}


def _slopes(twins: Twins, x: Array, y: Labels, ways: Params) -> Figures:
    """Slopes of the submission's own loss, by central differences."""
    return {f"slope along {name}": _slope(twins, x, y, name, way) for name, way in ways.items()}


def _slope(twins: Twins, x: Array, y: Labels, name: str, way: Array) -> float:
    losses = []
    for by in (_STEP, -_STEP):
        twins.load({**twins.params, name: twins.params[name] + by * way})
        losses.append(number(twins.own_loss(x, y)[0]))
    return (losses[0] - losses[1]) / (2 * _STEP)
