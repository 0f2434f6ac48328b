"""Checks of layers written by hand on NumPy arrays: `f_forward(...) -> (out, cache)`, `f_backward(dout, cache)`.

The cache is the submission's own business: it stays on the worker's side and is handed back as it is. Both passes are
compared with fixed reference values, so two functions that are wrong alike both fail. A backward pass that is right
but for the cache that a wrong forward pass left it loses nothing: its check follows that of the forward pass. After a
miss, the numeric gradient of the submission's own forward pass says whether the two fit each other; that is told, and
worth no points.

Accepted everywhere: results in place, (1, D) for (D,) in gradients of parameters and in running statistics.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from grader.checks.asking.reply import Reply
from grader.checks.asking.student import StudentObject
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Raised, Refused, StudentFault
from grader.checks.expected.sealed import Sealed
from grader.checks.families.family import Part, checks_of
from grader.checks.families.in_turn import in_turn
from grader.checks.families.layer_cases import FINE, LAYERS, Array, Case, Layer
from grader.checks.families.precision import DOUBLE, SINGLE, precision
from grader.compare import Close, Shapes, agrees

STEEP = Close(rtol=1e-6, atol=1e-6)
"""For gradients of inputs that vary much: as close as float32 comes, whose noise is below 1e-6 of the largest."""
LOSS = Close(rtol=1e-4, atol=1e-6)
"""A logarithm or a softmax may be kept from 0 by adding 1e-8, as many do; the smallest wrong effect is 0.01."""
_SLOPES = Close(rtol=1e-4, atol=1e-6)
"""Central differences with this step are right to about 1e-8."""
_STEP = 1e-5
_DIRECTIONS = 2


def layer(
    name: str, *, question: str, points: float, hidden: Collection[str] = (), follows: tuple[str, ...] = ()
) -> list[Check]:
    """Checks of one of `LAYERS`, named like its two functions, with half of the points each."""
    one = LAYERS[name]
    sentence = f"`{one.forward}` gives the right output{_CASES.get(name, '')}."
    forward = Part(one.forward, 1, sentence, lambda t: _forward(t, one))
    there = checks_of((forward,), question, points / 2, hidden={*hidden} & {one.forward}, follows=follows)
    return [
        *there,
        *backward(name, question=question, points=points / 2, hidden=one.backward in hidden, follows=follows),
    ]


def backward(
    name: str,
    *,
    question: str,
    points: float,
    function: str = "",
    hidden: bool = False,
    follows: tuple[str, ...] = (),
) -> list[Check]:
    """A check of the backward pass alone of one of `LAYERS`; of another function for it where `function` names one."""
    one = replace(LAYERS[name], backward=function or LAYERS[name].backward)
    sentence = f"`{one.backward}` gives the gradients {_listed(one.gradients)}."
    part = Part(one.backward, 1, sentence, lambda t: _backward(t, one))
    names = (one.backward,) if hidden else ()
    return checks_of((part,), question, points, hidden=names, follows=(one.forward, *follows))


def loss(name: str, *, question: str, points: float, hidden: bool = False) -> list[Check]:
    """A check of a loss `f(x, y) -> (loss, dx)` of scores and labels, named like the function."""
    sentence = f"`{name}` gives the mean loss of a batch, and its gradient."
    part = Part(name, 1, sentence, lambda t: _loss(t, name))
    return checks_of((part,), question, points, hidden=(name,) if hidden else ())


_CASES = {
    "conv": ", for any stride and padding, and filters that are not square",
    "max_pool": ", for any stride, and windows that overlap or are not square",
    "spatial_batchnorm": ", in train mode and in test mode",
}


def _forward(t: Context, one: Layer) -> None:
    cases = one.fitted(t, one.cases(t.gen))
    in_turn(
        t,
        [case.label for case in cases],
        lambda number: _one_forward(t, one, cases[number]),
        lambda number: getattr(t.reference, one.forward)(*cases[number].arguments),
    )


def _one_forward(t: Context, one: Layer, case: Case) -> None:
    got = t.student.function(one.forward)(*case.arguments)
    want = getattr(t.reference, one.forward)(*case.arguments)
    out = got.parts(2)[0]
    t.expect.close(case.named("output"), out, want.value[0], tolerance=precision(out))
    if one.settings and out is not None:  # a function that does nothing earns nothing for leaving things alone
        _expect_running(t, one, case, got, want)


def _expect_running(t: Context, one: Layer, case: Case, got: Reply, want: Sealed) -> None:
    after, wanted = getattr(got.args, one.settings, None), getattr(want.args, one.settings)
    for key in ("running_mean", "running_var"):
        value = after.get(key) if isinstance(after, dict) else None
        t.expect.close(case.named(key), value, wanted[key], tolerance=DOUBLE, shapes="unsqueezed")


def _backward(t: Context, one: Layer) -> None:
    cases = one.fitted(t, one.cases(t.gen))
    asked = [
        *(case for case in cases if case.differentiated),
        *(replace(case, label=FINE) for case in cases if case.fine),
    ]
    douts = [t.gen.array.normal(case.shape) * case.steep for case in asked]
    missed: list[tuple[Case, Array, list[object]]] = []

    def run(number: int) -> None:
        case, dout = asked[number], douts[number]
        got = _gradients(t, one, case, dout)
        if not _one_backward(t, one, case, dout, got):
            missed.append((case, dout, got))

    in_turn(t, [case.label for case in asked], run, lambda number: _alone(t, one, asked[number], douts[number]))
    # Last of all, so that a replay with another reference asks the same questions up to here.
    if missed:
        _tell_whether_own(t, one, *missed[0])


def _gradients(t: Context, one: Layer, case: Case, dout: Array) -> list[object]:
    """What the backward pass gives for the submission's own cache.

    Where one of its passes fails on that, the cache is the one that the course's template lays out. Raises what the
    first fault was where it fails on that too.
    """
    backward = t.student.function(one.backward)
    try:
        got = backward(dout, split(t.student.function(one.forward).hold(*case.arguments), one.forward))
    except (Raised, Refused) as fault:
        if one.template is None:
            raise
        try:
            got = backward(dout, one.template(case.arguments))
        except (Raised, Refused):
            raise fault from None
    return list(got.parts(len(one.gradients))) if len(one.gradients) > 1 else [_single(got)]


def _single(got: Reply) -> object:
    """One gradient, also where it comes as the only element of a tuple."""
    return got.value[0] if isinstance(got.value, tuple) and len(got.value) == 1 else got.value


def split(result: StudentObject, name: str) -> StudentObject:
    """The cache in what a forward pass gave. Raises `Refused` where that is no pair."""
    if result.type_name not in ("tuple", "list"):
        raise Refused(f"expected `{name}` to return (out, cache), got {result.type_name}")
    return result.hold([1])


def _one_backward(t: Context, one: Layer, case: Case, dout: Array, got: list[object]) -> bool:
    forward = getattr(t.reference, one.forward)(*case.arguments)
    want = getattr(t.reference, one.backward)(dout, forward.value[1]).value
    provided = None
    if case.fine:
        provided = t.student.function(one.forward)(*case.arguments).parts(2)[0], forward.value[0]
    right = True
    for index, name in enumerate(one.gradients):
        wanted = want[index] if len(one.gradients) > 1 else want
        shapes: Shapes = "exact" if index == 0 else "unsqueezed"
        tolerance = precision(got[index], DOUBLE if case.steep == 1 else STEEP)
        right &= t.expect.close(
            case.named(name), got[index], wanted, tolerance=tolerance, shapes=shapes, provided=provided
        )
    return right


def _alone(t: Context, one: Layer, case: Case, dout: Array) -> Sealed:
    """What the backward pass gives for a cache that no forward pass has to make, where the template shows one."""
    forward = getattr(t.reference, one.forward)
    cache = one.template(case.arguments) if one.template else forward(*case.arguments).value[1]
    want: Sealed = getattr(t.reference, one.backward)(dout, cache)
    return want


def _tell_whether_own(t: Context, one: Layer, case: Case, dout: Array, got: Sequence[object]) -> None:
    """Whether the gradients are those of the submission's own forward pass, along random directions."""
    label = f"gradients of your own `{one.forward}`"
    try:
        fits = all(_fits(t, one, case, dout, which, got[which]) for which in range(len(one.gradients)))
    except StudentFault:
        return
    t.expect.true(
        label,
        fits,
        points=0,
        message=f"they are not the gradients of your own `{one.forward}` either; so look at `{one.backward}` itself",
    )


