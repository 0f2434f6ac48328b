"""The layers that `layers` knows: names, inputs that tell right from wrong, and what handouts leave open about them.

Every input is drawn so that no two axes have the same length, the first feature, row or channel of a normalization
varies so little that eps matters, and no element is 0 or equals another one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from grader.checks.context import Context
from grader.checks.errors import StudentFault
from grader.checks.generate import Generator

Array = NDArray[np.float64]
Arguments = tuple[object, ...]
Axes = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """Arguments of one forward pass."""

    label: str
    arguments: Arguments
    shape: tuple[int, ...]
    """Shape of the output."""
    first: bool = False
    differentiated: bool = True

    def named(self, what: str) -> str:
        """What is compared, with the case's label."""
        return f"{what} ({self.label})" if self.label else what

    def moved(self, which: int, by: Array) -> "Case":
        """With one of the arguments moved."""
        values = list(self.arguments)
        values[which] = np.asarray(values[which]) + by
        return replace(self, arguments=tuple(values))


Cases = list[Case]
Fit = Callable[[Context, Cases], Cases]
Own = Callable[[Case, object, Array], list[Array] | None]


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
    own: Own | None = None
    """The right gradients of the normalization that gave an output; None where it was none."""


def _affine(gen: Generator) -> Cases:
    return [
        Case("", (gen.array.normal((4, 3, 2)), gen.array.normal((6, 5)), gen.array.normal(5)), (4, 5), first=True),
        Case(
            "rows",
            (gen.array.normal((3, 7)), gen.array.normal((7, 2)), gen.array.normal(2)),
            (3, 2),
        ),
    ]


def _relu(gen: Generator) -> Cases:
    return [
        Case("", (gen.array.normal((4, 5)),), (4, 5), first=True),
        Case("images", (gen.array.normal((2, 3, 4, 5)),), (2, 3, 4, 5)),
    ]


def _conv(gen: Generator) -> Cases:
    return [
        _convolution(gen, "stride 1, pad 1", (2, 3, 5, 6), (4, 3, 3, 3), 1, 1, first=True),
        _convolution(gen, "stride 2, pad 1", (2, 3, 5, 7), (2, 3, 3, 3), 2, 1),
        _convolution(gen, "stride 1, pad 0, filters 3 x 2", (2, 2, 5, 6), (3, 2, 3, 2), 1, 0),
    ]


