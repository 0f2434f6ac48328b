"""Wrong variants of `my_nn`, and of the networks from modules."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from grader.checks import misconception
from reference.lab4_batchnorm.right import PIXELS, Stats, affine, my_nn, norm_layer, parameter_shapes, shapes_of
from reference.lab4_batchnorm.right import Model as RightModel
from reference.lab4_batchnorm.right import TorchModel as RightTorchModel
from reference.lab4_batchnorm.right import myBatchnorm as RightLayer

AFTER = "The normalization stands after the activation. The handout puts it between the linear map and the ReLU."
SOFTMAX = "The network ends with a softmax. PyTorch's cross-entropy takes the scores and applies its own: leave it out."
LOG_SOFTMAX = (
    "The network ends with a log-softmax. That does no harm in the cross-entropy, but what is asked for are the scores "
    "themselves: the last layer is only linear."
)


Hidden = Callable[[Tensor, Callable[[Tensor], Tensor]], Tensor]
"""A hidden layer, given the output of its linear map and its batch normalization."""


def right_hidden(summed: Tensor, norm: Callable[[Tensor], Tensor]) -> Tensor:
    """Normalization, then activation."""
    return torch.relu(norm(summed))


def norm_after(summed: Tensor, norm: Callable[[Tensor], Tensor]) -> Tensor:
    """Activation, then normalization."""
    return norm(torch.relu(summed))


def no_norm(summed: Tensor, norm: Callable[[Tensor], Tensor]) -> Tensor:
    """Activation alone."""
    return torch.relu(summed)


@dataclass(frozen=True)
class Network:
    """The pieces of `my_nn`; a wrong variant replaces some of them."""

    hidden: Hidden = right_hidden
    other: Hidden | None = None
    """The second hidden layer, where it is another one."""
    scores: Callable[[Tensor], Tensor] = lambda scores: scores
    statistics: Callable[[int], int] = lambda layer: layer
    """Which entry of the list a layer uses."""
    mode: Callable[[bool], bool] = lambda train: train
    affine: Callable[[Stats, int], Stats] = lambda param_dict, layer: param_dict
    """The parameters from which a layer takes its beta and gamma."""

    def run(
        self,
        input: Tensor,  # noqa: A002
        param_dict: Stats,
        layers_stats_list: list[Stats],
        train: bool = True,
    ) -> Tensor:
        """The network from these pieces, with the signature of `my_nn`."""
        active = input.reshape(len(input), PIXELS)
        for layer in (0, 1):
            stats = [layers_stats_list[self.statistics(layer)]] * 2
            own = self.affine(param_dict, layer)
            norm = partial(norm_layer, param_dict=own, stats=stats, layer=layer, train=self.mode(train))
            hidden = self.other if layer and self.other else self.hidden
            active = hidden(affine(active, param_dict, layer), norm)
        return self.scores(affine(active, param_dict, 2))


misconception(
    parameter_shapes,
    "hidden width 100",
    hint="Look at how wide the hidden layers are: the handout asks for fewer units than an earlier lab's 100.",
    credit=0.5,
)(lambda: shapes_of(100))


def _wrong_network(name: str, credit: float, hint: str, network: Network) -> None:
    misconception(my_nn, name, hint=hint, credit=credit)(network.run)


_wrong_network(
    "batchnorm after activation",
    0.5,
    AFTER,
    Network(hidden=norm_after),
)
_wrong_network(
    "batchnorm after the first activation",
    0.75,
    "In the first hidden layer the normalization stands after the activation; the second one has it before.",
    Network(hidden=norm_after, other=right_hidden),
)
_wrong_network(
    "batchnorm after the second activation",
    0.75,
    "In the second hidden layer the normalization stands after the activation; the first one has it before.",
    Network(other=norm_after),
)
_wrong_network(
    "no batchnorm in the first layer",
    0.5,
    "The first hidden layer has no batch normalization: the handout has one in both.",
    Network(hidden=no_norm, other=right_hidden),
)
_wrong_network(
    "no batchnorm in the second layer",
    0.5,
    "The second hidden layer has no batch normalization: the handout has one in both.",
    Network(other=no_norm),
)
_wrong_network(
    "batchnorm left out",
    0.0,
    "The output is that of the network without any batch normalization.",
    Network(hidden=no_norm),
)
_wrong_network(
    "activation left out",
    0.25,
    "No ReLU follows the normalization, so the network computes nothing that one linear layer could not.",
    Network(hidden=lambda summed, norm: norm(summed)),
)
_wrong_network(
    "softmax on scores",
    0.5,
    SOFTMAX,
    Network(scores=lambda scores: torch.softmax(scores, dim=1)),
)
_wrong_network(
    "log-softmax on scores",
    0.75,
    LOG_SOFTMAX,
    Network(scores=lambda scores: torch.log_softmax(scores, dim=1)),
)
_wrong_network(
    "relu on scores",
    0.5,
    "The last scores go through a ReLU, which throws the negative ones away. The last layer is only linear.",
    Network(scores=torch.relu),
)
_wrong_network(
    "train not passed on",
    0.25,
    "`my_nn` takes train, but the batch normalization inside is always in train mode: pass the argument on.",
    Network(mode=lambda train: True),
)
_wrong_network(
    "statistics shared",
    0.5,
    "Both hidden layers use the running statistics of the first one. Each layer has its own entry in the list.",
    Network(statistics=lambda layer: 0),
)


def _of_other_layer(names: tuple[str, ...], from_layer: int, param_dict: Stats, layer: int) -> Stats:
    """The parameters, those of these names being another layer's."""
    return {**param_dict, **{f"{name}{layer}": param_dict[f"{name}{from_layer}"] for name in names}}


