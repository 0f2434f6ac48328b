"""Question 5's networks, whose names the handout leaves open."""

import torch
from torch import Tensor

from grader.checks import Close, Context
from grader.checks.families.found_nets import found_twins
from grader.checks.families.model import Network

TOLERANCE = Close(rtol=1e-3, atol=5e-3)
"""Scores are about 5 in size; float32 noise is below 1e-4, what another order of sums does up to 2e-3."""
SPREAD = 10.0
SWITCHES = ("norm", "bn")


def images(t: Context) -> list[Tensor]:
    """A batch of images, and flattened."""
    drawn = t.gen.normal((16, 1, 28, 28))
    return [drawn, drawn.flatten(1)]


def network(name: str, *, bias: bool = True) -> Network:
    """One of the reference's networks."""
    return Network(name, (bias,), images, spread=SPREAD, tolerance=TOLERANCE)


PLAIN = (network("SigmoidNet"),)
NORMED = (network("NormedSigmoidNet"), network("NormedSigmoidNet", bias=False))
"""Batch norm takes the place of a bias before it."""


def sigmoid_net(t: Context) -> None:
    """A network without batch norm: 784 inputs, three hidden layers of 100 sigmoids, 10 scores."""
    expect_scores(t, PLAIN)


def normed_sigmoid_net(t: Context) -> None:
    """The same network with batch norm before each sigmoid."""
    expect_scores(t, NORMED)


def expect_scores(t: Context, networks: tuple[Network, ...]) -> None:
    """Scores for given weights in train mode; their logarithms of probabilities are fair too."""
    twins = found_twins(t, networks, SWITCHES)
    mine, right = twins.draw(networks[0])
    scores = twins.reference(right).value
    wants = [scores, scores.map(lambda value: torch.log_softmax(value, dim=1))]
    t.expect.any_close("scores", twins.net(mine), wants, tolerance=TOLERANCE)