def _convolution(
    gen: Generator, label: str, images: Axes, filters: Axes, stride: int, pad: int, *, first: bool = False
) -> Case:
    sides = [1 + (images[axis] + 2 * pad - filters[axis]) // stride for axis in (2, 3)]
    values = (gen.array.normal(images), gen.array.normal(filters), gen.array.normal(filters[0]))
    return Case(label, (*values, {"stride": stride, "pad": pad}), (images[0], filters[0], *sides), first)


def _max_pool(gen: Generator) -> Cases:
    return [
        _pool(gen, "windows 2 x 2, stride 2", (2, 3, 4, 6), (2, 2), 2, first=True),
        _pool(gen, "overlapping windows 2 x 3, stride 1", (2, 2, 4, 5), (2, 3), 1),
        _pool(gen, "windows 3 x 3, stride 2", (2, 3, 5, 7), (3, 3), 2),
    ]


def _pool(gen: Generator, label: str, images: Axes, size: Axes, stride: int, *, first: bool = False) -> Case:
    sides = [1 + (side - length) // stride for side, length in zip(images[2:], size, strict=True)]
    param = {"pool_height": size[0], "pool_width": size[1], "stride": stride}
    return Case(label, (gen.array.normal(images), param), (*images[:2], *sides), first)


def _batchnorm(gen: Generator) -> Cases:
    x = gen.array.normal((6, 4)) * _spread(gen, 4) + gen.array.normal(4, std=3.0)
    return [Case("", (x, gen.array.uniform(4, 0.5, 2.0), gen.array.normal(4), {"mode": "train"}), x.shape, first=True)]


def _layernorm(gen: Generator) -> Cases:
    x = gen.array.normal((4, 6)) * _spread(gen, 4)[:, None] + gen.array.normal((4, 1), std=3.0)
    return [Case("", (x, gen.array.uniform(6, 0.5, 2.0), gen.array.normal(6), {}), x.shape, first=True)]


def _spatial_batchnorm(gen: Generator) -> Cases:
    """Train mode from nothing, train mode from some statistics, test mode."""
    values = (_images(gen, (3, 4, 2, 5), 4), gen.array.uniform(4, 0.5, 2.0), gen.array.normal(4))
    stats = {"running_mean": gen.array.normal(4), "running_var": gen.array.uniform(4, 0.5, 2.0)}
    stats["running_var"][0] = 1e-4
    shape = values[0].shape
    return [
        Case("train mode", (*values, {"mode": "train"}), shape, first=True),
        Case("train mode, with statistics", (*values, {"mode": "train", **stats}), shape, differentiated=False),
        Case("test mode", (*values, {"mode": "test", **stats}), shape, differentiated=False),
    ]


def _groupnorm(gen: Generator) -> Cases:
    x = _images(gen, (2, 6, 4, 5), 6)
    gamma, beta = gen.array.uniform((1, 6, 1, 1), 0.5, 2.0), gen.array.normal((1, 6, 1, 1))
    return [Case("", (x, gamma, beta, 3, {}), x.shape, first=True)]


def _images(gen: Generator, shape: Axes, channels: int) -> Array:
    spread = _spread(gen, channels).reshape(1, -1, 1, 1)
    return gen.array.normal(shape) * spread + gen.array.normal((1, channels, 1, 1), std=3.0)


def _spread(gen: Generator, count: int) -> Array:
    spread = gen.array.uniform(count, 0.5, 3.0)
    spread[0] = 0.01
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


def _own(
    case: Case, out: object, dout: Array, *, axes: Axes, spread: tuple[int, ...], grouped: bool = False
) -> list[Array] | None:
    """Gradients of the normalization x_hat = (x - m) / s over `axes` that gave `out`; None when it was no such thing.

    m and s are fitted. s has to be within a factor of two of the deviation, so that an output that is not normalized at
    all is not taken for one. `spread` is the shape in which gamma scales the images.
    """
    x, gamma, beta = (np.asarray(value, np.float64) for value in case.arguments[:3])
    if not isinstance(out, np.ndarray) or out.shape != x.shape or out.dtype != np.float64:
        return None
    scale, shift = gamma.reshape(spread), beta.reshape(spread)
    inner = dout * scale
    parts = [x, (out - shift) / scale, inner]
    if grouped:
        groups = case.arguments[3]
        assert isinstance(groups, int)
        parts = [part.reshape(len(x), groups, -1, *x.shape[2:]) for part in parts]
    dx = _through(*parts, axes)
    if dx is None:
        return None
    over = tuple(axis for axis, length in enumerate(spread) if length == 1)
    normal = (out - shift) / scale
    return [dx.reshape(x.shape), (dout * normal).sum(axis=over), dout.sum(axis=over)]


def _through(x: Array, normal: Array, inner: Array, axes: Axes) -> Array | None:
    """Gradient of x, given that of its normalized form."""
    mean = partial(np.mean, axis=axes, keepdims=True)
    centred = x - mean(x)
    rate = mean(centred * normal) / mean(centred**2)
    relative = rate * x.std(axis=axes, keepdims=True)
    if not np.allclose(rate * centred + mean(normal), normal, rtol=1e-9, atol=1e-9):
        return None
    if not ((relative > 0.5) & (relative < 2)).all():
        return None
    dx: Array = rate * (inner - mean(inner) - normal * mean(inner * normal))
    return dx


_NORM = ("dx", "dgamma", "dbeta")
LAYERS = {
    "affine": Layer("affine_forward", "affine_backward", ("dx", "dw", "db"), _affine, lambda args: args),
    "relu": Layer("relu_forward", "relu_backward", ("dx",), _relu, lambda args: args[0]),
    "conv": Layer("conv_forward_naive", "conv_backward_naive", ("dx", "dw", "db"), _conv, lambda args: args),
    "max_pool": Layer("max_pool_forward_naive", "max_pool_backward_naive", ("dx",), _max_pool, lambda args: args),
    "batchnorm": Layer(
        "batchnorm_forward", "batchnorm_backward", _NORM, _batchnorm, own=partial(_own, axes=(0,), spread=(1, -1))
    ),
    "layernorm": Layer(
        "layernorm_forward", "layernorm_backward", _NORM, _layernorm, own=partial(_own, axes=(1,), spread=(1, -1))
    ),
    "spatial_batchnorm": Layer(
        "spatial_batchnorm_forward",
        "spatial_batchnorm_backward",
        _NORM,
        _spatial_batchnorm,
        settings="bn_param",
        fitted=_statistic_shapes,
        own=partial(_own, axes=(0, 2, 3), spread=(1, -1, 1, 1)),
    ),
    "spatial_groupnorm": Layer(
        "spatial_groupnorm_forward",
        "spatial_groupnorm_backward",
        _NORM,
        _groupnorm,
        fitted=_group_shapes,
        own=partial(_own, axes=(2, 3, 4), spread=(1, -1, 1, 1), grouped=True),
    ),
}
