"""Wrong variants of the network's penalty that count too much or too little: everywhere, or in some layers.

What is missing beside a normalization alone comes first: what is missing everywhere would explain it as well.
"""

from collections.abc import Callable

from reference.cs_a3.arrays import Array
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.wrong.nets import wrong_net

Where = Callable[[RightNet, int], bool]
"""Whether a layer of a network is concerned; layers count from 1."""


def _counted(name: str, hint: str, where: Where, *, loss: float = 1, gradient: float = 1, credit: float = 0.5) -> None:
    """Declare a network whose penalty counts so much where it is concerned."""

    class Counted(RightNet):
        def layer_penalty(self, layer: int) -> float:
            return super().layer_penalty(layer) * (loss if where(self, layer) else 1)

        def penalty_gradient(self, name: str) -> Array | float:
            found = super().penalty_gradient(name)
            return gradient * found if name[0] == "W" and where(self, int(name[1:])) else found

    wrong_net(name, credit, hint)(Counted)


def _everywhere(net: RightNet, layer: int) -> bool:
    return True


def _beside_norm(net: RightNet, layer: int) -> bool:
    return bool(net.normalization)


def _beside_dropout(net: RightNet, layer: int) -> bool:
    return net.keep != 1


def _first(net: RightNet, layer: int) -> bool:
    return layer == 1


def _after_first(net: RightNet, layer: int) -> bool:
    return layer > 1


def _hidden(net: RightNet, layer: int) -> bool:
    return layer < net.num_layers


def _last(net: RightNet, layer: int) -> bool:
    return layer == net.num_layers


_HALF = "The penalty is half of reg times the sum of squares"
_ALL = "The penalty sums over all weight matrices"
_EACH = "The gradients of all weight matrices have the penalty's part"

_counted(
    "no penalty beside a normalization",
    "With a normalization, too, `reg` is on the weights: is it left out there?",
    _beside_norm,
    loss=0,
    gradient=0,
)
_counted(
    "penalty left out of the gradients beside a normalization",
    "With a normalization the loss has the penalty, so its gradient has a part for it too.",
    _beside_norm,
    gradient=0,
)
_counted(
    "no penalty beside dropout",
    "With dropout, too, `reg` is on the weights: is it left out there?",
    _beside_dropout,
    loss=0,
    gradient=0,
)
_counted(
    "penalty left out of the gradients beside dropout",
    "With dropout the loss has the penalty, so its gradient has a part for it too.",
    _beside_dropout,
    gradient=0,
)
_counted("penalty without its half", f"{_HALF}; its gradient has no 2.", _everywhere, loss=2)
_counted("penalty and its gradient doubled", f"{_HALF}.", _everywhere, loss=2, gradient=2)
_counted(
    "gradient of the penalty doubled", "The penalty is halved so that its gradient has no 2.", _everywhere, gradient=2
)
_counted("gradient of the penalty halved", "What is the derivative of half a square?", _everywhere, gradient=0.5)
_counted("penalty halved twice", f"{_HALF}: is it halved in two places?", _everywhere, loss=0.5)
_counted(
    "no penalty",
    "With reg set, neither the loss nor the gradients change.",
    _everywhere,
    loss=0,
    gradient=0,
    credit=0.25,
)
_counted(
    "penalty left out of the gradients",
    "The loss has the penalty, so its gradient has a part for it too.",
    _everywhere,
    gradient=0,
)
_counted("penalty left out of the loss", "The gradients have the penalty's part; has the loss?", _everywhere, loss=0)
_counted(
    "gradient of the penalty subtracted",
    "A larger weight makes the loss larger: which sign has the penalty's part of the gradient?",
    _everywhere,
    gradient=-1,
)
_counted("first layer left out of the penalty", f"{_ALL}: with which number does the sum begin?", _first, loss=0)
_counted("first layer not penalized", f"{_ALL}, in the loss and in the gradients.", _first, loss=0, gradient=0)
_counted("first gradient without penalty", f"{_EACH}: has the first?", _first, gradient=0)
_counted("last layer left out of the penalty", f"{_ALL}: how many are there?", _last, loss=0)
_counted("last layer not penalized", f"{_ALL}, in the loss and in the gradients.", _last, loss=0, gradient=0)
_counted("last gradient without penalty", f"{_EACH}: has the last?", _last, gradient=0)
_counted("only the last layer in the penalty", f"{_ALL}: = or += ?", _hidden, loss=0)
_counted("only the last gradient with penalty", f"{_EACH}: have the hidden layers'?", _hidden, gradient=0)
_counted("only the last layer penalized", f"{_ALL}: are the hidden layers' there?", _hidden, loss=0, gradient=0)
_counted("only the first layer in the penalty", f"{_ALL}: is the sum left too early?", _after_first, loss=0)
_counted("only the first gradient with penalty", f"{_EACH}: is the loop left too early?", _after_first, gradient=0)
_counted("last layer twice in the penalty", "Is one weight matrix counted twice, or not halved?", _last, loss=2)
_counted("hidden layers without the half", f"{_HALF}, in the hidden layers as in the last.", _hidden, loss=2)
_counted(
    "gradient of the penalty doubled in the last layer",
    "The penalty is halved so that its gradient has no 2, in the last layer too.",
    _last,
    gradient=2,
)
_counted(
    "gradient of the penalty doubled in the hidden layers",
    "The penalty is halved so that its gradient has no 2, in the hidden layers too.",
    _hidden,
    gradient=2,
)
