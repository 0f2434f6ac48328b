"""Checks of plain tensors kept by name in a dictionary: shapes, gradients, and how they are drawn."""

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence

from torch import Tensor

from grader.checks.asking.reply import Reply
from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Refused, StudentFault
from grader.checks.families.family import Part, checks_of
from grader.checks.families.initialization import ALARM, Distribution, independent
from grader.checks.places.locate import Place

Shape = tuple[int, ...]
Arguments = Callable[[Context], list[object]]
"""Draws the arguments of a call; the dictionary of parameters is the first."""

DRAWS = 6


def layer_shapes(widths: Sequence[int]) -> dict[str, Shape]:
    """Shapes of `W0`, `b0`, `W1`, ... of a network whose layers have these widths; weights as (fan_in, fan_out)."""
    shapes: dict[str, Shape] = {}
    for layer, (fan_in, fan_out) in enumerate(itertools.pairwise(widths)):
        shapes |= {f"W{layer}": (fan_in, fan_out), f"b{layer}": (fan_out,)}
    return shapes


def parameters(
    question: str,
    *,
    points: float,
    name: str = "param_dict",
    shapes: Mapping[str, Shape],
    reference: str = "",
    hidden: Collection[str] = (),
    after: Place | None = None,
) -> list[Check]:
    """Checks of a global dictionary of tensors. Parts: shapes, trainable.

    Weights may be stored (in, out) or (out, in), vectors as (n,) or (1, n). `reference` names the reference's function
    of `shapes`, where there is one: misconceptions of it are named.
    """

    def has_shapes(t: Context) -> None:
        got = t.student.get(name)
        wanted = getattr(t.reference, reference)().value if reference else None
        for key, shape in shapes.items():
            tensor = _tensor(got, "value", key)
            found = "nothing" if tensor is None else _sizes(tensor.shape)
            want = wanted[key].map(_sizes) if wanted is not None else _sizes(shape)
            t.expect.equal(f"size of {key}", found, want)

    def all_trained(t: Context) -> None:
        got = t.student.get(name)
        for key in shapes:
            wrong = _untrained(got, "value", key)
            t.expect.true(f"{key} is trained", not wrong, message=wrong)

    parts = (
        Part("parameter_shapes", 1, f"`{name}` holds {', '.join(shapes)} with the right shapes.", has_shapes),
        Part("parameters_trainable", 1, f"Every tensor in `{name}` is a leaf that requires a gradient.", all_trained),
    )
    return checks_of(parts, question, points, hidden=hidden, after=after)


def initialization(
    question: str,
    *,
    points: float,
    function: str = "initialize_nn",
    dictionary: str = "param_dict",
    arguments: Arguments,
    expected: Mapping[str, Distribution],
    hidden: Collection[str] = (),
) -> list[Check]:
    """Checks of a function that draws the tensors of a dictionary anew. Parts: initial_values, kept_trainable."""

    def values(t: Context) -> None:
        replies = [t.student.function(function)(*arguments(t)) for _ in range(DRAWS)]
        for key, distribution in expected.items():
            draws = [_tensor(reply, "arguments", dictionary, key) for reply in replies]
            problem = _problem([draw for draw in draws if draw is not None], distribution, ALARM / len(expected))
            t.expect.true(key, not problem, message=f"{key}: {problem}")

    def kept(t: Context) -> None:
        given = arguments(t)
        reply = t.student.function(function)(*given)
        before = given[0] if isinstance(given[0], dict) else {}
        if all(_unchanged(_tensor(reply, "arguments", dictionary, key), before[key]) for key in expected):
            raise StudentFault(f"`{function}` changed nothing in the dictionary it was given")
        for key in expected:
            tensor = _tensor(reply, "arguments", dictionary, key)
            same = tensor is not None and tensor.shape == before[key].shape
            t.expect.true(f"shape of {key}", same, message=f"{key} has another shape than before, or is gone")
            wrong = _untrained(reply, "arguments", dictionary, key)
            t.expect.true(f"{key} is trained", not wrong, message=wrong)

    parts = (
        Part("initial_values", 2, f"`{function}` gives each parameter its initial values.", values),
        Part("kept_trainable", 1, f"`{function}` leaves every parameter a leaf that requires a gradient.", kept),
    )
    return checks_of(parts, question, points, hidden=hidden)


def _problem(draws: list[Tensor], distribution: Distribution, alarm: float) -> str:
    if len(draws) < DRAWS or not all(draw.is_floating_point() and draw.numel() for draw in draws):
        return "expected a tensor of floats after each call"
    return distribution.problem(independent(draws), alarm)


def _tensor(reply: Reply, *path: str) -> Tensor | None:
    try:
        return reply.tensor(*path)
    except Refused:
        return None


def _unchanged(after: Tensor | None, before: Tensor) -> bool:
    return after is not None and after.shape == before.shape and bool((after == before).all())


def _untrained(reply: Reply, *path: str) -> str:
    """Why a tensor gets no gradient; empty when it does."""
    try:
        info = reply.info(*path)
    except Refused:
        return f"{path[-1]} is not there"
    if not info.requires_grad:
        return f"{path[-1]} does not require a gradient"
    return (
        "" if info.is_leaf else f"{path[-1]} is no leaf: it was computed from another tensor, which gets the gradient"
    )


def _sizes(shape: Sequence[int]) -> str:
    """A shape in words, whichever way round it is and without axes of length 1."""
    return " x ".join(str(size) for size in sorted(shape, reverse=True) if size != 1)
