"""Wrong shapes, networks and first values."""

from collections.abc import Callable

import torch
from torch import Tensor

from grader.checks import misconception
from reference.lab3_sgd.network import (
    HIDDEN,
    Draw,
    Network,
    Shapes,
    initialize_nn,
    my_nn,
    parameter_shapes,
    shapes_of,
)


def _misread(name: str, credit: float, hint: str, shapes: Callable[[], Shapes]) -> None:
    misconception(parameter_shapes, name, hint=hint, credit=credit)(shapes)


_misread(
    "hidden width 50",
    0.5,
    "Look at how wide the hidden layers are: the handout asks for more than the 50 of an earlier lab.",
    lambda: shapes_of(50, 50),
)
_misread(
    "one hidden layer narrower",
    0.5,
    "The two hidden layers differ in width. The handout makes both equally wide.",
    lambda: shapes_of(HIDDEN, 50),
)
_misread(
    "second layer narrow, first wide",
    0.5,
    "Look at how wide each of the two hidden layers is: the handout makes both equally wide.",
    lambda: shapes_of(50, HIDDEN),
)


def _wrong_network(name: str, credit: float, hint: str, network: Network) -> None:
    misconception(my_nn, name, hint=hint, credit=credit)(network.run)


def _pass(values: Tensor) -> Tensor:
    return values


_wrong_network(
    "softmax on scores",
    0.5,
    "The network ends with a softmax. PyTorch's cross-entropy takes the scores and applies its own: leave it out.",
    Network(scores=lambda scores: torch.softmax(scores, dim=1)),
)
_wrong_network(
    "log-softmax on scores",
    0.75,
    "The network ends with a log-softmax. That does no harm in the cross-entropy, but what is asked for are the scores "
    "themselves: the last layer is only linear.",
    Network(scores=lambda scores: torch.log_softmax(scores, dim=1)),
)
_wrong_network(
    "relu on scores",
    0.5,
    "The last scores go through a ReLU, which throws the negative ones away. The last layer is only linear.",
    Network(scores=torch.relu),
)
_wrong_network(
    "sigmoid on scores",
    0.5,
    "The last scores go through a sigmoid. The last layer is only linear.",
    Network(scores=torch.sigmoid),
)
_wrong_network(
    "no activation",
    0.25,
    "No ReLU follows the hidden layers, so the network computes nothing that one linear layer could not.",
    Network(active=(_pass, _pass)),
)
_wrong_network(
    "second activation left out",
    0.5,
    "One of the two hidden layers has no ReLU behind it.",
    Network(active=(torch.relu, _pass)),
)
_wrong_network(
    "first activation left out",
    0.5,
    "One of the two hidden layers is not followed by its ReLU.",
    Network(active=(_pass, torch.relu)),
)
_wrong_network(
    "sigmoid for relu",
    0.5,
    "The hidden layers have a sigmoid behind them where the handout asks for a ReLU.",
    Network(active=(torch.sigmoid, torch.sigmoid)),
)
_wrong_network(
    "tanh for relu",
    0.5,
    "The hidden layers have a tanh behind them where the handout asks for a ReLU.",
    Network(active=(torch.tanh, torch.tanh)),
)
_wrong_network(
    "biases left out",
    0.5,
    "The biases have no effect on the scores. Are they added anywhere?",
    Network(biased=False),
)


def _within(weight: Tensor, bound: float) -> Tensor:
    return weight.uniform_(-bound, bound)


def _wrong_draw(name: str, credit: float, hint: str, draw: Draw) -> None:
    misconception(initialize_nn, name, hint=hint, credit=credit)(draw.run)


_wrong_draw(
    "uniform init",
    0.5,
    "The weights are drawn from a uniform distribution. Look at which of torch's random functions draws normal ones.",
    Draw(weight=lambda weight, inside, outside: weight.uniform_(0, 1)),
)
_wrong_draw(
    "uniform init in [-1, 1]",
    0.5,
    "The weights are drawn uniformly from [-1, 1], as in another lab. Here they are to be normal, and the smaller the "
    "more inputs a layer has.",
    Draw(weight=lambda weight, inside, outside: _within(weight, 1)),
)
_wrong_draw(
    "uniform init by fan-in",
    0.5,
    "The weights have the right order of magnitude, but they are uniform where the handout asks for normal ones.",
    Draw(weight=lambda weight, inside, outside: _within(weight, inside**-0.5)),
)
_wrong_draw(
    "random biases",
    0.75,
    "The weights are drawn as asked, but so are the biases. With which value do they start?",
    Draw(bias=lambda bias, inside: bias.normal_(0, inside**-0.5)),
)
_wrong_draw(
    "biases of 1",
    0.75,
    "The biases do not start at the value that the handout asks for.",
    Draw(bias=lambda bias, inside: bias.fill_(1)),
)
_wrong_draw(
    "not scaled",
    0.5,
    "The weights are standard normal numbers whatever the number of inputs. Where does 1/sqrt(fan_in) come in?",
    Draw(weight=lambda weight, inside, outside: weight.normal_()),
)
_wrong_draw(
    "scaled by fan-out",
    0.75,
    "The weights are scaled with the number of outputs of a layer. Which axis of a weight is its fan-in?",
    Draw(weight=lambda weight, inside, outside: weight.normal_(0, outside**-0.5)),
)
_wrong_draw(
    "deviation of 1/fan_in",
    0.75,
    "The weights are normal, but far too small: their deviation is 1/fan_in. Where is the root?",
    Draw(weight=lambda weight, inside, outside: weight.normal_(0, 1 / inside)),
)
_wrong_draw(
    "Kaiming init",
    0.75,
    "The weights are drawn as Kaiming proposed, with sqrt(2/fan_in). The handout gives another formula.",
    Draw(weight=lambda weight, inside, outside: weight.normal_(0, (2 / inside) ** 0.5)),
)
_wrong_draw(
    "Xavier init",
    0.75,
    "The deviation of the weights counts a layer's outputs too. The handout's formula has its inputs alone.",
    Draw(weight=lambda weight, inside, outside: weight.normal_(0, (2 / (inside + outside)) ** 0.5)),
)
_wrong_draw(
    "uniform Xavier init",
    0.5,
    "The weights are uniform, in a range that counts inputs and outputs. Here they are to be normal.",
    Draw(weight=lambda weight, inside, outside: _within(weight, (6 / (inside + outside)) ** 0.5)),
)
_wrong_draw(
    "uniform Kaiming init",
    0.5,
    "The weights are uniform in the range that Kaiming proposed. Here they are to be normal.",
    Draw(weight=lambda weight, inside, outside: _within(weight, (6 / inside) ** 0.5)),
)
_wrong_draw(
    "all zero",
    0.0,
    "All weights are 0. Then all units of a layer compute the same, and always will.",
    Draw(weight=lambda weight, inside, outside: weight.zero_()),
)
