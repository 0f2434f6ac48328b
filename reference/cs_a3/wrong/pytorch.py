"""Wrong variants of the PyTorch notebook's answers."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from grader.checks import misconception
from reference.cs_a3.pytorch import Choice, module_optimizer, network_ending, sequential_optimizer
from reference.cs_a3.pytorch import ThreeLayerConvNet as RightNet
from reference.cs_a3.pytorch import three_layer_convnet as right_function

SOFTMAX_HINT = "PyTorch's cross-entropy takes the scores and applies its own softmax: leave yours out."


def _network(
    x: Tensor,
    params: Sequence[Tensor],
    pads: tuple[int, int] = (2, 1),
    active: tuple[bool, bool] = (True, True),
    last: Callable[[Tensor], Tensor] = lambda scores: scores,
) -> Tensor:
    first_w, first_b, second_w, second_b, fc_w, fc_b = params
    for weight, bias, pad, relu in zip((first_w, second_w), (first_b, second_b), pads, active, strict=True):
        x = functional.conv2d(x, weight, bias, padding=pad)
        x = functional.relu(x) if relu else x
    return last(x.flatten(1) @ fc_w + fc_b)


@misconception(right_function, "softmax on the scores", hint=SOFTMAX_HINT, credit=0.5)
def _softmax(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    return _network(x, params, last=lambda scores: torch.softmax(scores, dim=1))


@misconception(right_function, "relu on the scores", hint="The last layer is only linear.", credit=0.5)
def _relu(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    return _network(x, params, last=torch.relu)


@misconception(right_function, "second relu left out", hint="A ReLU follows each of the two convolutions.", credit=0.25)
def _no_second(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    return _network(x, params, active=(True, False))


@misconception(right_function, "first relu left out", hint="A ReLU follows each of the two convolutions.", credit=0.25)
def _no_first(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    return _network(x, params, active=(False, True))


@misconception(right_function, "no relu", hint="A ReLU follows each of the two convolutions.", credit=0.25)
def _no_relu(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    return _network(x, params, active=(False, False))


@misconception(right_function, "last bias left out", hint="The linear layer has a bias too.", credit=0.5)
def _no_bias(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    return right_function(x, [*params[:5], torch.zeros_like(params[5])])


class _Default(RightNet):
    def initialize(self, weight: Tensor) -> None:
        """PyTorch's own initialization stays."""


misconception(
    RightNet,
    "default initialization",
    hint="The weights are those that PyTorch draws by itself; the handout asks for Kaiming-normal ones.",
    credit=0.5,
)(_Default)


def _partly(name: str, dimensions: int) -> None:
    """Declare a network whose weights of so many dimensions are left at PyTorch's own initialization."""

    class Partly(RightNet):
        def initialize(self, weight: Tensor) -> None:
            if weight.ndim != dimensions:
                super().initialize(weight)

    hint = "Some layers' weights are Kaiming-normal: is any layer left as PyTorch draws it by itself?"
    misconception(RightNet, name, hint=hint, credit=0.5)(Partly)


_partly("linear map left as drawn by default", 2)
_partly("convolutions left as drawn by default", 4)


@misconception(
    RightNet,
    "Kaiming-uniform",
    hint="The weights have the right deviation, but come from another distribution than the handout asks for.",
    credit=0.5,
)
class _KaimingUniform(RightNet):
    def initialize(self, weight: Tensor) -> None:
        nn.init.kaiming_uniform_(weight)


@misconception(
    RightNet,
    "Xavier-normal",
    hint="That initialization is made for activations that are symmetric around 0; the handout asks for Kaiming's.",
    credit=0.5,
)
class _Xavier(RightNet):
    def initialize(self, weight: Tensor) -> None:
        nn.init.xavier_normal_(weight)


class _Ending(RightNet):
    @staticmethod
    def last(scores: Tensor) -> Tensor:
        return scores

    def forward(self, x: Tensor) -> Tensor:
        return self.last(super().forward(x))


@misconception(RightNet, "softmax on the scores", hint=SOFTMAX_HINT, credit=0.5)
class _NetSoftmax(_Ending):
    @staticmethod
    def last(scores: Tensor) -> Tensor:
        return torch.softmax(scores, dim=1)


@misconception(RightNet, "relu on the scores", hint="The last layer is only linear.", credit=0.5)
class _NetRelu(_Ending):
    @staticmethod
    def last(scores: Tensor) -> Tensor:
        return torch.relu(scores)


@misconception(RightNet, "no relu", hint="A ReLU follows each of the two convolutions.", credit=0.25)
class _NetNoRelu(RightNet):
    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.fc(self.conv2(self.conv1(x)).flatten(1))
        return scores


@misconception(RightNet, "second relu left out", hint="A ReLU follows each of the two convolutions.", credit=0.25)
class _NetNoSecond(RightNet):
    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.fc(self.conv2(torch.relu(self.conv1(x))).flatten(1))
        return scores


def _choice(right: Callable[[], Choice], name: str, hint: str, choice: Choice) -> None:
    misconception(right, name, hint=hint, credit=0.5)(lambda: choice)


_ADAM: Choice = {"optimizer": "Adam", "momentum": None, "nesterov": None}
_choice(module_optimizer, "Adam", "This part asks for plain stochastic gradient descent.", _ADAM)
_choice(
    module_optimizer,
    "momentum",
    "This part asks for plain stochastic gradient descent, without momentum.",
    {"optimizer": "SGD", "momentum": 0.9, "nesterov": False},
)
_choice(
    module_optimizer,
    "Nesterov momentum",
    "Momentum comes in the next part; this one asks for plain stochastic gradient descent.",
    {"optimizer": "SGD", "momentum": 0.9, "nesterov": True},
)
_choice(sequential_optimizer, "Adam", "This part asks for SGD with Nesterov momentum.", _ADAM)
_choice(
    sequential_optimizer,
    "momentum without Nesterov",
    "The momentum is there; Nesterov's form of it has to be asked for by name.",
    {"optimizer": "SGD", "momentum": 0.9, "nesterov": False},
)
_choice(
    sequential_optimizer,
    "no momentum",
    "This part asks for Nesterov momentum.",
    {"optimizer": "SGD", "momentum": 0.0, "nesterov": False},
)
misconception(network_ending, "softmax before cross-entropy", hint=SOFTMAX_HINT)(lambda: "probabilities")
