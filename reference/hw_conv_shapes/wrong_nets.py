"""Wrong variants of the network with sigmoids."""

import torch
from torch import Tensor, nn

from grader.checks import misconception
from reference.hw_conv_shapes.nets import Hidden, NormedPaperNet, PaperNet


class _Softmax(PaperNet):
    def forward(self, images: Tensor) -> Tensor:
        return torch.softmax(super().forward(images), dim=1)


class _Squashed(PaperNet):
    def forward(self, images: Tensor) -> Tensor:
        return torch.sigmoid(super().forward(images))


class _Other(PaperNet):
    """Another activation in the sigmoids' place."""

    activation: type[nn.Module] = nn.ReLU

    def hidden(self, linear: nn.Module, norm: list[nn.Module]) -> list[nn.Module]:
        return [*super().hidden(linear, norm)[:-1], self.activation()]


class _Tanh(_Other):
    activation = nn.Tanh


class _Linear(_Other):
    activation = nn.Identity


class _OneHidden(PaperNet):
    depth = 1


class _TwoHidden(PaperNet):
    depth = 2


class _FourHidden(PaperNet):
    depth = 4


class _OtherWidth(PaperNet):
    """As wide as what was found; by itself, as an earlier homework's net."""

    def units(self, found: Hidden | None) -> int:
        return found.units if found else 50


class _NormAfter(NormedPaperNet):
    def hidden(self, linear: nn.Module, norm: list[nn.Module]) -> list[nn.Module]:
        *before, activation = super().hidden(linear, [])
        return [*before, activation, *norm]


class _NormLeftOut(NormedPaperNet):
    """Batch norm where it was found; by itself, everywhere but in the first hidden layer."""

    def normed(self, place: int, found: Hidden | None) -> bool:
        return found.normed if found else place > 0


class _NormShared(NormedPaperNet):
    """One module in all hidden layers: it is told apart from one in the first layer by the scores alone."""

    def __init__(self, form: tuple[Hidden, ...] = ()) -> None:
        self.__dict__["shared"] = nn.BatchNorm1d((form or self.asked(()))[0].units)
        super().__init__(form)

    def normed(self, place: int, found: Hidden | None) -> bool:
        return place == 0

    def hidden(self, linear: nn.Module, norm: list[nn.Module]) -> list[nn.Module]:
        return super().hidden(linear, [self.__dict__["shared"]])


_DEPTH = "Count the layers of 100 units that the net of the paper has between its inputs and its scores."
_WIDTH = "Count the units in each hidden layer of the paper's net."
_WRONG = (
    ("one hidden layer", 0.5, _DEPTH, _OneHidden),
    ("two hidden layers", 0.5, _DEPTH, _TwoHidden),
    ("four hidden layers", 0.5, _DEPTH, _FourHidden),
    ("hidden layers of another width", 0.5, _WIDTH, _OtherWidth),
    ("ReLU for the sigmoid", 0.5, "The net of the paper has another activation in its hidden layers.", _Other),
    ("tanh for the sigmoid", 0.5, "The net of the paper has another activation in its hidden layers.", _Tanh),
    ("no activation", 0.0, "Without an activation between them, all layers together compute one affine map.", _Linear),
    ("softmax before cross-entropy", 0.5, "Cross-entropy applies its own softmax: give it the scores.", _Softmax),
    ("sigmoid on the scores", 0.5, "The last layer gives scores, which may be any number.", _Squashed),
)
for _name, _credit, _hint, _variant in _WRONG:
    misconception(PaperNet, _name, hint=_hint, credit=_credit)(_variant)
    # The pieces of the variant go before those of the right network with batch norm.
    misconception(NormedPaperNet, _name, hint=_hint, credit=_credit)(
        type(f"Normed{_variant.__name__}", (_variant, NormedPaperNet), {"__module__": __name__})
    )

_NORM = (
    (
        "batch norm after the activation",
        "In the paper the batch is normalized before the nonlinearity, not behind it.",
        _NormAfter,
    ),
    (
        "batch norm left out of a hidden layer",
        "Follow a batch through the net: before which sigmoids is it normalized, and before which is it not?",
        _NormLeftOut,
    ),
    (
        "one batch norm for all hidden layers",
        "The hidden layers share one batch norm, so its gamma, beta and running statistics have to serve all of them. "
        "What does it know of a single layer in eval mode?",
        _NormShared,
    ),
)
for _name, _hint, _normed in _NORM:
    misconception(NormedPaperNet, _name, hint=_hint, credit=0.5)(_normed)
