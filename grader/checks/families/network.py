"""Checks of a fully connected network built by hand on NumPy arrays: `FullyConnectedNet` of cs231n, in any year's form.

The network gets the grader's weights by name (`W1 b1 gamma1 beta1 ...`), so that biases and shifts are not zero, and is
compared with the reference's network of the same weights (see `twin_nets`): scores, loss and gradients. Dropout is off
unless it is asked about, because off is written 0 in some years and 1 in others; where it is on, the keep probability
is 0.5, which is also the drop probability.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import StudentFault
from grader.checks.expected.sealed import Sealed, together
from grader.checks.families.family import Part, checks_of
from grader.checks.families.layers import LOSS
from grader.checks.families.network_start import gammas, initial
from grader.checks.families.twin_nets import (
    NET,
    TOLERANCE,
    Figures,
    Gradients,
    Twins,
    Wanted,
    penalty_of,
)

REG = 3.14


def plain(question: str, *, points: float, hidden: Collection[str] = ()) -> list[Check]:
    """Checks of the network without options. Parts: initialization, scores, loss, regularization."""
    parts = (
        Part("initialization", 1, f"`{NET}` draws its weights as the handout asks, and starts with biases 0.", initial),
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
            f"{kind}_initialization", 1, f"With {words}, gammas start as 1 and betas as 0.", lambda t: gammas(t, kind)
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
    """Without a penalty; then with one, that gammas and betas have no part in it, and the rest what it has without."""
    _train(t, _as_wide_as_its_input(kind))
    twins = Twins(t, _as_wide_as_its_input(kind, REG))
    _, grads, want = twins.loss(*twins.batch())
    names = [name for name in twins.wanted.names() if name.startswith(("gamma", "beta"))]
    _expect_gradients(t, ", with reg set", grads, want, names)
    _expect_penalty(t, twins, grads, want)


def _as_wide_as_its_input(kind: str, reg: float = 0.0) -> Wanted:
    """Wherever a normalization stands in this network, its scales fit, and its mistake can be named."""
    return Wanted(kind, inputs=6, hidden=(6, 6), reg=reg)


def _expect_penalty(t: Context, twins: Twins, grads: Gradients, want: Sealed) -> None:
    """What `reg` adds to loss and gradients is right, or else what it adds in the submission's network without options.

    A mistake in the penalty has cost points there. Every parameter has a gradient, those of the normalization too: a
    solver asks for it.
    """
    batch = twins.batch()

    def told(added: Figures, given: Collection[object], params: Collection[object]) -> Figures:
        names = [name for name in twins.wanted.names() if name in given]
        without = sorted(str(name) for name in params if name not in given)
        return {**added, "parameters with a gradient": names, "parameters without one": without}

    got = told(twins.added_by_reg(*batch, norm=twins.wanted.norm), grads, twins.own_names())
    penalty = twins.reference.run(lambda net: penalty_of(net, twins.wanted))
    params = twins.reference.run(lambda net: list(net.params))  # type: ignore[attr-defined]
    wants: list[object] = [together(penalty, want[1], params).map(lambda each: told(*each))]
    with suppress(StudentFault):
        plain = twins.added_by_reg(*batch, norm="")
        wants.append(together(want[1], params).map(lambda each: told(plain, *each)))
    t.expect.any_close("penalty, and parameters with and without a gradient", got, wants, tolerance=LOSS)


def _expect_gradients(t: Context, label: str, grads: Gradients, want: Sealed, names: Sequence[str]) -> None:
    for name in names:
        right = want[1].map(lambda each, name=name: each.get(name))
        got = grads.get(name)
        t.expect.close(f"gradient of {name}{label}", got, right, tolerance=TOLERANCE, shapes="unsqueezed")


def _after_training(t: Context, kind: str) -> None:
    twins = Twins(t, _as_wide_as_its_input(kind))
    for _ in range(3):
        twins.loss(*twins.batch())
    x = twins.batch()[0]
    got, want = twins.scores(x)
    wants = [want, twins.scores_in_train_mode(x)] if twins.mode_not_passed_on_by_template() else [want]
    t.expect.any_close("scores", got, wants, tolerance=TOLERANCE)
