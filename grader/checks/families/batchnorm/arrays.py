"""Batch normalization on NumPy arrays, forward and backward by hand, as in cs231n.

`forward(x, gamma, beta, bn_param)` gives `(out, cache)`, `backward(dout, cache)` gives `(dx, dgamma, dbeta)`. The cache
is the submission's own business: it stays on the worker's side and is handed back as it is. The backward pass is
compared with fixed reference values. Where the forward pass is already wrong, its cache is wrong too; then the gradient
of the normalization that the submission really did counts as right. The numeric gradient of its own forward
pass is a comparison of its own: by itself it would accept any two functions that are wrong alike.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.checks.asking.reply import Reply
from grader.checks.asking.student import StudentObject
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Refused
from grader.checks.expected.sealed import together
from grader.checks.families.family import Part, checks_of
from grader.checks.families.precision import DOUBLE, precision
from grader.compare import Close, agrees

Array = NDArray[np.float64]
Settings = Mapping[str, object]
Gradients = tuple[Array, Array, Array]

NUMERIC_TOLERANCE = Close(rtol=1e-5, atol=1e-6)
"""Central differences with this step are right to about 1e-9."""
_STEP = 1e-5
_DIRECTIONS = 2
_NAMES = ("dx", "dgamma", "dbeta")
PARTS = ("forward", "running", "test_mode", "backward", "numeric")


@dataclass(frozen=True)
class Passes:
    """Names of the two functions, and of what the forward pass keeps in its dictionary of settings."""

    forward: str = "batchnorm_forward"
    backward: str = "batchnorm_backward"
    settings: str = "bn_param"
    train: str = "train"
    test: str = "test"


@dataclass(frozen=True)
class Inputs:
    """x (N, D), gamma and beta (D,)."""

    x: Array
    gamma: Array
    beta: Array

    def moved(self, which: int, by: Array) -> "Inputs":
        """With one of the three moved."""
        values = [self.x, self.gamma, self.beta]
        values[which] = values[which] + by
        return Inputs(*values)


PASSES = Passes()


def arrays(
    question: str,
    *,
    points: float,
    passes: Passes = PASSES,
    hidden: Collection[str] = (),
    follows: tuple[str, ...] = (),
    only: Collection[str] = PARTS,
) -> list[Check]:
    """Checks of a forward and a backward pass; `only` takes some of the PARTS."""
    forward, backward = f"`{passes.forward}`", f"`{passes.backward}`"
    parts = (
        _part("forward", 3, f"In train mode {forward} normalizes, scales and shifts each feature.", passes),
        _part("running", 2, f"In train mode {forward} stores the running mean and variance.", passes),
        _part("test_mode", 2, f"In test mode {forward} uses the running statistics and leaves them alone.", passes),
        _part("backward", 4, f"{backward} gives the gradients of x, gamma and beta.", passes),
        _part("numeric", 1, f"{backward} gives the gradients of your own {forward}.", passes),
    )
    chosen = [part for part in parts if part.name in only]
    return checks_of(chosen, question, points, hidden=hidden, follows=follows)


def _part(name: str, weight: float, sentence: str, passes: Passes) -> Part:
    body = _BODIES[name]
    return Part(name, weight, sentence, lambda t: body(t, passes))


def draw(t: Context, rows: int = 6, features: int = 4) -> Inputs:
    """A small batch whose features differ in mean and spread; the first one varies so little that eps matters."""
    spread = t.gen.array.uniform(features, 0.5, 3.0)
    spread[0] = 0.01
    x = t.gen.array.normal((rows, features)) * spread + t.gen.array.normal(features, std=3.0)
    return Inputs(x, t.gen.array.uniform(features, 0.5, 2.0), t.gen.array.normal(features))


def _forward(t: Context, passes: Passes) -> None:
    inputs = draw(t)
    settings: Settings = {"mode": passes.train}
    got = _run(t, passes, inputs, settings).get([0])
    want = getattr(t.reference, passes.forward)(inputs.x, inputs.gamma, inputs.beta, settings)
    t.expect.close("output", got, want.value[0], tolerance=precision(got))


def _running(t: Context, passes: Passes) -> None:
    """Once from no statistics at all, once from some, in the shape in which the submission itself stores them."""
    inputs = draw(t)
    stored: object = None
    for label, drawn in (("first", {"mode": passes.train}), ("later", _settings(t, passes.train, inputs))):
        settings = _shaped_like(stored, drawn)
        got = t.student.function(passes.forward)(inputs.x, inputs.gamma, inputs.beta, settings)
        want = getattr(t.reference, passes.forward)(inputs.x, inputs.gamma, inputs.beta, settings)
        _expect_running(t, passes, f"{label} ", got, want)
        stored = getattr(got.args, passes.settings, None)


def _shaped_like(stored: object, settings: Settings) -> Settings:
    """Settings whose statistics are (1, D) where those that a submission stored are."""
    mean = stored.get("running_mean") if isinstance(stored, dict) else None
    row = isinstance(mean, np.ndarray) and mean.ndim == 2 and mean.shape[0] == 1
    return {key: value[None] if row and isinstance(value, np.ndarray) else value for key, value in settings.items()}


def _test_mode(t: Context, passes: Passes) -> None:
    inputs = draw(t)
    settings = _settings(t, passes.test, inputs)
    got = t.student.function(passes.forward)(inputs.x, inputs.gamma, inputs.beta, settings)
    want = getattr(t.reference, passes.forward)(inputs.x, inputs.gamma, inputs.beta, settings)
    output = got.value[0] if isinstance(got.value, tuple | list) and got.value else got.value
    t.expect.close("output", output, want.value[0], tolerance=precision(output))
    if output is not None:  # a function that does nothing earns nothing for leaving the statistics alone
        _expect_running(t, passes, "", got, want)


def _backward(t: Context, passes: Passes) -> None:
    inputs, settings = draw(t), {"mode": passes.train}
    dout = t.gen.array.normal(inputs.x.shape)
    kept = _run(t, passes, inputs, settings)
    out = kept.get([0]).value
    got = t.student.function(passes.backward)(dout, kept.hold([1])).parts(3)
    forward = getattr(t.reference, passes.forward)(inputs.x, inputs.gamma, inputs.beta, settings)
    backward = getattr(t.reference, passes.backward)(dout, forward.value[1])
    right = together(forward.value[0], backward.value).map(lambda both: _expected(out, inputs, dout, *both))
    for index, name in enumerate(_NAMES):
        t.expect.close(name, got[index], right[index], tolerance=precision(got[index]), shapes="unsqueezed")


def _numeric(t: Context, passes: Passes) -> None:
    """Along random directions of x, gamma and beta."""
    inputs, settings = draw(t), {"mode": passes.train}
    dout = t.gen.array.normal(inputs.x.shape)
    got = t.student.function(passes.backward)(dout, _run(t, passes, inputs, settings).hold([1])).parts(3)
    for which, (name, value) in enumerate(zip(_NAMES, (inputs.x, inputs.gamma, inputs.beta), strict=True)):
        gradient = _floats(got[which], name, value.size)
        for _ in range(_DIRECTIONS):
            way = t.gen.array.normal(value.shape)
            ahead, behind = (_loss(t, passes, inputs.moved(which, by * way), settings, dout) for by in (_STEP, -_STEP))
            along = float(gradient @ way.reshape(-1))
            slope = (ahead - behind) / (2 * _STEP)
            t.expect.close(f"{name} along a direction", along, slope, tolerance=NUMERIC_TOLERANCE)


def _run(t: Context, passes: Passes, inputs: Inputs, settings: Settings) -> StudentObject:
    return t.student.function(passes.forward).hold(inputs.x, inputs.gamma, inputs.beta, settings)


def _loss(t: Context, passes: Passes, inputs: Inputs, settings: Settings, dout: Array) -> float:
    out = _run(t, passes, inputs, settings).get([0]).value
    return float(_floats(out, "output", dout.size) @ dout.reshape(-1))


def _floats(value: object, label: str, size: int) -> Array:
    """The elements of a float array of the submission. Raises `Refused` for anything else."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or value.size != size:
        shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
        raise Refused(f"expected {label} to be a float array of {size} elements, got {type(value).__name__}{shape}")
    return value.astype(np.float64).reshape(-1)


