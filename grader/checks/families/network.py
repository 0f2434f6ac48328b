"""Checks of a fully connected network built by hand on NumPy arrays: `FullyConnectedNet` of cs231n, in any year's form.

The network gets the grader's weights by name (`W1 b1 gamma1 beta1 ...`), so that biases and shifts are not zero, and is
compared with the reference's network of the same weights (see `twin_nets`): scores, loss and gradients. Dropout is off
unless it is asked about, because off is written 0 in some years and 1 in others; where it is on, the keep probability
is 0.5, which is also the drop probability.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Refused
from grader.checks.families.family import Part, checks_of
from grader.checks.families.layers import LOSS
from grader.checks.families.twin_nets import (
    NET,
    SCALE,
    Array,
    Gradients,
    Labels,
    Params,
    Twins,
    Wanted,
    build,
    by_handout_name,
    reference_net,
)
from grader.checks.sealed import Sealed, together
from grader.compare import Close

Figures = dict[str, object]

REG = 3.14
TOLERANCE = Close(rtol=1e-7, atol=1e-9)
"""float64 noise on these networks is below 1e-12."""
NUMERIC = Close(rtol=1e-4, atol=1e-6)
"""Central differences with this step are right to about 1e-8."""
_STEP = 1e-5
_WIDE = (200, (150, 120), 100)
"""Input, hidden and output sizes of the network whose initialization is looked at: at least 12,000 weights a layer."""
_MOMENTS, _TAILS = Close(rtol=0.07, atol=0.07), Close(rtol=0, atol=0.02)
"""Of two draws of one distribution, means (in deviations) and deviations (as ratios) differ with a deviation of at most
0.013, shares beyond 1.8 deviations with 0.0033: all of them stay inside with a probability above 1 - 1e-6."""


def plain(question: str, *, points: float, hidden: Collection[str] = ()) -> list[Check]:
    """Checks of the network without options. Parts: initialization, scores, loss, regularization."""
    parts = (
        Part(
            "initialization", 1, f"`{NET}` draws its weights as the handout asks, and starts with biases 0.", _initial
        ),
        Part("scores", 2, f"`{NET}.loss(X)` gives the scores, for any number of hidden layers.", _scores),
        Part("loss", 2, f"`{NET}.loss(X, y)` gives the loss and the gradients, without regularization.", _loss),
        Part("regularization", 3, f"With `reg` set, loss and gradients of `{NET}` have the penalty's part.", _penalty),
    )
    return checks_of(parts, question, points, hidden=hidden)


def normalized(
    question: str,
    *,
    points: float,
    kind: str = "batchnorm",
    hidden: Collection[str] = (),
    follows: tuple[str, ...] = (),
) -> list[Check]:
    """Checks of the network with batch or layer norm. Parts: initialization, loss, test_scores, each with the kind."""
    words = {"batchnorm": "batch norm", "layernorm": "layer norm"}[kind]
    parts = (
        Part(
            f"{kind}_initialization", 1, f"With {words}, gammas start as 1 and betas as 0.", lambda t: _gammas(t, kind)
        ),
        Part(
            f"{kind}_loss",
            2.5,
            f"With {words} before each ReLU, loss and all gradients are right.",
            lambda t: _train_normalized(t, kind),
        ),
        Part(
            f"{kind}_test_scores",
            1.5,
            f"With {words}, scores after some training steps are those of test mode.",
            lambda t: _after_training(t, kind),
        ),
    )
    return checks_of(parts, question, points, hidden=hidden, follows=follows)


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


def _initial(t: Context) -> None:
    inputs, hidden, classes = _WIDE
    wanted = Wanted(hidden=hidden, inputs=inputs, classes=classes)
    got = by_handout_name(build(t, wanted).get("params").value)
    want = reference_net(t, wanted).run(lambda net: net.params)  # type: ignore[attr-defined]
    names = wanted.names()
    weights, biases = [name for name in names if name[0] == "W"], [name for name in names if name[0] == "b"]
    _expect_each(t, "shapes", got, want, names, _shape, Close(0, 0))
    _expect_each(t, "weights", got, want, weights, _moments, _MOMENTS)
    _expect_each(t, "share of weights beyond 1.8 deviations", got, want, weights, _tail, _TAILS)
    _expect_each(t, "biases", got, want, biases, _start, Close(0, 0))


def _gammas(t: Context, kind: str) -> None:
    wanted = Wanted(kind)
    got = by_handout_name(build(t, wanted).get("params").value)
    want = reference_net(t, wanted).run(lambda net: net.params)  # type: ignore[attr-defined]
    # A network that is not there at all is not one without a normalization.
    t.expect.true("weights", "W1" in got, points=0, message="the network has no weights yet")
    for label, letter in (("gammas", "gamma"), ("betas", "beta")):
        names = [name for name in wanted.names() if name.startswith(letter)]
        _expect_each(t, label, got, want, names, _start, Close(0, 0))


def _expect_each(
    t: Context,
    label: str,
    got: object,
    want: Sealed,
    names: Sequence[str],
    figure: Callable[[object], object],
    tolerance: Close,
) -> None:
    """Compare a figure of each of the named parameters."""

    def figures(params: object) -> Figures:
        values = params if isinstance(params, dict) else {}
        return {name: figure(values.get(name)) for name in names}

    t.expect.close(label, figures(got), want.map(figures), tolerance=tolerance)


def _shape(value: object) -> object:
    """The lengths of the axes, without those of 1."""
    return [length for length in value.shape if length != 1] if isinstance(value, np.ndarray) else None


def _numbers(value: object) -> Array | None:
    """A float array of some elements."""
    right = isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size > 0
    return np.asarray(value, np.float64) if right else None


def _moments(value: object) -> object:
    numbers = _numbers(value)
    if numbers is None or not (deviation := float(numbers.std())):
        return None if numbers is None else "all the same"
    mean = float(numbers.mean())
    return {"deviation in units of weight_scale": deviation / SCALE, "mean in deviations": mean / deviation}


def _tail(value: object) -> object:
    numbers = _numbers(value)
    return None if numbers is None else float((np.abs(numbers - numbers.mean()) > 1.8 * numbers.std()).mean())


def _start(value: object) -> object:
    """How many are 0 and how many 1; what is drawn is drawn otherwise each time."""
    numbers = _numbers(value)
    return None if numbers is None else {f"share of {what}": float((numbers == what).mean()) for what in (0, 1)}


def _scores(t: Context) -> None:
    for hidden in ((6,), (6, 5, 8)):
        twins = Twins(t, Wanted(hidden=hidden))
        got, want = twins.scores(twins.batch()[0])
        t.expect.close(f"scores with hidden layers {list(hidden)}", got, want, tolerance=TOLERANCE)


def _loss(t: Context) -> None:
    _train(t, Wanted(hidden=(6, 5)))


def _penalty(t: Context) -> None:
    _train(t, Wanted(hidden=(6, 5), reg=REG))


def _train(t: Context, wanted: Wanted) -> None:
    twins = Twins(t, wanted)
    loss, grads, want = twins.loss(*twins.batch())
    t.expect.close("loss", loss, want[0], tolerance=LOSS, shapes="unsqueezed")
    _expect_gradients(t, "", grads, want, wanted.names())


def _train_normalized(t: Context, kind: str) -> None:
    """Without a penalty; then with one, only that gammas and betas have no part in it."""
    _train(t, Wanted(kind))
    twins = Twins(t, Wanted(kind, reg=REG))
    _, grads, want = twins.loss(*twins.batch())
    names = [name for name in twins.wanted.names() if name.startswith(("gamma", "beta"))]
    _expect_gradients(t, ", with reg set", grads, want, names)


def _expect_gradients(t: Context, label: str, grads: Gradients, want: Sealed, names: Sequence[str]) -> None:
    for name in names:
        right = want[1].map(lambda each, name=name: each.get(name))
        got = grads.get(name)
        t.expect.close(f"gradient of {name}{label}", got, right, tolerance=TOLERANCE, shapes="unsqueezed")


def _after_training(t: Context, kind: str) -> None:
    twins = Twins(t, Wanted(kind))
    for _ in range(3):
        twins.loss(*twins.batch())
    x = twins.batch()[0]
    got, want = twins.scores(x)
    wants = [want, twins.scores_in_train_mode(x)] if twins.mode_not_passed_on_by_template() else [want]
    t.expect.any_close("scores", got, wants, tolerance=TOLERANCE)


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
        gradient = _numbers(grads.get(name))
        fits = gradient is not None and gradient.size == way.size
        figures[f"slope along {name}"] = float(gradient.reshape(-1) @ way.reshape(-1)) if fits else None  # type: ignore[union-attr]
    biases = _numbers(grads.get(last))
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
