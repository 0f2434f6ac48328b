"""The layers that `layers` knows: names, inputs that tell right from wrong, and what handouts leave open about them.

Every input is drawn so that no two axes have the same length, and no element is 0 or equals another one; but for
square images of convolution and pooling, and for numbers that pooling finds in two windows apart. For the
forward pass of a normalization, the first feature, row or channel varies so little that eps matters. For its backward
pass all vary so much that eps does not: a forward pass that only misplaces eps does not spoil a right backward pass.
Where the forward pass is right, the backward pass is asked about an input of the first kind, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.checks.context import Context
from grader.checks.errors import StudentFault
from grader.checks.generate import Generator

Array = NDArray[np.float64]
_WIDE = 1e5
"""So much that a misplaced eps, whose effect is 1e-5 / deviation, is below every tolerance even after cancellation."""
_LABEL = {1.0: "", _WIDE: "inputs that vary much"}
FINE = "inputs that hardly vary"
Arguments = tuple[object, ...]
Axes = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """Arguments of one forward pass."""

    label: str
    arguments: Arguments
    shape: tuple[int, ...]
    """Shape of the output."""
    differentiated: bool = True
    fine: bool = False
    """Its gradients count too, where the submission's own output is right."""
    steep: float = 1.0
    """How large the gradient of its output is, so that those of its arguments are no smaller than 1."""

    def named(self, what: str) -> str:
        """What is compared, with the case's label. Gradients where eps matters are answers of their own."""
        if self.label == FINE:
            return f"{what} of {FINE}"
        return f"{what} ({self.label})" if self.label else what

    def moved(self, which: int, by: Array) -> "Case":
        """With one of the arguments moved."""
        values = list(self.arguments)
        values[which] = np.asarray(values[which]) + by
        return replace(self, arguments=tuple(values))


Cases = list[Case]
Fit = Callable[[Context, Cases], Cases]


@dataclass(frozen=True)
class Layer:
    """A pair of functions. The gradients are those of the first arguments, in order."""

    forward: str
    backward: str
    gradients: tuple[str, ...]
    cases: Callable[[Generator], Cases]
    template: Callable[[Arguments], object] | None = None
    """The cache as the course's own template lays it out."""
    settings: str = ""
    """The argument in which running statistics are stored."""
    fitted: Fit = lambda t, cases: cases
    """The cases in the form in which this submission takes them."""


def _affine(gen: Generator) -> Cases:
    return [
        Case("", (gen.array.normal((4, 3, 2)), gen.array.normal((6, 5)), gen.array.normal(5)), (4, 5)),
        Case(
            "rows",
            (gen.array.normal((3, 7)), gen.array.normal((7, 2)), gen.array.normal(2)),
            (3, 2),
        ),
    ]


def _relu(gen: Generator) -> Cases:
    return [
        Case("", (gen.array.normal((4, 5)),), (4, 5)),
        Case("images", (gen.array.normal((2, 3, 4, 5)),), (2, 3, 4, 5)),
        Case("one axis", (gen.array.normal(7),), (7,)),
    ]


def _conv(gen: Generator) -> Cases:
    return [
        _convolution(gen, "stride 1, pad 1, square images", (2, 3, 5, 5), (4, 3, 3, 3), 1, 1),
        _convolution(gen, "stride 2, pad 2", (2, 3, 5, 9), (2, 3, 3, 3), 2, 2),
        _convolution(gen, "stride 1, pad 0", (2, 2, 5, 6), (3, 2, 3, 3), 1, 0),
        _convolution(gen, "stride 1, pad 1, filters 3 x 2", (2, 2, 5, 6), (3, 2, 3, 2), 1, 1),
        _convolution(gen, "stride 2, pad 0, filters 1 x 1", (2, 2, 7, 5), (3, 2, 1, 1), 2, 0),
    ]


