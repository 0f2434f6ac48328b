"""Checks of inverted dropout written by hand on NumPy arrays: `dropout_forward(x, dropout_param)`, `dropout_backward`.

What is drawn is the submission's own business, so it is judged by figures of a large draw: the share of elements kept,
what they are multiplied with, and how the share varies between rows and between columns. The same figures come from
the reference's draw; see `_FIGURES` for the rate of false alarms.

In some years p is the probability to keep an element, in others to drop it: `Convention` says which counts.
"""

import re
from collections.abc import Collection
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.checks.asking.reply import Reply
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Raised, Refused, StudentFault
from grader.checks.expected.sealed import Sealed, together
from grader.checks.families.family import Part, checks_of
from grader.checks.families.in_turn import in_turn
from grader.compare import Close

Array = NDArray[np.float64]
Param = dict[str, object]
Convention = Literal["keep", "drop", "either", "docstring"]
"""What p is; `docstring`: what the submission's own docstring, which the course wrote, says, else either."""

FORWARD, BACKWARD = "dropout_forward", "dropout_backward"
SIDE = 500
_FIGURES = Close(rtol=0, atol=0.0075)
"""Of SIDE * SIDE elements the share kept has a deviation of at most 0.001, the difference of two draws 0.0014; rows and
columns vary less. So a right answer misses this allowance with a probability below 1e-6."""
_GRADIENT = Close(rtol=1e-9, atol=1e-12)
_LOW, _HIGH = (0.25, 0.34), (0.82, 0.92)
"""Where the probabilities lie: away from 0.5, where keeping and dropping are the same, and from 0.215, 0.357, 0.643 and
0.785, where numbers drawn from a normal distribution keep or drop as many as those from a uniform one."""
_SAYS = re.compile(r"\b(keep|kept|retain|drop)\w*\b[^.]{0,80}?\bprobability\s+p\b", re.IGNORECASE | re.DOTALL)


def dropout(
    question: str, *, points: float, p_is: Convention = "docstring", hidden: Collection[str] = ()
) -> list[Check]:
    """Checks of dropout. Parts: dropout_forward, test_mode, seed, dropout_backward."""
    parts = (
        Part(
            FORWARD,
            3,
            f"In train mode `{FORWARD}` drops elements with the right probability, and scales the others.",
            lambda t: _train(t, p_is),
        ),
        Part("test_mode", 1, f"In test mode `{FORWARD}` leaves its input alone.", _test),
        Part("seed", 1, f"With the same seed `{FORWARD}` drops the same elements, of images too.", _seed),
        Part(BACKWARD, 2, f"`{BACKWARD}` gives the gradient of x, in both modes.", lambda t: _backward(t, p_is)),
    )
    return checks_of(parts, question, points, hidden=hidden)


def _train(t: Context, p_is: Convention) -> None:
    convention = _convention(t, p_is)
    for low, high in (_LOW, _HIGH):
        x, p = _draw(t), float(t.gen.array.uniform(1, low, high)[0])
        got = _output(t.student.function(FORWARD)(x, {"mode": "train", "p": p}), x)
        wants = [_figures_of(t, x, {"mode": "train", "p": keep}) for keep in _keeps(convention, p)]
        t.expect.any_close(f"figures of a draw with p = {p:.3f}", figures(x, got), wants, tolerance=_FIGURES)


def _test(t: Context) -> None:
    x, param = _draw(t), {"mode": "test", "p": float(t.gen.array.uniform(1, *_LOW)[0])}
    got = _output(t.student.function(FORWARD)(x, param), x)
    t.expect.close("figures", figures(x, got), _figures_of(t, x, param), tolerance=_FIGURES)


def _seed(t: Context) -> None:
    """Both the submission and the reference draw anew in each call, unless the seed in the settings is obeyed."""
    labels = ("the same seed twice", "another seed, with images")
    drawn = [t.gen.array.uniform(shape, 1, 2) for shape in ((20, 20), (4, 5, 2, 10))]
    seeds = [t.gen.integer(1, 10_000) for _ in labels]
    params: list[list[Param]] = [
        [{"mode": "train", "p": 0.5, "seed": seed + shift} for shift in (0, other)] for other, seed in enumerate(seeds)
    ]

    def run(number: int) -> None:
        x = drawn[number]
        one, other = (_output(t.student.function(FORWARD)(x, param), x) for param in params[number])
        first, second = (t.reference.dropout_forward(x, param).value[0] for param in params[number])
        wanted = together(first, second).map(lambda pair: bool((pair[0] == pair[1]).all()))
        t.expect.equal(f"the same elements are dropped with {labels[number]}", bool((one == other).all()), wanted)

    in_turn(t, labels, run, lambda number: t.reference.dropout_forward(drawn[number], params[number][0]))