def _fits(t: Context, one: Layer, case: Case, dout: Array, which: int, gradient: object) -> bool:
    value = np.asarray(case.arguments[which])
    if not isinstance(gradient, np.ndarray) or gradient.size != value.size or gradient.dtype.kind != "f":
        return False
    for _ in range(_DIRECTIONS):
        way = t.gen.array.normal(value.shape) * max(1.0, np.abs(value).max())
        ahead, behind = (_along(t, one, case.moved(which, by * way), dout) for by in (_STEP, -_STEP))
        slope = (ahead - behind) / (2 * _STEP)
        if not agrees(float(gradient.reshape(-1) @ way.reshape(-1)), slope, tolerance=_SLOPES):
            return False
    return True


def _along(t: Context, one: Layer, case: Case, dout: Array) -> float:
    out = t.student.function(one.forward)(*case.arguments).parts(2)[0]
    if not isinstance(out, np.ndarray) or out.shape != dout.shape or out.dtype.kind != "f":
        raise Refused(f"expected `{one.forward}` to give an array of shape {dout.shape}")
    return float((out * dout).sum())


def _loss(t: Context, name: str) -> None:
    x, y = t.gen.array.normal((7, 4), std=2.0), t.gen.array.labels(7, 4)
    got = t.student.function(name)(x, y).parts(2)
    want = getattr(t.reference, name)(x, y).value
    t.expect.close("loss", got[0], want[0], tolerance=LOSS, shapes="unsqueezed")
    t.expect.close("dx", got[1], want[1], tolerance=SINGLE)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
