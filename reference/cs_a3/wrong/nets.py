"""Wrong variants of the fully connected network: each overrides the piece that is wrong."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.checks import misconception
from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.layers import affine_backward, affine_forward, relu_backward, relu_forward, svm_loss
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.nets import Params
from reference.cs_a3.norms import batchnorm_backward, batchnorm_forward

Net = type[RightNet]


def wrong_net(name: str, credit: float, hint: str) -> Callable[[Net], Net]:
    """Declare the decorated class as a wrong variant of the network."""
    return misconception(RightNet, name, hint=hint, credit=credit)


@wrong_net("weight_scale ignored", 0.5, "The weights' deviation does not follow `weight_scale`.")
class _FixedScale(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, 1.0)


@wrong_net(
    "weight_scale as the variance", 0.5, "Is `weight_scale` the standard deviation of the weights, or its square?"
)
class _ScaleIsVariance(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale**0.5)


@wrong_net("uniform weights", 0.5, "The weights are drawn from another distribution than the handout asks for.")
class _Uniform(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        self.params[f"W{layer}"] = weight_scale * np.random.rand(fan_in, fan_out)


@wrong_net(
    "scaled by the number of inputs", 0.5, "That rule for the weights is a good one, but `weight_scale` is asked for."
)
class _Xavier(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, fan_in**-0.5)


@wrong_net("He's initialization", 0.5, "That rule for the weights is a good one, but `weight_scale` is asked for.")
class _He(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, (2 / fan_in) ** 0.5)


@wrong_net("weight_scale left out in the last layer", 0.5, "Look at the last layer's weights: are they scaled too?")
class _LastUnscaled(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, 1.0 if layer == self.num_layers else weight_scale)


@wrong_net("random biases", 0.5, "What should a bias be at the start?")
class _RandomBiases(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        self.params[f"b{layer}"] = weight_scale * np.random.randn(fan_out)


@wrong_net("random bias in the last layer", 0.5, "What should the last layer's bias be at the start?")
class _LastBiasRandom(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if layer == self.num_layers:
            self.params[f"b{layer}"] = np.random.randn(fan_out)


@wrong_net(
    "gammas zero", 0.25, "With a gamma of 0 nothing gets through a layer: at what value does a scale do nothing?"
)
class _GammasZero(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if f"gamma{layer}" in self.params:
            self.params[f"gamma{layer}"] = np.zeros(fan_out)


@wrong_net("betas one", 0.25, "At what value does a shift do nothing?")
class _BetasOne(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if f"beta{layer}" in self.params:
            self.params[f"beta{layer}"] = np.ones(fan_out)


@wrong_net("relu on the scores", 0.25, "The last layer is only affine: scores may be negative.")
class _ReluOnScores(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        scores, cache = relu_forward(scores)
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        return super().backward(relu_backward(dout, caches[-1]), caches[:-1])


@wrong_net("no relu", 0.0, "Without an activation between them, all layers together compute one affine map.")
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


@wrong_net("normalization after the relu", 0.25, "The normalization stands between the affine map and the activation.")
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


@wrong_net("normalization left out", 0.0, "There are gammas and betas: where do they meet the hidden layers?")
class _NoNorm(RightNet):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        return x, None

    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return dout, {
            name: np.zeros(dout.shape[1]) for name in (f"gamma{layer}", f"beta{layer}") if name in self.params
        }


@wrong_net("no normalization", 0.0, "The network is asked for with a normalization: is the option looked at?")
class _NotNormalized(_NoNorm):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        for name in (f"gamma{layer}", f"beta{layer}"):
            self.params.pop(name, None)

    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return dout, {}


@wrong_net(
    "normalization on the scores", 0.25, "The handout normalizes before each ReLU, and not after the last layer."
)
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


@wrong_net("train mode in the test", 0.25, "Scores without labels are those of test mode: does the normalization know?")
class _NormAlwaysTrains(RightNet):
    def set_mode(self, mode: str) -> None:
        super().set_mode(mode)
        for param in self.norm_params:
            param["mode"] = "train"


@wrong_net("one running statistic for all layers", 0.25, "Each layer has its own `bn_param`: which of them is passed?")
class _SharedStatistics(RightNet):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        own, self.norm_params = self.norm_params, self.norm_params[:1] * len(self.norm_params)
        try:
            return super().norm_forward(x, layer)
        finally:
            self.norm_params = own


@wrong_net("gamma and beta without gradients", 0.5, "Are gamma and beta trained? Then `grads` has to hold them.")
class _NoNormGradients(RightNet):
    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return super().norm_backward(dout, cache, layer)[0], {}


@wrong_net("dgamma and dbeta swapped", 0.5, "The gradients of gamma and beta stand under each other's names.")
class _NormGradientsSwapped(RightNet):
    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        dx, grads = super().norm_backward(dout, cache, layer)
        return dx, dict(zip(grads, reversed(grads.values()), strict=True))


@wrong_net(
    "dbeta for the bias's gradient",
    0.5,
    "A bias has the gradient of beta: is a name used twice where they are unpacked?",
)
class _BetaForBias(RightNet):
    def hidden_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        dx, grads = super().hidden_backward(dout, cache, layer)
        return dx, {**grads, f"b{layer}": grads.get(f"beta{layer}", grads[f"b{layer}"])}


@wrong_net("gradient past the normalization", 0.25, "Backwards, too, the gradient goes through the normalization.")
class _NormSkipped(RightNet):
    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return dout, super().norm_backward(dout, cache, layer)[1]


@wrong_net(
    "normalization undone before the relu", 0.25, "Backwards, the steps of a layer are undone from the last one on."
)
class _NormUndoneFirst(RightNet):
    def hidden_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        affine, norm, relu, dropped = cache
        dout, grads = self.norm_backward(self.drop_backward(dout, dropped), norm, layer)
        dx, dw, db = affine_backward(relu_backward(dout, relu), affine)
        return dx, {f"W{layer}": dw, f"b{layer}": db, **grads}


@wrong_net("relu left out of the backward pass", 0.25, "Where the ReLU gave 0, no gradient comes back.")
class _ReluForwardOnly(RightNet):
    def hidden_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        affine, norm, _, dropped = cache
        dout, grads = self.norm_backward(self.drop_backward(dout, dropped), norm, layer)
        dx, dw, db = affine_backward(dout, affine)
        return dx, {f"W{layer}": dw, f"b{layer}": db, **grads}


@wrong_net("dropped in the test", 0.25, "Scores without labels are those of test mode: does the dropout know?")
class _DropsInTest(RightNet):
    def set_mode(self, mode: str) -> None:
        super().set_mode(mode)
        self.dropout_param["mode"] = "train"


@wrong_net(
    "no dropout", 0.0, "With dropout asked for, training gives the same loss as without: is the option looked at?"
)
class _NoDropout(RightNet):
    def drop_forward(self, x: Array) -> tuple[Array, Cache]:
        return x, None

    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        return dout


@wrong_net("dropout left out of the backward pass", 0.5, "What the forward pass dropped gets no gradient.")
class _NoDropBackward(RightNet):
    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        return dout


@wrong_net("dropout on the scores", 0.25, "Dropout follows each hidden layer; the scores are all kept.")
class _DropsScores(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        scores, cache = self.drop_forward(scores)
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        return super().backward(self.drop_backward(dout, caches[-1]), caches[:-1])


@wrong_net("loss summed", 0.5, "The loss is a mean over the batch, and so are its gradients.")
class _Summed(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        result = super().loss(X, y)
        return result if y is None else (result[0] * len(X), {name: grad * len(X) for name, grad in result[1].items()})


@wrong_net("loss alone summed", 0.5, "The loss is a mean over the batch, as its gradients are.")
class _LossSummed(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        result = super().loss(X, y)
        return result if y is None else (self.penalty() + (result[0] - self.penalty()) * len(X), result[1])


@wrong_net("hinge loss", 0.25, "The network ends with a softmax loss.")
class _Hinge(RightNet):
    def loss(self, X: Array, y: Any = None) -> Any:
        if y is None:
            return super().loss(X)
        self.set_mode("train")
        scores, caches = self.forward(X.astype(self.dtype))
        loss, dscores = svm_loss(scores, y)
        grads = {name: grad + self.penalty_gradient(name) for name, grad in self.backward(dscores, caches).items()}
        return loss + self.penalty(), grads


@wrong_net(
    "softmax on the scores", 0.25, "`softmax_loss` takes the scores and applies its own softmax: leave yours out."
)
class _Softmax(RightNet):
    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        scores, caches = super().forward(X)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True), caches
