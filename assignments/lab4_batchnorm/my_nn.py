"""Calling `my_nn`: parameters and statistics as the submission stores them, and what it made of them."""

import torch
from torch import Tensor

from grader.checks import Close, Context, Raised, Reply, StudentFault, compare
from grader.checks.families import batchnorm
from grader.checks.families.family import answered
from reference import lab4_batchnorm

SHAPES = lab4_batchnorm.parameter_shapes()
SCORES = Close(rtol=3e-4, atol=3e-4)
"""Measured: float32 noise of differently written networks is an eighth of this, the smallest effect of a wrong variant
(eps outside the root) 4 times this."""
STATISTICS = Close(rtol=2e-5, atol=2e-5)
"""Running variances move by a tenth of a small variance: a biased one makes a difference of 7e-4, noise one of 1e-7."""
STYLE_FROM = ("layers_stats_list", "toy_stats_dict")


def draw_images(t: Context, count: int = 12) -> Tensor:
    """Images (B, 1, 28, 28) in [0, 1), as a data loader of MNIST gives them."""
    return t.gen.uniform((count, 1, 28, 28))


def draw_batch(t: Context, count: int) -> tuple[Tensor, Tensor]:
    """A minibatch."""
    return draw_images(t, count), t.gen.labels(count, 10)


def image_forms(images: Tensor) -> list[Tensor]:
    """Images as they are, or flattened: some flatten them before the network, some inside."""
    return [images, images.flatten(1)]


def draw_parameters(t: Context) -> dict[str, Tensor]:
    """All parameters, as leaves, in the shapes in which this submission stores them."""
    stored = stored_shapes(t)
    drawn = {name: draw_parameter(t, name, shape) for name, shape in SHAPES.items()}
    return {name: value.reshape(stored.get(name, SHAPES[name])).requires_grad_() for name, value in drawn.items()}


def draw_parameter(t: Context, name: str, shape: tuple[int, ...]) -> Tensor:
    """Weights that keep activations near 1, gammas away from 0 and 1, anything for the rest."""
    if name.startswith("W"):
        return t.gen.normal(shape, std=shape[0] ** -0.5)
    return t.gen.uniform(shape, 0.5, 2.0) if name.startswith("gamma") else t.gen.normal(shape)


def stored_shapes(t: Context) -> dict[str, tuple[int, ...]]:
    """Shapes in the submission's own `param_dict`, where they hold as many values: (out, in) or (1, n) are fair."""
    try:
        own = t.student.get("param_dict").value
    except StudentFault:
        return {}
    tensors = own if isinstance(own, dict) else {}
    return {
        name: tuple(value.shape)
        for name, value in tensors.items()
        if name in SHAPES and isinstance(value, Tensor) and value.numel() == torch.Size(SHAPES[name]).numel()
    }


def style_of(t: Context) -> batchnorm.Style:
    """How this submission writes its running statistics."""
    return batchnorm.read_style(t.student, STYLE_FROM) or batchnorm.Style()


def draw_statistics(t: Context) -> list[dict[str, Tensor]]:
    """Running statistics of both layers, as this submission writes them."""
    style = style_of(t)
    return [style.statistics(t.gen.normal(50), t.gen.uniform(50, 0.01, 2.0)) for _ in (0, 1)]


def run_my_nn(
    t: Context,
    images: Tensor,
    parameters: dict[str, Tensor],
    stats: list[dict[str, Tensor]],
    *,
    train: bool,
    cotangent: Tensor | None = None,
) -> Reply:
    """Call `my_nn`, with flattened images where it does not take them as they come."""
    my_nn = t.student.my_nn if cotangent is None else t.student.my_nn.vjp(cotangent)
    first, second = image_forms(images)
    try:
        return answered(my_nn(first, parameters, stats, train=train), "my_nn")
    except Raised as fault:
        try:
            return answered(my_nn(second, parameters, stats, train=train), "my_nn")
        except StudentFault:
            raise fault from None


def statistic(got: Reply, layer: int, key: str) -> object:
    """A running statistic after a call; None where there is none."""
    after = getattr(got.args, "layers_stats_list", None)
    entry = after[layer] if isinstance(after, list | tuple) and len(after) > layer else None
    return entry.get(key) if isinstance(entry, dict) else None


def expect_statistics(t: Context, got: Reply, want: object) -> None:
    """The running statistics of both layers after a call."""
    style, wanted = style_of(t), want.args.layers_stats_list  # type: ignore[attr-defined]  # an expectation has any
    for layer in (0, 1):
        for key in (style.mean, style.var):
            label, value = f"{key} of layer {layer}", statistic(got, layer, key)
            t.expect.close(label, value, wanted[layer][key], tolerance=STATISTICS, shapes="unsqueezed")


def same_scores(one: Reply, other: Reply) -> bool:
    """Two calls gave the same scores."""
    return not compare(one.value, other.tensor(), tolerance=SCORES)


def moved(t: Context, got: Reply, before: list[dict[str, Tensor]]) -> bool:
    """A call changed a running statistic."""
    style = style_of(t)
    keys = [(layer, key) for layer in (0, 1) for key in (style.mean, style.var)]
    return any(compare(statistic(got, layer, key), before[layer][key], shapes="unsqueezed") for layer, key in keys)