def _convolution(gen: Generator, label: str, images: Axes, filters: Axes, stride: int, pad: int) -> Case:
    sides = [1 + (images[axis] + 2 * pad - filters[axis]) // stride for axis in (2, 3)]
    values = (gen.array.normal(images), gen.array.normal(filters), gen.array.normal(filters[0]))
    return Case(label, (*values, {"stride": stride, "pad": pad}), (images[0], filters[0], *sides))


def _max_pool(gen: Generator) -> Cases:
    square = _pool(gen, "windows 2 x 2, stride 2, square images", (2, 3, 4, 4), (2, 2), 2)
    images = np.asarray(square.arguments[0])
    images[:, :, 2:] = images[:, :, :2]
    return [
        square,
        _pool(gen, "overlapping windows 2 x 3, stride 1", (2, 2, 4, 6), (2, 3), 1),
        _pool(gen, "windows 3 x 3, stride 2", (2, 3, 5, 7), (3, 3), 2),
        _pool(gen, "overlapping windows 3 x 2, stride 1", (2, 2, 5, 6), (3, 2), 1),
        _pool(gen, "windows 5 x 2, stride 3", (2, 2, 14, 8), (5, 2), 3),
    ]


def _pool(gen: Generator, label: str, images: Axes, size: Axes, stride: int) -> Case:
    sides = [1 + (side - length) // stride for side, length in zip(images[2:], size, strict=True)]
    param = {"pool_height": size[0], "pool_width": size[1], "stride": stride}
    return Case(label, (gen.array.normal(images), param), (*images[:2], *sides))


def _batchnorm(gen: Generator) -> Cases:
    return [_rows(gen, (6, 4), axis=1, spread=_WIDE), _rows(gen, (6, 4), axis=1)]


def _layernorm(gen: Generator) -> Cases:
    return [_rows(gen, (4, 6), axis=0), _rows(gen, (4, 6), axis=0, spread=_WIDE)]


def _rows(gen: Generator, shape: Axes, *, axis: int, spread: float = 1.0) -> Case:
    """Rows (N, D) whose features (`axis` 1) or examples (0) vary differently."""
    varied, shift = _spread(gen, shape[axis], spread), gen.array.normal(shape[axis], std=3.0)
    if axis == 0:
        varied, shift = varied[:, None], shift[:, None]
    values = (
        gen.array.normal(shape) * varied + shift,
        gen.array.uniform(shape[1], 0.5, 2.0),
        gen.array.normal(shape[1]),
    )
    return _of_spread(spread, _LABEL[spread], (*values, {"mode": "train"} if axis else {}), shape)


def _of_spread(spread: float, label: str, values: Arguments, shape: tuple[int, ...], *, fine: bool = True) -> Case:
    wide = spread == _WIDE
    return Case(label, values, shape, differentiated=wide, fine=fine and not wide, steep=spread)


def _spatial_batchnorm(gen: Generator) -> Cases:
    """Train mode from nothing, train mode from some statistics, test mode."""
    stats = {"running_mean": gen.array.normal(4), "running_var": gen.array.uniform(4, 0.5, 2.0)}
    stats["running_var"][0] = 1e-4
    return [
        _channels(gen, "train mode", {"mode": "train"}),
        _channels(gen, "train mode, with statistics", {"mode": "train", **stats}, fine=False),
        _channels(gen, "test mode", {"mode": "test", **stats}, fine=False),
        _channels(gen, _LABEL[_WIDE], {"mode": "train"}, spread=_WIDE),
    ]


def _channels(gen: Generator, label: str, param: dict[str, object], spread: float = 1.0, *, fine: bool = True) -> Case:
    values = (_images(gen, (3, 4, 2, 5), spread), gen.array.uniform(4, 0.5, 2.0), gen.array.normal(4))
    return _of_spread(spread, label, (*values, param), values[0].shape, fine=fine)


def _groupnorm(gen: Generator) -> Cases:
    settings = {"eps": 1e-5, "mode": "train"}
    return [_grouped(gen, 1.0, settings), _grouped(gen, _WIDE, settings), _grouped(gen, 1.0, {}, "no settings")]


def _grouped(gen: Generator, spread: float, settings: dict[str, object], label: str = "") -> Case:
    """Images in three groups, of which the first varies so little that eps matters, unless all vary much."""
    x = _images(gen, (5, 12, 2, 7), spread)
    if spread == 1:
        x[:, :4] *= 0.01
    gamma, beta = gen.array.uniform((1, 12, 1, 1), 0.5, 2.0), gen.array.normal((1, 12, 1, 1))
    values = (x, gamma, beta, 3, dict(settings))
    return _of_spread(spread, label or _LABEL[spread], values, x.shape, fine=not label)


def _images(gen: Generator, shape: Axes, spread: float) -> Array:
    channels = shape[1]
    varied = _spread(gen, channels, spread).reshape(1, -1, 1, 1)
    return gen.array.normal(shape) * varied + gen.array.normal((1, channels, 1, 1), std=3.0)


def _spread(gen: Generator, count: int, scale: float) -> Array:
    """Deviations; the first is so small that eps matters, unless all are so large that it does not."""
    spread = scale * gen.array.uniform(count, 0.5, 3.0)
    spread[0] = 0.01 if scale == 1 else scale
    return spread


def _group_shapes(t: Context, cases: Cases) -> Cases:
    """The handout's gamma is (C,) in some years and (1, C, 1, 1) in others: the submission shows which it takes."""
    case = cases[0]
    try:
        out = t.student.function("spatial_groupnorm_forward")(*case.arguments).parts(2)[0]
    except StudentFault:
        out = None
    if isinstance(out, np.ndarray) and out.shape == case.shape:
        return cases
    return [replace(case, arguments=tuple(map(_flat, case.arguments))) for case in cases]


def _flat(value: object) -> object:
    return value.reshape(-1) if isinstance(value, np.ndarray) and value.shape[0] == 1 else value


def _statistic_shapes(t: Context, cases: Cases) -> Cases:
    """Running statistics are (C,), (1, C) or (1, C, 1, 1): as the submission itself stores them."""
    try:
        stored = getattr(t.student.function("spatial_batchnorm_forward")(*cases[0].arguments).args, "bn_param", None)
    except StudentFault:
        return cases
    mean = stored.get("running_mean") if isinstance(stored, dict) else None
    if not isinstance(mean, np.ndarray) or sorted(mean.shape)[-1:] != [4] or mean.size != 4:
        return cases
    return [_with_statistics(case, mean.shape) for case in cases]


def _with_statistics(case: Case, shape: tuple[int, ...]) -> Case:
    *values, param = case.arguments
    assert isinstance(param, dict)
    shaped = {key: item.reshape(shape) if isinstance(item, np.ndarray) else item for key, item in param.items()}
    return replace(case, arguments=(*values, shaped))


_NORM = ("dx", "dgamma", "dbeta")
LAYERS = {
    "affine": Layer("affine_forward", "affine_backward", ("dx", "dw", "db"), _affine, lambda args: args),
    "relu": Layer("relu_forward", "relu_backward", ("dx",), _relu, lambda args: args[0]),
    "conv": Layer("conv_forward_naive", "conv_backward_naive", ("dx", "dw", "db"), _conv, lambda args: args),
    "max_pool": Layer("max_pool_forward_naive", "max_pool_backward_naive", ("dx",), _max_pool, lambda args: args),
    "batchnorm": Layer("batchnorm_forward", "batchnorm_backward", _NORM, _batchnorm),
    "layernorm": Layer("layernorm_forward", "layernorm_backward", _NORM, _layernorm),
    "spatial_batchnorm": Layer(
        "spatial_batchnorm_forward",
        "spatial_batchnorm_backward",
        _NORM,
        _spatial_batchnorm,
        settings="bn_param",
        fitted=_statistic_shapes,
    ),
    "spatial_groupnorm": Layer(
        "spatial_groupnorm_forward", "spatial_groupnorm_backward", _NORM, _groupnorm, fitted=_group_shapes
    ),
}
