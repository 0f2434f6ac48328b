"""Checks of convolution arithmetic: a convolution, then a transposed one, whose kernels the student chose.

Without padding, an axis of n pixels becomes floor((n - kernel) / stride) + 1 under a convolution, and
(n - 1) * stride + kernel under a transposed one (Dumoulin and Visin 2016, sections 2 and 4). Every choice that solves
the task is right: kernels are read from the student's state after the cell that answers, as a whole number or a pair,
square or not. The reference module has `layer_outputs(sizes, kernels, strides)`; its wrong variants name the mistake
behind a wrong choice.
"""

from dataclasses import dataclass

import numpy as np
import torch

from grader.checks.assignment import Check
from grader.checks.context import Context
from grader.checks.errors import Refused
from grader.checks.places.locate import Place
from grader.compare import show
from grader.model import Visibility

Pair = tuple[int, int]
"""Height and width."""


@dataclass(frozen=True)
class Network:
    """The class `Network(kernel_1, kernel_2, stride_1, stride_2)`, whose objects return both layers' outputs."""

    name: str = "YouNet"
    kernels: tuple[str, str] = ("kernel_1", "kernel_2")
    """Global names of the student's choice."""


def conv_size(size: int, kernel: int, stride: int) -> int:
    """Pixels along one axis after a convolution; below 1 when the kernel does not fit."""
    return (size - kernel) // stride + 1


def transposed_size(size: int, kernel: int, stride: int) -> int:
    """Pixels along one axis after a transposed convolution."""
    return (size - 1) * stride + kernel


def kernels(
    name: str,
    *,
    question: str,
    points: float,
    sizes: tuple[int, int, int],
    stride: int,
    after: Place,
    network: Network | None = None,
    visibility: Visibility = "public",
) -> Check:
    """A check that the kernels take an image of sizes[0] pixels to sizes[1], and that to sizes[2], at one stride.

    Half of the points hang on each kernel; the second is judged on sizes[1], whatever the first one gives. Where both
    are right, a fifth hangs on the student's network doing with them what arithmetic says.
    """
    task = _Task(network or Network(), stride)

    def run(t: Context) -> None:
        chosen = [_choice(t, kernel) for kernel in task.network.kernels]
        right = [choice.takes(sizes[layer : layer + 2], stride, layer) for layer, choice in enumerate(chosen)]
        share = points * (0.4 if all(right) else 0.5)
        for layer, (choice, holds) in enumerate(zip(chosen, _judged(t, chosen, sizes, stride), strict=True)):
            message = choice.explain(sizes[layer : layer + 2], stride, layer)
            t.expect.true(choice.name, holds, points=share, message=message, got=choice.value)
        task.compare(t, chosen, sizes[0], points=points - 2 * share)

    sentence = (
        f"At stride {stride}, the kernels take an image of {sizes[0]} x {sizes[0]} to {sizes[1]} x {sizes[1]}, "
        f"and that to {sizes[2]} x {sizes[2]}."
    )
    return Check(name, question, points, run, sentence, visibility, after=after)


def outputs(
    name: str,
    *,
    question: str,
    points: float,
    size: int,
    stride: int,
    after: Place,
    network: Network | None = None,
    visibility: Visibility = "public",
) -> Check:
    """A check of what the network makes of an image of `size` pixels; what is right follows the student's kernels."""
    task = _Task(network or Network(), stride)

    def run(t: Context) -> None:
        task.compare(t, [_choice(t, kernel) for kernel in task.network.kernels], size, points=points)

    sentence = (
        f"At stride {stride}, your network takes an image of {size} x {size} to the sizes that your kernels lead to."
    )
    return Check(name, question, points, run, sentence, visibility, after=after)


@dataclass(frozen=True)
class _Choice:
    """A kernel as the student set it."""

    name: str
    value: object
    pair: Pair | None
    """None when the value is no kernel."""

    def takes(self, sizes: tuple[int, ...], stride: int, layer: int) -> bool:
        """Whether it takes sizes[0] to sizes[1] on both axes."""
        return self.pair is not None and _layer(layer, (sizes[0],) * 2, self.pair, stride) == (sizes[1],) * 2

    def explain(self, sizes: tuple[int, ...], stride: int, layer: int) -> str:
        """What it does instead, in a sentence."""
        if self.pair is None:
            return f"`{self.name}` is {show(self.value).text}; a kernel is a whole number, such as 3, or a pair of them"
        said = [_arithmetic(sizes[0], kernel, stride, layer) for kernel in dict.fromkeys(self.pair)]
        ways = said[0] if len(said) == 1 else f"{said[0]} in height and {said[1]} in width"
        return f"with `{self.name}` {self.pair} and stride {stride}, {sizes[0]} pixels become {ways}, not {sizes[1]}"


