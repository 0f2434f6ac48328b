"""Sums, products and convolution arithmetic: correct answers, and what goes wrong.

`AddModule` is one linear layer on (N, 2). `YouNet` is a convolution followed by a transposed one, on (N, 1, H, W).
"""

import torch
from torch import Tensor, nn

from grader.checks import misconception
from grader.checks.families.conv_shape import Pair, conv_size, transposed_size


class AddModule(nn.Module):
    """x1 + x2 for inputs (N, 2), as (N, 1): weights 1 and 1, bias 0 where `use_good_weights`, else drawn."""

    def __init__(self, use_good_weights: bool = False) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 1)
        if use_good_weights:
            _set(self.layer, 1.0, 0.0)

    def forward(self, x: Tensor) -> Tensor:
        """The weighted sum of the two columns."""
        weighted: Tensor = self.layer(x)
        return weighted

    def beside(self, bias: Tensor) -> None:
        """Told the bias of a submission's layer, a good layer keeps its own."""


def _set(layer: nn.Linear, weight: float, bias: float) -> None:
    nn.init.constant_(layer.weight, weight)
    nn.init.constant_(layer.bias, bias)


class YouNet(nn.Module):
    """A convolution, then a transposed convolution, one channel each; returns the outputs of both."""

    def __init__(
        self,
        kernel_1: int | Pair,
        kernel_2: int | Pair,
        stride_1: Pair = (1, 1),
        stride_2: Pair = (1, 1),
    ) -> None:
        super().__init__()
        self.shrink = nn.Conv2d(1, 1, kernel_1, stride=stride_1)
        self.grow = nn.ConvTranspose2d(1, 1, kernel_2, stride=stride_2)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """(mnist, imagenet) for an image (N, 1, H, W)."""
        mnist = self.shrink(image)
        return mnist, self.grow(mnist)


def layer_outputs(sizes: tuple[int, int, int], kernels: tuple[Pair, Pair], strides: Pair) -> tuple[Pair, Pair]:
    """Height and width that the convolution makes of sizes[0], and the transposed convolution of sizes[1]."""
    return _both(sizes, kernels, strides)


def _both(
    sizes: tuple[int, int, int], kernels: tuple[Pair, Pair], strides: Pair, *, plus: Pair = (0, 0)
) -> tuple[Pair, Pair]:
    """The outputs of both layers, with `plus` added to each."""
    (high_1, wide_1), (high_2, wide_2) = kernels
    first = [conv_size(sizes[0], kernel, strides[0]) + plus[0] for kernel in (high_1, wide_1)]
    second = [transposed_size(sizes[1], kernel, strides[1]) + plus[1] for kernel in (high_2, wide_2)]
    return (first[0], first[1]), (second[0], second[1])