def _settings(t: Context, mode: str, inputs: Inputs) -> Settings:
    features = inputs.x.shape[1]
    running = t.gen.array.uniform(features, 0.5, 2.0)
    running[0] = 1e-4
    return {"mode": mode, "running_mean": t.gen.array.normal(features), "running_var": running}


def _expect_running(t: Context, passes: Passes, label: str, got: Reply, want: object) -> None:
    after, wanted = getattr(got.args, passes.settings, None), getattr(want.args, passes.settings)  # type: ignore[attr-defined]
    for key in ("running_mean", "running_var"):
        value = after.get(key) if isinstance(after, dict) else None
        t.expect.close(f"{label}{key}", value, wanted[key], tolerance=DOUBLE, shapes="unsqueezed")


def _expected(out: object, inputs: Inputs, dout: Array, right_out: Array, right: Gradients) -> Gradients:
    """The reference's gradients; those of the submission's own normalization where its forward pass is another one."""
    if agrees(out, right_out, tolerance=precision(out)):
        return right
    return _own_gradients(out, inputs, dout) or right


def _own_gradients(out: object, inputs: Inputs, dout: Array) -> Gradients | None:
    """Gradients of the normalization x_hat = (x - m) / s that gave `out`; None when it was no such thing.

    m and s are fitted to each feature. s has to be within a factor of two of the feature's deviation, so that an output
    that is not normalized at all is not taken for one.
    """
    if not isinstance(out, np.ndarray) or out.shape != inputs.x.shape or out.dtype != np.float64:
        return None
    normal = (out - inputs.beta) / inputs.gamma
    centred = inputs.x - inputs.x.mean(axis=0)
    rate = (centred * normal).sum(axis=0) / (centred**2).sum(axis=0)
    fitted = rate * centred + normal.mean(axis=0)
    relative = rate * inputs.x.std(axis=0)
    if not np.allclose(fitted, normal, rtol=1e-9, atol=1e-9) or not ((relative > 0.5) & (relative < 2)).all():
        return None
    inner = dout * inputs.gamma
    dx = rate * (inner - inner.mean(axis=0) - normal * (inner * normal).mean(axis=0))
    return dx, (dout * normal).sum(axis=0), dout.sum(axis=0)


_BODIES: dict[str, Callable[[Context, Passes], None]] = {
    "forward": _forward,
    "running": _running,
    "test_mode": _test_mode,
    "backward": _backward,
    "numeric": _numeric,
}