@dataclass(frozen=True)
class _Task:
    """A network at one stride."""

    network: Network
    stride: int

    def compare(self, t: Context, chosen: list[_Choice], size: int, points: float) -> None:
        """Record whether the student's network, with the student's kernels, gives the shapes that arithmetic gives."""
        label = f"shapes for {size} x {size}"
        unusable = [choice.name for choice in chosen if choice.pair is None]
        if unusable:
            message = f"`{self.network.name}` was not run: `{unusable[0]}` is no kernel"
            t.expect.true(label, False, points=points, message=message)
            return
        first, second = self._expected(size, [choice.pair for choice in chosen if choice.pair])
        if min(first) < 1:
            message = f"`{self.network.name}` was not run: `{chosen[0].name}` is larger than the image"
            t.expect.true(label, False, points=points, message=message)
            return
        stride = (self.stride, self.stride)
        net = t.student.function(self.network.name).hold(*(choice.value for choice in chosen), stride, stride)
        shapes = [_shape(part) for part in net(t.gen.normal((1, 1, size, size))).parts(2)]
        t.expect.equal(label, shapes, [(1, 1, *first), (1, 1, *second)], points=points)

    def _expected(self, size: int, pairs: list[Pair]) -> tuple[Pair, Pair]:
        first = _layer(0, (size, size), pairs[0], self.stride)
        return first, _layer(1, first, pairs[1], self.stride)


def _judged(t: Context, chosen: list[_Choice], sizes: tuple[int, int, int], stride: int) -> list[object]:
    """Whether each layer gives what it should, as the reference (or a wrong variant of it) sees it."""
    pairs = [choice.pair for choice in chosen]
    if None in pairs:
        return [choice.takes(sizes[layer : layer + 2], stride, layer) for layer, choice in enumerate(chosen)]
    found = t.reference.layer_outputs(sizes, tuple(pairs), (stride, stride)).value
    return [found[layer].map(lambda size, wanted=(sizes[layer + 1],) * 2: size == wanted) for layer in (0, 1)]


def _layer(layer: int, size: Pair, kernel: Pair, stride: int) -> Pair:
    compute = transposed_size if layer else conv_size
    return compute(size[0], kernel[0], stride), compute(size[1], kernel[1], stride)


def _arithmetic(size: int, kernel: int, stride: int, layer: int) -> str:
    if layer:
        return f"({size} - 1) * {stride} + {kernel} = {transposed_size(size, kernel, stride)}"
    return f"floor(({size} - {kernel}) / {stride}) + 1 = {conv_size(size, kernel, stride)}"


def _choice(t: Context, name: str) -> _Choice:
    value = t.student.get(name).value
    return _Choice(name, value, as_pair(value))


def as_pair(value: object) -> Pair | None:
    """A kernel as height and width; None when it is none that torch would take."""
    if isinstance(value, torch.Tensor | np.ndarray) and value.ndim == 1:
        value = list(value)
    if isinstance(value, tuple | list):
        sides = [_whole(side.item() if isinstance(side, torch.Tensor) and side.ndim == 0 else side) for side in value]
        return (sides[0], sides[1]) if len(sides) == 2 and sides[0] and sides[1] else None
    side = _whole(value)
    return (side, side) if side else None


def _whole(value: object) -> int | None:
    """A whole number of at least 1; None for anything else, floats such as 3.0 among it, which torch refuses."""
    plain = isinstance(value, int | np.integer) and not isinstance(value, bool) and value >= 1
    return int(value) if plain else None  # type: ignore[call-overload]  # a whole number, by the line above


def _shape(part: object) -> tuple[int, ...]:
    if not isinstance(part, torch.Tensor):
        raise Refused(f"expected the network to return two tensors, got {show(part).type}")
    return tuple(part.shape)