class _Squashed(nn.Module):
    """An `AddModule` with a function after its layer, or with other weights."""

    def __init__(self, good: bool, weight: float = 1.0, bias: float = 0.0) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 1)
        if good:
            _set(self.layer, weight, bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.squash(self.layer(x))

    def squash(self, z: Tensor) -> Tensor:
        """Nothing by itself; variants override it."""
        return z

    def beside(self, bias: Tensor) -> None:
        """See `AddModule`."""


_SQUASHED = "An activation behind the layer keeps it from giving every real number. Which sums can it not give?"


@misconception(AddModule, "sigmoid behind the layer", hint=_SQUASHED, credit=0.25)
class _Sigmoid(_Squashed):
    def __init__(self, use_good_weights: bool = False) -> None:
        super().__init__(use_good_weights)

    def squash(self, z: Tensor) -> Tensor:
        return torch.sigmoid(z)


@misconception(AddModule, "tanh behind the layer", hint=_SQUASHED, credit=0.25)
class _Tanh(_Squashed):
    def __init__(self, use_good_weights: bool = False) -> None:
        super().__init__(use_good_weights)

    def squash(self, z: Tensor) -> Tensor:
        return torch.tanh(z)


@misconception(AddModule, "ReLU behind the layer", hint=_SQUASHED, credit=0.25)
class _Relu(_Squashed):
    def __init__(self, use_good_weights: bool = False) -> None:
        super().__init__(use_good_weights)

    def squash(self, z: Tensor) -> Tensor:
        return torch.relu(z)


@misconception(AddModule, "bias of 1", hint="What does the layer give for 0 and 0, and what should it?")
class _Biased(_Squashed):
    def __init__(self, use_good_weights: bool = False) -> None:
        super().__init__(use_good_weights, bias=1.0)


@misconception(
    AddModule,
    "bias left as it was drawn",
    hint="The weights are good ones. What does the layer give for 0 and 0, before anything is trained?",
    credit=0.5,
)
class _BiasDrawn(AddModule):
    def __init__(self, use_good_weights: bool = False) -> None:
        super().__init__()
        if use_good_weights:
            nn.init.constant_(self.layer.weight, 1.0)

    def beside(self, bias: Tensor) -> None:
        nn.init.constant_(self.layer.bias, bias.item())


@misconception(
    AddModule, "weights of one half", hint="That is the mean of the two numbers. How do mean and sum differ?"
)
class _Mean(_Squashed):
    def __init__(self, use_good_weights: bool = False) -> None:
        super().__init__(use_good_weights, weight=0.5)


Sizes = tuple[int, int, int]
Kernels = tuple[Pair, Pair]

_PLUS_ONE = "Count the places where a kernel of 1 fits into 3 pixels: is it one more than your formula says?"


@misconception(layer_outputs, "one pixel forgotten", hint=_PLUS_ONE, credit=0.25)
def _no_plus_one(sizes: Sizes, kernels: Kernels, strides: Pair) -> tuple[Pair, Pair]:
    return _both(sizes, kernels, strides, plus=(-1, strides[1]))


@misconception(layer_outputs, "one pixel forgotten in the convolution", hint=_PLUS_ONE, credit=0.25)
def _no_plus_one_first(sizes: Sizes, kernels: Kernels, strides: Pair) -> tuple[Pair, Pair]:
    return _both(sizes, kernels, strides, plus=(-1, 0))


@misconception(
    layer_outputs,
    "one step too many in the transposed convolution",
    hint="Between n pixels there are n - 1 steps; the kernel comes on top of them.",
    credit=0.25,
)
def _no_minus_one_second(sizes: Sizes, kernels: Kernels, strides: Pair) -> tuple[Pair, Pair]:
    return _both(sizes, kernels, strides, plus=(0, strides[1]))


@misconception(
    layer_outputs,
    "stride ignored",
    hint="These kernels would do at stride 1. How far does the kernel move from one output pixel to the next here?",
)
def _stride_one(sizes: Sizes, kernels: Kernels, _strides: Pair) -> tuple[Pair, Pair]:
    return _both(sizes, kernels, (1, 1))


@misconception(
    layer_outputs,
    "kernels swapped",
    hint="These would be right the other way round. Which kernel belongs to the first layer?",
    credit=0.5,
)
def _swapped(sizes: Sizes, kernels: Kernels, strides: Pair) -> tuple[Pair, Pair]:
    return _both(sizes, (kernels[1], kernels[0]), strides)


@misconception(
    layer_outputs,
    "same kernel for both layers",
    hint="A transposed convolution with the same kernel does not give back the pixels that the stride left unread.",
)
def _inverse(sizes: Sizes, kernels: Kernels, strides: Pair) -> tuple[Pair, Pair]:
    first, second = _both(sizes, kernels, strides)
    return first, (sizes[2], sizes[2]) if kernels[0] == kernels[1] else second


@misconception(
    layer_outputs,
    "rounded up",
    hint="Where the last step would leave the image there is no output pixel: the quotient is rounded down.",
)
def _rounded_up(sizes: Sizes, kernels: Kernels, strides: Pair) -> tuple[Pair, Pair]:
    (high, wide), second = _both(sizes, kernels, strides)
    rest_high, rest_wide = ((sizes[0] - kernel) % strides[0] > 0 for kernel in kernels[0])
    return (high + rest_high, wide + rest_wide), second