def _backward(t: Context, p_is: Convention) -> None:
    convention = _convention(t, p_is)
    x, dout = t.gen.array.uniform((7, 9), 1, 2), t.gen.array.normal((7, 9))
    p = float(t.gen.array.uniform(1, *_LOW)[0])
    mask = (t.gen.array.uniform(x.shape) < p) / p
    param: Param = {"mode": "train", "p": p}
    got, factors = _own_cache(t, x, dout, param) or (_template_cache(t, dout, param, mask), mask)
    scaled = [(factors != 0) / keep for keep in _keeps(convention, p)]
    wants = [t.reference.dropout_backward(dout, (param, each)).value for each in (factors, *scaled)]
    t.expect.any_close("dx in train mode", got, wants, tolerance=_GRADIENT)
    param = {"mode": "test", "p": p}
    came = _in_test_mode(t, x, dout, param)
    want = t.reference.dropout_backward(dout, (param, None)).value
    t.expect.close("dx in test mode", came, want, tolerance=_GRADIENT)


def _own_cache(t: Context, x: Array, dout: Array, param: Param) -> tuple[Reply, Array] | None:
    """The gradient with the submission's own cache, and the factors of its elements; None where a pass fails."""
    try:
        result = t.student.function(FORWARD).hold(x, param)
        out, cache = result.get([0]).value, result.hold([1])
        if not isinstance(out, np.ndarray) or out.shape != x.shape:
            return None
        factors: Array = out / x
        if (factors != 0).all():
            kept = cache.get([1]).value
            factors = kept if isinstance(kept, np.ndarray) and kept.shape == x.shape else factors
        return t.student.function(BACKWARD)(dout, cache), np.asarray(factors, np.float64)
    except (Raised, Refused):
        return None


def _in_test_mode(t: Context, x: Array, dout: Array, param: Param) -> Reply:
    """The gradient with the submission's own cache of test mode, or with the template's where that is of no use."""
    try:
        return t.student.function(BACKWARD)(dout, t.student.function(FORWARD).hold(x, param).hold([1]))
    except (Raised, Refused):
        return _template_cache(t, dout, param, None)


def _template_cache(t: Context, dout: Array, param: Param, mask: Array | None) -> Reply:
    """The gradient with a cache as the course's template lays it out."""
    return t.student.function(BACKWARD)(dout, (param, mask))


def figures(x: Array, out: Array) -> dict[str, float]:
    """What a draw looks like, from its input (no element of which is 0) and its output, both (N, D)."""
    factors = out / x
    kept = factors != 0
    some = factors[kept] if kept.any() else np.zeros(1)
    once = {"row": bool((kept == kept[:, :1]).all()), "column": bool((kept == kept[:1]).all())}
    if once["row"] != once["column"]:  # too few draws for the other figures
        return {"drawn once for each row": once["row"], "drawn once for each column": once["column"]}
    return {
        "share of elements kept": float(kept.mean()),
        "smallest factor of those": float(some.min()),
        "largest factor of those": float(some.max()),
        "deviation of the share between rows": float(kept.mean(axis=1).std()),
        "deviation of the share between columns": float(kept.mean(axis=0).std()),
    }


def convention_in(docstring: object) -> Convention:
    """What a docstring says of p; `either` when it says nothing."""
    found = _SAYS.search(docstring) if isinstance(docstring, str) else None
    if found is None:
        return "either"
    return "drop" if found[1].lower() == "drop" else "keep"


def _convention(t: Context, p_is: Convention) -> Convention:
    if p_is != "docstring":
        return p_is
    try:
        return convention_in(t.student.get(f"{FORWARD}.__doc__").value)
    except StudentFault:
        return "either"


def _keeps(convention: Convention, p: float) -> list[float]:
    """The probabilities to keep an element that count as right."""
    return {"keep": [p], "drop": [1 - p], "either": [p, 1 - p], "docstring": [p, 1 - p]}[convention]


def _draw(t: Context) -> Array:
    return t.gen.array.uniform((SIDE, SIDE), 1, 2)


def _figures_of(t: Context, x: Array, param: Param) -> Sealed:
    sealed: Sealed = t.reference.dropout_forward(x, param).value[0].map(lambda out: figures(x, out))
    return sealed


def _output(reply: Reply, x: Array) -> Array:
    out = reply.parts(2)[0]
    if not isinstance(out, np.ndarray) or out.shape != x.shape or out.dtype.kind not in "fiu":
        raise Refused(f"expected `{FORWARD}` to give an array of shape {x.shape}")
    return out.astype(np.float64)
