"""Networks of the grader's own, built on both sides of the border alike: for functions that take any network.

Such a function is checked with a network that is right for certain, whatever became of the submission's own.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from grader.checks.asking.student import StudentObject
from grader.checks.context import Context
from grader.checks.families.model import draw_weights

Layer = tuple[object, ...]
"""A class of `torch.nn` by name, and its arguments: `("Linear", 784, 10)`."""


@dataclass(frozen=True)
class Made:
    """A network as the submission gets it, and as the reference does."""

    mine: StudentObject
    right: nn.Module

    def set_mode(self, *, training: bool) -> None:
        """Put both into train or eval mode."""
        self.right.train(training)
        if training:
            self.mine.train()
        else:
            self.mine.eval()


def make_net(t: Context, *layers: Layer, spread: float = 1.0) -> Made:
    """An `nn.Sequential` of layers, with drawn parameters and running statistics, in train mode."""
    right = nn.Sequential(*(getattr(nn, str(name))(*arguments) for name, *arguments in layers))
    values = {**draw_weights(t.gen, dict(right.named_parameters()), spread), **_draw_statistics(t, right)}
    right.load_state_dict({**right.state_dict(), **values})
    mine = t.make.module("Sequential", *(t.make.module(str(name), *arguments) for name, *arguments in layers))
    mine.assign(values)
    return Made(mine, right)


def parameters_of(net: object) -> dict[str, Tensor]:
    """The parameters of a trusted network by name."""
    assert isinstance(net, nn.Module)
    return {name: value.detach() for name, value in net.named_parameters()}


def mode_of(net: object) -> bool:
    """Whether a trusted network is in train mode."""
    assert isinstance(net, nn.Module)
    return net.training


def _draw_statistics(t: Context, net: nn.Module) -> dict[str, Tensor]:
    found = {}
    for name, value in net.named_buffers():
        if torch.is_floating_point(value):
            variance = name.endswith("var")
            found[name] = t.gen.uniform(tuple(value.shape), 0.2, 0.8) if variance else t.gen.normal(tuple(value.shape))
    return found