def _swapped(param_dict: Stats, layer: int) -> Stats:
    beta, gamma = f"beta{layer}", f"gamma{layer}"
    return {**param_dict, beta: param_dict[gamma], gamma: param_dict[beta]}


_wrong_network(
    "gamma beta swapped in the call",
    0.5,
    "Look at the order in which `my_nn` hands beta and gamma to the batch normalization, and at its signature.",
    Network(affine=_swapped),
)
for _names, _title in ((("beta", "gamma"), "beta and gamma"), (("beta",), "beta"), (("gamma",), "gamma")):
    for _layer, _ordinal in ((0, "first"), (1, "second")):
        _wrong_network(
            f"{_title} of the {_ordinal} layer in both",
            0.5,
            f"Look at which {_title} each normalization is given: both hidden layers use the {_ordinal} one's.",
            Network(affine=partial(_of_other_layer, _names, _layer)),
        )


@misconception(
    RightLayer,
    "running statistics not registered",
    hint="The running statistics are plain attributes. Look at what `state_dict()` holds: would a saved network still "
    "have them? PyTorch has a method that makes a tensor part of a module without training it.",
)
class _Unregistered(RightLayer):
    def __init__(self, num_features: int, epsilon: float = 1e-3, momentum: float = 0.1) -> None:
        super().__init__(num_features, epsilon, momentum)
        for name, value in [*self.named_buffers()]:
            delattr(self, name)
            setattr(self, name, value)


def _wrong_modules(name: str, credit: float, hint: str, **pieces: Callable[..., list[nn.Module]]) -> None:
    """Declare a wrong variant of both networks from modules, with other methods."""
    for right in (RightModel, RightTorchModel):
        misconception(right, name, hint=hint, credit=credit)(
            type(right.__name__, (right,), {**pieces, "__module__": __name__})
        )


def _norm_behind(self: RightModel, fan_in: int, fan_out: int) -> list[nn.Module]:
    linear, norm, relu = RightModel.hidden(self, fan_in, fan_out)
    return [linear, relu, norm]


_wrong_modules("batchnorm after activation", 0.5, AFTER, hidden=_norm_behind)
_wrong_modules(
    "softmax on scores", 0.5, SOFTMAX, last=lambda self, fan_in: [*RightModel.last(self, fan_in), nn.Softmax(dim=1)]
)
_wrong_modules(
    "log-softmax on scores",
    0.75,
    LOG_SOFTMAX,
    last=lambda self, fan_in: [*RightModel.last(self, fan_in), nn.LogSoftmax(dim=1)],
)
_wrong_modules(
    "activation left out",
    0.25,
    "No ReLU follows the normalization, so the network computes nothing that one linear layer could not.",
    hidden=lambda self, fan_in, fan_out: RightModel.hidden(self, fan_in, fan_out)[:2],
)
