"""Wrong variants of the network's penalty.

What is missing beside a normalization alone comes first: what is missing everywhere would explain it as well.
"""

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.nets import weight_names
from reference.cs_a3.wrong.nets import wrong_net


@wrong_net(
    "no penalty beside a normalization",
    0.5,
    "With a normalization, too, `reg` is on the weights: is it left out there?",
)
class _NoPenaltyBesideNorm(RightNet):
    def penalty(self) -> float:
        return 0.0 if self.normalization else super().penalty()

    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0 if self.normalization else super().penalty_gradient(name)


@wrong_net(
    "penalty left out of the gradients beside a normalization",
    0.5,
    "With a normalization the loss has the penalty, so its gradient has a part for it too.",
)
class _NoGradientBesideNorm(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0 if self.normalization else super().penalty_gradient(name)


@wrong_net(
    "penalty without its half", 0.5, "The penalty is half of reg times the sum of squares; its gradient has no 2."
)
class _NoHalf(RightNet):
    def penalty(self) -> float:
        return 2 * super().penalty()


@wrong_net("penalty and its gradient doubled", 0.5, "The penalty is half of reg times the sum of squares.")
class _Doubled(_NoHalf):
    def penalty_gradient(self, name: str) -> Array | float:
        return 2 * super().penalty_gradient(name)


@wrong_net("gradient of the penalty doubled", 0.5, "The penalty is halved so that its gradient has no 2.")
class _DoubledGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 2 * super().penalty_gradient(name)


@wrong_net("gradient of the penalty halved", 0.5, "What is the derivative of half a square?")
class _HalvedGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.5 * super().penalty_gradient(name)


@wrong_net(
    "gradient of the penalty summed", 0.5, "Each weight has a gradient of its own: is something added up that is not?"
)
class _SummedGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return float(np.sum(super().penalty_gradient(name)))


@wrong_net("no penalty", 0.25, "With reg set, neither the loss nor the gradients change.")
class _NoPenalty(RightNet):
    def penalty(self) -> float:
        return 0.0

    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0


@wrong_net("penalty left out of the gradients", 0.5, "The loss has the penalty, so its gradient has a part for it too.")
class _NoPenaltyGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0


@wrong_net("penalty left out of the loss", 0.5, "The gradients have the penalty's part; has the loss?")
class _NoPenaltyLoss(RightNet):
    def penalty(self) -> float:
        return 0.0


class _SomeWeights(RightNet):
    """Penalizes only some of the weights."""

    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return names

    def penalty(self) -> float:
        names = self.chosen(weight_names(self.params))
        return float(0.5 * self.reg * sum(np.sum(self.params[name] ** 2) for name in names))


@wrong_net("square of the sum in the penalty", 0.5, "Which comes first: are the weights squared, or added up?")
class _SquareOfSum(RightNet):
    def penalty(self) -> float:
        return float(0.5 * self.reg * sum(np.sum(self.params[name]) ** 2 for name in weight_names(self.params)))


@wrong_net(
    "weights not squared in the penalty", 0.5, "The penalty grows with the square of a weight, whatever its sign."
)
class _NotSquared(RightNet):
    def penalty(self) -> float:
        return float(0.5 * self.reg * sum(np.sum(self.params[name]) for name in weight_names(self.params)))


@wrong_net("last layer left out of the penalty", 0.5, "The penalty sums over all weight matrices: how many are there?")
class _NoLastInPenalty(_SomeWeights):
    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return names[:-1]


@wrong_net(
    "last layer not penalized", 0.5, "The penalty sums over all weight matrices, in the loss and in the gradients."
)
class _LastNotPenalized(_NoLastInPenalty):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0 if name == f"W{self.num_layers}" else super().penalty_gradient(name)


@wrong_net("last gradient without penalty", 0.5, "The gradient of the last weight matrix lacks the penalty's part.")
class _LastGradientNotPenalized(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0 if name == f"W{self.num_layers}" else super().penalty_gradient(name)


@wrong_net("only the last layer in the penalty", 0.5, "The penalty sums over all weight matrices: = or += ?")
class _OnlyLast(_SomeWeights):
    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return names[-1:]


@wrong_net("last layer twice in the penalty", 0.5, "Each weight matrix is penalized once: is one counted twice?")
class _LastTwice(_SomeWeights):
    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return [*names, names[-1]]


@wrong_net("biases in the penalty", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasesInPenalty(RightNet):
    def penalty(self) -> float:
        biases = [value for name, value in self.params.items() if name.startswith("b") and name[1:].isdigit()]
        return super().penalty() + float(0.5 * self.reg * sum(np.sum(value**2) for value in biases))


@wrong_net("biases penalized", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasesPenalized(_BiasesInPenalty):
    def penalty_gradient(self, name: str) -> Array | float:
        return self.reg * self.params[name] if name[0] in "Wb" and name[1:].isdigit() else 0.0


@wrong_net("everything penalized", 0.5, "The penalty is on the weights only: which parameters does the sum run over?")
class _AllPenalized(RightNet):
    def penalty(self) -> float:
        return float(0.5 * self.reg * sum(np.sum(value**2) for value in self.params.values()))

    def penalty_gradient(self, name: str) -> Array | float:
        return self.reg * self.params[name]


@wrong_net(
    "only the first layer in the penalty", 0.5, "The penalty sums over all weight matrices: is the sum left too early?"
)
class _OnlyFirst(_SomeWeights):
    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return names[:1]


@wrong_net("only the last gradient with penalty", 0.5, "The gradients of all weight matrices have the penalty's part.")
class _OnlyLastGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return super().penalty_gradient(name) if name == f"W{self.num_layers}" else 0.0


@wrong_net("gradients of biases with penalty", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasGradients(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return self.reg * self.params[name] if name[0] in "Wb" and name[1:].isdigit() else 0.0
