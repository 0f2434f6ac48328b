"""The network of `lab3_sgd` and how its parameters start.

The network is 784-100-100-10 with ReLU, its parameters tensors by name. Weights may be stored (in, out) or (out, in),
biases (n,) or (1, n), and the hidden layers may have any width: everything follows the parameters that are given.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

PIXELS = 784
HIDDEN = 100
CLASSES = 10

Parameters = dict[str, Tensor]
Shapes = dict[str, tuple[int, ...]]


def parameter_shapes() -> Shapes:
    """The shapes in `param_dict`, weights as (fan_in, fan_out)."""
    return shapes_of(HIDDEN, HIDDEN)


def my_nn(input: Tensor, param_dict: Parameters) -> Tensor:  # noqa: A002
    """Scores (B, 10) of images (B, 28, 28) or (B, 1, 28, 28)."""
    return Network().run(input, param_dict)


def initialize_nn(param_dict: Parameters) -> None:
    """Weights from N(0, 1/sqrt(fan_in)), taken as the deviation, and biases 0, in place."""
    Draw().run(param_dict)


def shapes_of(first: int, second: int) -> Shapes:
    """The shapes for hidden layers of these widths."""
    widths = (PIXELS, first, second, CLASSES)
    shapes: Shapes = {}
    for layer in range(3):
        shapes |= {f"W{layer}": (widths[layer], widths[layer + 1]), f"b{layer}": (widths[layer + 1],)}
    return shapes


def _affine(inputs: Tensor, param_dict: Parameters, layer: int, *, biased: bool = True) -> Tensor:
    weight = param_dict[f"W{layer}"]
    if param_dict["W0"].shape[0] != PIXELS:
        weight = weight.T
    summed = inputs @ weight
    return summed + param_dict[f"b{layer}"] if biased else summed


@dataclass(frozen=True)
class Network:
    """The pieces of `my_nn`; a wrong variant replaces some of them."""

    active: tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]] = (torch.relu, torch.relu)
    """What follows the two hidden layers."""
    scores: Callable[[Tensor], Tensor] = lambda scores: scores
    biased: bool = True

    def run(self, input: Tensor, param_dict: Parameters) -> Tensor:  # noqa: A002
        """The network from these pieces, with the signature of `my_nn`."""
        hidden = input.reshape(len(input), PIXELS)
        for layer, active in enumerate(self.active):
            hidden = active(_affine(hidden, param_dict, layer, biased=self.biased))
        return self.scores(_affine(hidden, param_dict, 2, biased=self.biased))


@dataclass(frozen=True)
class Draw:
    """How `initialize_nn` draws; a wrong variant draws otherwise."""

    weight: Callable[[Tensor, int, int], object] = lambda weight, inside, outside: weight.normal_(0, inside**-0.5)
    """Fills a weight, given its fan-in and fan-out."""
    bias: Callable[[Tensor, int], object] = lambda bias, inside: bias.zero_()
    """Fills a bias, given the fan-in of its layer."""

    def run(self, param_dict: Parameters) -> None:
        """Fill all parameters, with the signature of `initialize_nn`."""
        with torch.no_grad():
            for layer in range(3):
                weight, bias = param_dict[f"W{layer}"], param_dict[f"b{layer}"]
                inside = weight.numel() // bias.numel()
                self.weight(weight, inside, bias.numel())
                self.bias(bias, inside)


def fresh() -> Parameters:
    """Parameters as `initialize_nn` leaves them, from torch's random stream."""
    made = {name: torch.zeros(shape, requires_grad=True) for name, shape in parameter_shapes().items()}
    initialize_nn(made)
    return made
