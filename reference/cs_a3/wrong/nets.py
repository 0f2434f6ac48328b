"""Wrong variants of the fully connected network: each overrides the piece that is wrong."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.layers import affine_backward, affine_forward, relu_backward, relu_forward
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.nets import Params, weight_names
from reference.cs_a3.norms import batchnorm_backward, batchnorm_forward

Net = type[RightNet]


def _wrong(name: str, credit: float, hint: str) -> Callable[[Net], Net]:
    return misconception(RightNet, name, hint=hint, credit=credit)


@_wrong("weight_scale ignored", 0.5, "The weights' deviation does not follow `weight_scale`.")
class _FixedScale(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, 1.0)


@_wrong("weight_scale as the variance", 0.5, "Is `weight_scale` the standard deviation of the weights, or its square?")
class _ScaleIsVariance(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale**0.5)


@_wrong("uniform weights", 0.5, "The weights are drawn from another distribution than the handout asks for.")
class _Uniform(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        self.params[f"W{layer}"] = weight_scale * np.random.rand(fan_in, fan_out)


@_wrong("random biases", 0.5, "What should a bias be at the start?")
class _RandomBiases(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        self.params[f"b{layer}"] = weight_scale * np.random.randn(fan_out)


@_wrong("gammas zero", 0.25, "With a gamma of 0 nothing gets through a layer: at what value does a scale do nothing?")
class _GammasZero(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if f"gamma{layer}" in self.params:
            self.params[f"gamma{layer}"] = np.zeros(fan_out)


@_wrong("betas one", 0.25, "At what value does a shift do nothing?")
class _BetasOne(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if f"beta{layer}" in self.params:
            self.params[f"beta{layer}"] = np.ones(fan_out)


@_wrong("relu on the scores", 0.25, "The last layer is only affine: scores may be negative.")
class _ReluOnScores(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        scores, cache = relu_forward(scores)
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        return super().backward(relu_backward(dout, caches[-1]), caches[:-1])


@_wrong("no relu", 0.0, "Without an activation between them, all layers together compute one affine map.")
class _NoRelu(RightNet):
    def hidden_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        x, affine = affine_forward(x, *self.weights(layer))
        x, norm = self.norm_forward(x, layer)
        x, dropped = self.drop_forward(x)
        return x, (affine, norm, None, dropped)

    def hidden_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        affine, norm, _, dropped = cache
        dout, grads = self.norm_backward(self.drop_backward(dout, dropped), norm, layer)
        dx, dw, db = affine_backward(dout, affine)
        return dx, {f"W{layer}": dw, f"b{layer}": db, **grads}


@_wrong("normalization after the relu", 0.25, "The normalization stands between the affine map and the activation.")
class _NormAfterRelu(RightNet):
    def hidden_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        x, affine = affine_forward(x, *self.weights(layer))
        x, relu = relu_forward(x)
        x, norm = self.norm_forward(x, layer)
        x, dropped = self.drop_forward(x)
        return x, (affine, norm, relu, dropped)

    def hidden_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        affine, norm, relu, dropped = cache
        dout, grads = self.norm_backward(self.drop_backward(dout, dropped), norm, layer)
        dx, dw, db = affine_backward(relu_backward(dout, relu), affine)
        return dx, {f"W{layer}": dw, f"b{layer}": db, **grads}


@_wrong("normalization left out", 0.0, "The network is asked for with a normalization: is the option looked at?")
class _NoNorm(RightNet):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        return x, None

    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return dout, {
            name: np.zeros(dout.shape[1]) for name in (f"gamma{layer}", f"beta{layer}") if name in self.params
        }


@_wrong("normalization on the scores", 0.25, "The handout normalizes before each ReLU, and not after the last layer.")
class _NormOnScores(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        if self.normalization != "batchnorm":
            return scores, [*caches, None]
        self.norm_params += [{}] * (self.num_layers - len(self.norm_params))
        self.norm_params[-1] = {**self.norm_params[-1], "mode": self.norm_params[0]["mode"]}
        classes = scores.shape[1]
        scores, cache = batchnorm_forward(scores, np.ones(classes), np.zeros(classes), self.norm_params[-1])
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        if caches[-1] is not None:
            dout = batchnorm_backward(dout, caches[-1])[0]
        return super().backward(dout, caches[:-1])


@_wrong("train mode in the test", 0.25, "Scores without labels are those of test mode: does the normalization know?")
class _NormAlwaysTrains(RightNet):
    def set_mode(self, mode: str) -> None:
        super().set_mode(mode)
        for param in self.norm_params:
            param["mode"] = "train"


@_wrong("one running statistic for all layers", 0.25, "Each layer has its own `bn_param`: which of them is passed?")
class _SharedStatistics(RightNet):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        own, self.norm_params = self.norm_params, self.norm_params[:1] * len(self.norm_params)
        try:
            return super().norm_forward(x, layer)
        finally:
            self.norm_params = own


@_wrong("gamma and beta without gradients", 0.5, "Are gamma and beta trained? Then `grads` has to hold them.")
class _NoNormGradients(RightNet):
    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return super().norm_backward(dout, cache, layer)[0], {}


@_wrong("penalty without its half", 0.5, "The penalty is half of reg times the sum of squares; its gradient has no 2.")
class _NoHalf(RightNet):
    def penalty(self) -> float:
        return 2 * super().penalty()


@_wrong("penalty and its gradient doubled", 0.5, "The penalty is half of reg times the sum of squares.")
class _Doubled(_NoHalf):
    def penalty_gradient(self, name: str) -> Array | float:
        return 2 * super().penalty_gradient(name)


@_wrong("gradient of the penalty doubled", 0.5, "The penalty is halved so that its gradient has no 2.")
class _DoubledGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 2 * super().penalty_gradient(name)


@_wrong("gradient of the penalty halved", 0.5, "What is the derivative of half a square?")
class _HalvedGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.5 * super().penalty_gradient(name)


@_wrong("no penalty", 0.25, "With reg set, neither the loss nor the gradients change.")
class _NoPenalty(RightNet):
    def penalty(self) -> float:
        return 0.0

    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0


@_wrong("penalty left out of the gradients", 0.5, "The loss has the penalty, so its gradient has a part for it too.")
class _NoPenaltyGradient(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0


@_wrong("penalty left out of the loss", 0.5, "The gradients have the penalty's part; has the loss?")
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


@_wrong("square of the sum in the penalty", 0.5, "Which comes first: are the weights squared, or added up?")
class _SquareOfSum(RightNet):
    def penalty(self) -> float:
        return float(0.5 * self.reg * sum(np.sum(self.params[name]) ** 2 for name in weight_names(self.params)))


@_wrong("last layer left out of the penalty", 0.5, "The penalty sums over all weight matrices: how many are there?")
class _NoLastInPenalty(_SomeWeights):
    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return names[:-1]


@_wrong("last layer not penalized", 0.5, "The penalty sums over all weight matrices, in the loss and in the gradients.")
class _LastNotPenalized(_NoLastInPenalty):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0 if name == f"W{self.num_layers}" else super().penalty_gradient(name)


@_wrong("last gradient without penalty", 0.5, "The gradient of the last weight matrix lacks the penalty's part.")
class _LastGradientNotPenalized(RightNet):
    def penalty_gradient(self, name: str) -> Array | float:
        return 0.0 if name == f"W{self.num_layers}" else super().penalty_gradient(name)


@_wrong("only the last layer in the penalty", 0.5, "The penalty sums over all weight matrices: = or += ?")
class _OnlyLast(_SomeWeights):
    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return names[-1:]


@_wrong("last layer twice in the penalty", 0.5, "Each weight matrix is penalized once: is one counted twice?")
class _LastTwice(_SomeWeights):
    @staticmethod
    def chosen(names: list[str]) -> list[str]:
        return [*names, names[-1]]


@_wrong("biases in the penalty", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasesInPenalty(RightNet):
    def penalty(self) -> float:
        biases = [value for name, value in self.params.items() if name.startswith("b") and name[1:].isdigit()]
        return super().penalty() + float(0.5 * self.reg * sum(np.sum(value**2) for value in biases))


@_wrong("biases penalized", 0.5, "The penalty is on the weights only, not on the biases.")
class _BiasesPenalized(_BiasesInPenalty):
    def penalty_gradient(self, name: str) -> Array | float:
        return self.reg * self.params[name] if name[0] in "Wb" and name[1:].isdigit() else 0.0


@_wrong("everything penalized", 0.5, "The penalty is on the weights only: which parameters does the sum run over?")
class _AllPenalized(RightNet):
    def penalty(self) -> float:
        return float(0.5 * self.reg * sum(np.sum(value**2) for value in self.params.values()))

    def penalty_gradient(self, name: str) -> Array | float:
        return self.reg * self.params[name]


@_wrong("dropped in the test", 0.25, "Scores without labels are those of test mode: does the dropout know?")
class _DropsInTest(RightNet):
    def set_mode(self, mode: str) -> None:
        super().set_mode(mode)
        self.dropout_param["mode"] = "train"


@_wrong("no dropout", 0.0, "With dropout asked for, training gives the same loss as without: is the option looked at?")
class _NoDropout(RightNet):
    def drop_forward(self, x: Array) -> tuple[Array, Cache]:
        return x, None

    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        return dout


@_wrong("dropout left out of the backward pass", 0.5, "What the forward pass dropped gets no gradient.")
class _NoDropBackward(RightNet):
    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        return dout


@_wrong("dropout on the scores", 0.25, "Dropout follows each hidden layer; the scores are all kept.")
class _DropsScores(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        scores, cache = self.drop_forward(scores)
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        return super().backward(self.drop_backward(dout, caches[-1]), caches[:-1])


@_wrong("loss summed", 0.5, "The loss is a mean over the batch, and so are its gradients.")
class _Summed(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        result = super().loss(X, y)
        return result if y is None else (result[0] * len(X), {name: grad * len(X) for name, grad in result[1].items()})
