"""Wrong variants of the network with sigmoids."""

import torch
from torch import Tensor, nn

from grader.checks import misconception
from reference.hw_conv_shapes.nets import NormedSigmoidNet, SigmoidNet


class _Softmax(SigmoidNet):
    def forward(self, images: Tensor) -> Tensor:
        return torch.softmax(super().forward(images), dim=1)


class _Squashed(SigmoidNet):
    def forward(self, images: Tensor) -> Tensor:
        return torch.sigmoid(super().forward(images))


class _Other(SigmoidNet):
    """Another activation in the sigmoids' place."""

    activation: type[nn.Module] = nn.ReLU

    def hidden(self, linear: nn.Linear) -> list[nn.Module]:
        return [*super().hidden(linear)[:-1], self.activation()]


class _Tanh(_Other):
    activation = nn.Tanh


class _Linear(_Other):
    activation = nn.Identity


class _OneHidden(SigmoidNet):
    depth = 1


class _TwoHidden(SigmoidNet):
    depth = 2


class _FourHidden(SigmoidNet):
    depth = 4


class _NormAfter(NormedSigmoidNet):
    def hidden(self, linear: nn.Linear) -> list[nn.Module]:
        first, norm, activation = super().hidden(linear)
        return [first, activation, norm]


_DEPTH = "Count the layers of 100 units that the net of the paper has between its inputs and its scores."
_WRONG = (
    ("one hidden layer", 0.5, _DEPTH, _OneHidden),
    ("two hidden layers", 0.5, _DEPTH, _TwoHidden),
    ("four hidden layers", 0.5, _DEPTH, _FourHidden),
    ("ReLU for the sigmoid", 0.5, "The net of the paper has another activation in its hidden layers.", _Other),
    ("tanh for the sigmoid", 0.5, "The net of the paper has another activation in its hidden layers.", _Tanh),
    ("no activation", 0.0, "Without an activation between them, all layers together compute one affine map.", _Linear),
    ("softmax before cross-entropy", 0.5, "Cross-entropy applies its own softmax: give it the scores.", _Softmax),
    ("sigmoid on the scores", 0.5, "The last layer gives scores, which may be any number.", _Squashed),
)
for _name, _credit, _hint, _variant in _WRONG:
    misconception(SigmoidNet, _name, hint=_hint, credit=_credit)(_variant)
    # The pieces of the variant go before those of the right network with batch norm.
    misconception(NormedSigmoidNet, _name, hint=_hint, credit=_credit)(
        type(f"Normed{_variant.__name__}", (_variant, NormedSigmoidNet), {"__module__": __name__})
    )

misconception(
    NormedSigmoidNet,
    "batch norm after the activation",
    hint="In the paper the batch is normalized before the nonlinearity, not behind it.",
    credit=0.5,
)(_NormAfter)
