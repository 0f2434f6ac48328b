"""Wrong variants of what the network's penalty is made of: the weights' size, reg, the parameters that have one."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.wrong.nets import wrong_net


@wrong_net(
    "gradient of the penalty summed", 0.5, "Each weight has a gradient of its own: is something added up that is not?"
)
class _SummedGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return float(np.sum(super().penalty_gradient(name)))


@wrong_net("square of the sum in the penalty", 0.5, "Which comes first: are the weights squared, or added up?")
class _SquareOfSum(RightNet):
    def size(self, weights: Array) -> float:
        return float(np.sum(weights) ** 2)


@wrong_net(
    "weights not squared in the penalty", 0.5, "The penalty grows with the square of a weight, whatever its sign."
)
class _NotSquared(RightNet):
    def size(self, weights: Array) -> float:
        return float(np.sum(weights))


@wrong_net("root of the squares in the penalty", 0.5, "A norm is a root: is the penalty's sum of squares rooted?")
class _Root(RightNet):
    def size(self, weights: Array) -> float:
        return float(np.linalg.norm(weights))


@wrong_net("mean of the squares in the penalty", 0.5, "Are the squares of the weights added up, or averaged?")
class _MeanOfSquares(RightNet):
    def size(self, weights: Array) -> float:
        return float(np.mean(weights**2))


@wrong_net("penalty averaged over the layers", 0.5, "The penalty is halved, however many layers there are.")
class _MeanOfLayers(RightNet):
    def penalty(self) -> float:
        return 2 * super().penalty() / self.num_layers


@wrong_net("penalty without reg", 0.25, "Without regularization `reg` is 0: is there a penalty even then?")
class _WithoutReg(RightNet):
    def begin(self, widths: Sequence[int], weight_scale: float) -> None:
        self.reg = 1.0
        super().begin(widths, weight_scale)


@wrong_net("gradient of the penalty without reg", 0.5, "What is the derivative of half of reg times a square?")
class _GradientWithoutReg(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        reg, self.reg = self.reg, 1.0
        try:
            return super().penalty_gradient(name)
        finally:
            self.reg = reg


class _Counting(RightNet):
    """Knows how many examples it was trained with last."""

    count = 1

    def loss(self, X: Array, y: Any = None) -> Any:
        self.count = len(X)
        return super().loss(X, y)


@wrong_net("penalty divided by the number of examples", 0.5, "The mean is over the data: is the penalty part of it?")
class _DividedPenalty(_Counting):
    def penalty(self) -> float:
        return super().penalty() / self.count


@wrong_net(
    "gradient of the penalty divided by the number of examples",
    0.5,
    "The mean is over the data: is the penalty's part of the gradients divided as well?",
)
class _DividedGradient(_Counting):
    def penalty_gradient(self, name: str) -> Array | float:
        return super().penalty_gradient(name) / self.count


@wrong_net(
    "penalty and its gradient divided by the number of examples",
    0.5,
    "The mean is over the data: is the penalty part of it, in loss and gradients?",
)
class _Divided(_DividedPenalty, _DividedGradient):
    pass


@wrong_net("penalty for the whole loss", 0.25, "Is the penalty added to the loss, or put in its place?")
class _PenaltyAlone(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        result = super().loss(X, y)
        return result if y is None else (self.penalty(), result[1])


@wrong_net("biases in the penalty", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasesInPenalty(RightNet):
    def penalty(self) -> float:
        return super().penalty() + 0.5 * self.reg * sum(self.size(bias) for bias in self._biases().values())

    def _biases(self) -> dict[str, Array]:
        return {name: value for name, value in self.params.items() if _is_bias(name)}


@wrong_net("gradients of biases with penalty", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasGradients(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return self.reg * self.params[name] if _is_bias(name) else super().penalty_gradient(name)


@wrong_net("biases penalized", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasesPenalized(_BiasesInPenalty, _BiasGradients):
    pass


@wrong_net("everything penalized", 0.5, "The penalty is on the weights only: which parameters does the sum run over?")
class _AllPenalized(RightNet):
    def penalty(self) -> float:
        return 0.5 * self.reg * sum(self.size(value) for value in self.params.values())

    def penalty_gradient(self, name: str) -> Array | float:
        return self.reg * self.params[name]


def _is_bias(name: str) -> bool:
    return name[0] == "b" and name[1:].isdigit()
