"""Wrong variants of the network's normalization."""

from collections.abc import Sequence

import numpy as np

from reference.cs_a3.arrays import Array, Cache
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.nets import Params
from reference.cs_a3.norms import batchnorm_backward, batchnorm_forward
from reference.cs_a3.wrong.nets import wrong_net


@wrong_net("normalization after the relu", 0.25, "The normalization stands between the affine map and the activation.")
class _NormAfterRelu(RightNet):
    stages = ("affine", "relu", "norm", "drop")


@wrong_net(
    "normalization after the dropout", 0.25, "The normalization stands between the affine map and the activation."
)
class _NormAfterDropout(RightNet):
    stages = ("affine", "relu", "drop", "norm")


@wrong_net("normalization left out", 0.0, "There are gammas and betas: where do they meet the hidden layers?")
class _NoNorm(RightNet):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        return x, None

    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return dout, {
            name: np.zeros(dout.shape[1]) for name in (f"gamma{layer}", f"beta{layer}") if name in self.params
        }


class _NoNormParams(RightNet):
    """Has no gammas and betas among its parameters."""

    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        for name in (f"gamma{layer}", f"beta{layer}"):
            self.params.pop(name, None)


@wrong_net("no normalization", 0.0, "The network is asked for with a normalization: is the option looked at?")
class _NotNormalized(_NoNorm, _NoNormParams):
    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return dout, {}


@wrong_net("gammas and betas not trained", 0.25, "Are gammas and betas in `params`, and their gradients in `grads`?")
class _FixedScales(_NoNormParams):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        own = self.params
        width = x.shape[1]
        self.params = own | {f"gamma{layer}": np.ones(width), f"beta{layer}": np.zeros(width)}
        try:
            return super().norm_forward(x, layer)
        finally:
            self.params = own

    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        return super().norm_backward(dout, cache, layer)[0], {}


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


@wrong_net(
    "batch norm for layer norm", 0.25, "Two normalizations can be asked for: which function is called for which?"
)
class _BatchForLayer(RightNet):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        if self.normalization != "layernorm":
            return super().norm_forward(x, layer)
        return batchnorm_forward(x, self.params[f"gamma{layer}"], self.params[f"beta{layer}"], {"mode": "train"})

    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        if self.normalization != "layernorm":
            return super().norm_backward(dout, cache, layer)
        dx, dgamma, dbeta = batchnorm_backward(dout, cache)
        return dx, {f"gamma{layer}": dgamma, f"beta{layer}": dbeta}


@wrong_net("scale and shift of the scores", 0.5, "The last layer is not normalized: what parameters does it have?")
class _ScalesOfScores(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if self.normalization:
            self.params |= {f"gamma{layer}": np.ones(fan_out), f"beta{layer}": np.zeros(fan_out)}


@wrong_net(
    "running statistics not kept", 0.25, "What a layer learns in training is in its `bn_param`: is that one passed?"
)
class _StatisticsLost(RightNet):
    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        own = self.norm_params
        self.norm_params = [{"mode": param["mode"]} for param in own]
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
    undone = ("drop", "norm", "relu", "affine")


@wrong_net(
    "normalization before the affine map", 0.25, "The normalization stands between the affine map and the activation."
)
class _NormFirst(RightNet):
    stages = ("norm", "affine", "relu", "drop")

    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if f"gamma{layer}" in self.params:
            self.params |= {f"gamma{layer}": np.ones(fan_in), f"beta{layer}": np.zeros(fan_in)}
