"""Question 5's networks, whose names the handout leaves open."""

from dataclasses import dataclass

import torch
from torch import Tensor

from grader.checks import Close, Context, Refused
from grader.checks.families.found_nets import found_twins
from grader.checks.families.model import Network, Twins

TOLERANCE = Close(rtol=1e-3, atol=5e-3)
"""Scores are about 5 in size; float32 noise is below 1e-4, what another order of sums does up to 2e-3."""
SPREAD = 10.0
SWITCHES = ("norm", "bn")
RIGHT, OTHERS = 3, (2, 4, 1)
"""Hidden layers that are asked for, and that are found in their place."""


def images(t: Context) -> list[Tensor]:
    """A batch of images, and flattened."""
    drawn = t.gen.normal((16, 1, 28, 28))
    return [drawn, drawn.flatten(1)]


@dataclass(frozen=True)
class Asked:
    """A class of the reference, with which the biases of its hidden layers are fair."""

    name: str
    biases: tuple[bool, ...] = (True,)

    def networks(self, depth: int) -> list[Network]:
        """Those with so many hidden layers."""
        arguments = [(bias, depth) for bias in self.biases]
        return [Network(self.name, each, images, spread=SPREAD, tolerance=TOLERANCE) for each in arguments]


PLAIN = Asked("SigmoidNet")
NORMED = Asked("NormedSigmoidNet", (True, False))
"""Batch norm takes the place of a bias before it."""


def sigmoid_net(t: Context) -> None:
    """A network without batch norm: 784 inputs, three hidden layers of 100 sigmoids, 10 scores."""
    expect_scores(t, PLAIN)


def normed_sigmoid_net(t: Context) -> None:
    """The same network with batch norm before each sigmoid."""
    expect_scores(t, NORMED)


def expect_scores(t: Context, asked: Asked) -> None:
    """Scores for given weights in train mode; their logarithms of probabilities are fair too."""
    twins, network, depth = nearest(t, asked)
    right = t.reference.SigmoidNet() if asked is PLAIN else t.reference.NormedSigmoidNet()
    t.expect.equal("hidden layers", depth, right.run(depth_of))
    mine, same = twins.draw(network)
    scores = twins.reference(same).value
    wants = [scores, scores.map(lambda value: torch.log_softmax(value, dim=1))]
    t.expect.any_close("scores", twins.net(mine), wants, tolerance=TOLERANCE)


def nearest(t: Context, asked: Asked) -> tuple[Twins, Network, int]:
    """The submission's network and its twin, of another depth where there is none as asked. Raises `Refused`."""
    refused: Refused | None = None
    for depth in (RIGHT, *OTHERS):
        networks = asked.networks(depth)
        try:
            return found_twins(t, networks, SWITCHES), networks[0], depth
        except Refused as fault:
            refused = refused or fault
    raise refused or AssertionError


def depth_of(net: object) -> int:
    """The number of hidden layers that a network of the reference should have."""
    depth: int = net.depth  # type: ignore[attr-defined]  # the reference's class
    return depth
