"""How a fully connected network on NumPy arrays begins: what its parameters are, and how they were drawn."""

from collections.abc import Callable, Sequence

import numpy as np

from grader.checks.context import Context
from grader.checks.expected.sealed import Sealed
from grader.checks.families.net_names import Named, as_written, by_handout_name
from grader.checks.families.twin_nets import SCALE, Figures, Wanted, build, floats, reference_net
from grader.compare import Close

_WIDE = (200, (150, 120), 100)
"""Input, hidden and output sizes of the network whose initialization is looked at: at least 12,000 weights a layer."""
_MOMENTS, _TAILS = Close(rtol=0.07, atol=0.07), Close(rtol=0, atol=0.02)
"""Of two draws of one distribution, means (in deviations) and deviations (as ratios) differ with a deviation of at most
0.013, shares beyond 1.8 deviations with 0.0033: all of them stay inside with a probability above 1 - 1e-6."""


def initial(t: Context) -> None:
    """Shapes by name, and how weights and biases were drawn."""
    inputs, hidden, classes = _WIDE
    wanted = Wanted(hidden=hidden, inputs=inputs, classes=classes)
    got = build(t, wanted).get("params").value
    want = reference_net(t, wanted).run(lambda net: net.params)  # type: ignore[attr-defined]
    names = wanted.names()
    weights, biases = [name for name in names if name[0] == "W"], [name for name in names if name[0] == "b"]
    _expect_each(t, "shapes", got, want, names, _shape, Close(0, 0), named=as_written)
    _expect_each(t, "weights", got, want, weights, _moments, _MOMENTS)
    _expect_each(t, "share of weights beyond 1.8 deviations", got, want, weights, _tail, _TAILS)
    _expect_each(t, "biases", got, want, biases, _start, Close(0, 0))


def gammas(t: Context, kind: str) -> None:
    """How scales and shifts of a normalization begin."""
    wanted = Wanted(kind, hidden=(6, 5, 7))
    got = build(t, wanted).get("params").value
    want = reference_net(t, wanted).run(lambda net: net.params)  # type: ignore[attr-defined]
    # A network that is not there at all is not one without a normalization.
    t.expect.true("weights", "W1" in by_handout_name(got), points=0, message="the network has no weights yet")
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
    named: Callable[[object], Named] = by_handout_name,
) -> None:
    """Compare a figure of each of the named parameters."""

    def figures(params: object) -> Figures:
        values = named(params)
        return {name: figure(values.get(name)) for name in names}

    t.expect.close(label, figures(got), want.map(figures), tolerance=tolerance)


def _shape(value: object) -> object:
    """The lengths of the axes, without those of 1."""
    return [length for length in value.shape if length != 1] if isinstance(value, np.ndarray) else None


def _moments(value: object) -> object:
    numbers = floats(value)
    if numbers is None or not (deviation := float(numbers.std())):
        return None if numbers is None else "all the same"
    mean = float(numbers.mean())
    return {"deviation in units of weight_scale": deviation / SCALE, "mean in deviations": mean / deviation}


def _tail(value: object) -> object:
    numbers = floats(value)
    return None if numbers is None else float((np.abs(numbers - numbers.mean()) > 1.8 * numbers.std()).mean())


def _start(value: object) -> object:
    """How many numbers there are, and which share is 0 and which 1; what is drawn is drawn otherwise each time."""
    numbers = floats(value)
    if numbers is None:
        return None
    return {"length": numbers.size, **{f"share of {what}": float((numbers == what).mean()) for what in (0, 1)}}
