"""Checks of a fully connected network on NumPy arrays with dropout: what it drops can be drawn in many ways."""

from collections.abc import Collection

import numpy as np

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Refused
from grader.checks.expected.sealed import together
from grader.checks.families.family import Part, checks_of
from grader.checks.families.twin_nets import TOLERANCE, Array, Figures, Gradients, Labels, Params, Twins, Wanted, floats
from grader.compare import Close

NUMERIC = Close(rtol=1e-4, atol=1e-6)
"""Central differences with this step are right to about 1e-8."""
_STEP = 1e-5


def dropped(
    question: str, *, points: float, hidden: Collection[str] = (), follows: tuple[str, ...] = ()
) -> list[Check]:
    """Checks of the network with dropout. Parts: dropout_scores, dropout_loss, dropout_used."""
    parts = (
        Part("dropout_scores", 1, "With dropout, the scores without labels are those of the whole network.", _whole),
        Part("dropout_used", 1, "With dropout, the loss in training is another one than without.", _used),
        Part("dropout_loss", 2, "With dropout after each ReLU, the gradients are those of the loss.", _dropped_loss),
    )
    return checks_of(parts, question, points, hidden=hidden, follows=follows)


def _dropping(t: Context) -> Twins:
    return Twins(t, Wanted(keep=0.5, seed=t.gen.integer(1, 10_000)))


def _whole(t: Context) -> None:
    twins = _dropping(t)
    got, want = twins.scores(twins.batch()[0])
    t.expect.close("scores", got, want, tolerance=TOLERANCE)


def _used(t: Context) -> None:
    twins, whole = _dropping_and_whole(t)
    x, y = twins.batch()
    (one, _, want_one), (other, _, want_other) = twins.loss(x, y), whole.loss(x, y)
    wanted = together(want_one[0], want_other[0]).map(lambda losses: _compared(*losses))
    t.expect.equal("both losses are positive, and they differ", _compared(one, other), wanted)


def _dropping_and_whole(t: Context) -> tuple[Twins, Twins]:
    """Networks with dropout and without, of the same weights."""
    twins, whole = _dropping(t), Twins(t, Wanted())
    params = twins.params
    whole.load(params)
    whole.reference.run(lambda net: net.params.update(params))  # type: ignore[attr-defined]
    return twins, whole


def _compared(one: object, other: object) -> list[bool]:
    """Whether both losses are positive, and whether they differ."""
    losses = _number(one), _number(other)
    return [min(losses) > 0, abs(losses[0] - losses[1]) > 1e-9]


def _number(value: object) -> float:
    if isinstance(value, np.ndarray | np.generic) and value.size == 1:
        value = value.item()
    if not isinstance(value, int | float):
        raise Refused(f"expected a loss that is one number, got {type(value).__name__}")
    return float(value)


def _dropped_loss(t: Context) -> None:
    """Against the reference's draw, or, since a draw can be made in many ways, against the network's own loss.

    A network that drops nothing has the gradients of its loss too, but none of dropout.
    """
    twins, whole = _dropping_and_whole(t)
    x, y = twins.batch()
    (loss, grads, want), (other, _, want_other) = twins.loss(x, y), whole.loss(x, y)
    ways = {name: t.gen.array.normal(value.shape) for name, value in twins.params.items()}
    last = f"b{len(twins.wanted.hidden) + 1}"
    got = {"loss": _number(loss), **_along(grads, ways, last), _DROPS: _compared(loss, other)}
    own = {"loss": _number(loss), **_slopes(twins, x, y, ways), _SUM: 0.0, _DROPS: [True, True]}
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
        losses.append(_number(twins.own_loss(x, y)[0]))
    return (losses[0] - losses[1]) / (2 * _STEP)
