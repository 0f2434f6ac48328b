"""The fully connected network, built from the layers, in NumPy."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from reference.cs_a3.arrays import Array, Cache, Labels, Param
from reference.cs_a3.dropout import dropout_backward, dropout_forward
from reference.cs_a3.layers import affine_backward, affine_forward, relu_backward, relu_forward, softmax_loss
from reference.cs_a3.norms import batchnorm_backward, batchnorm_forward, layernorm_backward, layernorm_forward

Params = dict[str, Array]


class FullyConnectedNet:
    """{affine - [batch or layer norm] - relu - [dropout]} x (L - 1) - affine - softmax.

    `params` holds W1, b1, gamma1, beta1 and so on, weights as (fan_in, fan_out). Years differ in names:
    `use_batchnorm` is `normalization="batchnorm"`; `dropout_keep_ratio` is `dropout`, the keep probability; 1 is off.
    """

    stages: tuple[str, ...] = ("affine", "norm", "relu", "drop")
    """What a hidden layer does, in order."""
    undone: tuple[str, ...] = ()
    """The same in the backward pass; from the last stage on unless set."""

    def __init__(
        self,
        hidden_dims: Sequence[int],
        input_dim: int = 3 * 32 * 32,
        num_classes: int = 10,
        dropout: float = 1,
        normalization: str | None = None,
        reg: float = 0.0,
        weight_scale: float = 1e-2,
        dtype: Any = np.float32,
        seed: int | None = None,
        *,
        use_batchnorm: bool = False,
        dropout_keep_ratio: float = 1,
    ) -> None:
        self.normalization = "batchnorm" if use_batchnorm else normalization
        self.keep = min(dropout, dropout_keep_ratio)
        self.reg, self.dtype = reg, dtype
        self.num_layers = len(hidden_dims) + 1
        self.params: Params = {}
        self.begin([input_dim, *hidden_dims, num_classes], weight_scale)
        self.params = {name: value.astype(dtype) for name, value in self.params.items()}
        self.norm_params: list[Param] = [{"mode": "train"} for _ in hidden_dims]
        self.dropout_param: Param = {"mode": "train", "p": self.keep}
        if seed is not None:
            self.dropout_param["seed"] = seed

    def begin(self, widths: Sequence[int], weight_scale: float) -> None:
        """Draw the parameters of all layers; `widths` are those of input, hidden layers and scores."""
        for layer, (fan_in, fan_out) in enumerate(pairwise(widths), 1):
            self.initialize(layer, fan_in, fan_out, weight_scale)

    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        """Draw one layer's parameters: weights N(0, weight_scale**2), biases and betas 0, gammas 1."""
        self.params[f"W{layer}"] = weight_scale * np.random.randn(fan_in, fan_out)
        self.params[f"b{layer}"] = np.zeros(fan_out)
        if self.normalization and layer < self.num_layers:
            self.params[f"gamma{layer}"] = np.ones(fan_out)
            self.params[f"beta{layer}"] = np.zeros(fan_out)

    def loss(self, X: Array, y: Labels | None = None) -> Any:
        """Scores (N, C) of X (N, ...) in test mode without y; with y, in train mode, (loss, gradients by name)."""
        self.set_mode("test" if y is None else "train")
        scores, caches = self.forward(X.astype(self.dtype))
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = self.backward(dscores, caches)
        return loss + self.penalty(), {name: grad + self.penalty_gradient(name) for name, grad in grads.items()}

    def train_scores(self, X: Array) -> Array:
        """Scores as train mode computes them, which a test must not use."""
        self.set_mode("train")
        return self.forward(X.astype(self.dtype))[0]

    def set_mode(self, mode: str) -> None:
        """Tell normalization and dropout whether the network is trained."""
        for param in (*self.norm_params, self.dropout_param):
            param["mode"] = mode

    def forward(self, X: Array) -> tuple[Array, list[Cache]]:
        """Scores, and the caches of all layers."""
        caches = []
        for layer in range(1, self.num_layers):
            X, cache = self.hidden_forward(X, layer)
            caches.append(cache)
        scores, cache = affine_forward(X, *self.weights(self.num_layers))
        return scores, [*caches, cache]

    def backward(self, dout: Array, caches: Sequence[Cache]) -> Params:
        """Gradients of all parameters, without the penalty."""
        dx, dw, db = affine_backward(dout, caches[-1])
        grads = {f"W{self.num_layers}": dw, f"b{self.num_layers}": db}
        for layer in range(self.num_layers - 1, 0, -1):
            dx, more = self.hidden_backward(dx, caches[layer - 1], layer)
            grads.update(more)
        return grads

    def hidden_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        """A hidden layer, and the caches of its stages."""
        caches: dict[str, Cache] = {}
        for stage in self.stages:
            x, caches[stage] = self.stage_forward(stage, x, layer)
        return x, caches

    def hidden_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        """The gradient of the layer's input, and those of its parameters."""
        grads: Params = {}
        for stage in self.undone or self.stages[::-1]:
            dout, more = self.stage_backward(stage, dout, cache[stage], layer)
            grads |= more
        return dout, grads

    def stage_forward(self, stage: str, x: Array, layer: int) -> tuple[Array, Cache]:
        """One stage of a hidden layer."""
        match stage:
            case "affine":
                return affine_forward(x, *self.weights(layer))
            case "norm":
                return self.norm_forward(x, layer)
            case "relu":
                return relu_forward(x)
            case _:
                return self.drop_forward(x)

    def stage_backward(self, stage: str, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        """See `stage_forward`."""
        match stage:
            case "affine":
                dx, dw, db = affine_backward(dout, cache)
                return dx, {f"W{layer}": dw, f"b{layer}": db}
            case "norm":
                return self.norm_backward(dout, cache, layer)
            case "relu":
                return relu_backward(dout, cache), {}
            case _:
                return self.drop_backward(dout, cache), {}

    def norm_forward(self, x: Array, layer: int) -> tuple[Array, Cache]:
        """The normalization of a hidden layer, where there is one."""
        if not self.normalization:
            return x, None
        forward = batchnorm_forward if self.normalization == "batchnorm" else layernorm_forward
        gamma, beta = self.params[f"gamma{layer}"], self.params[f"beta{layer}"]
        return forward(x, gamma, beta, self.norm_params[layer - 1])

    def norm_backward(self, dout: Array, cache: Cache, layer: int) -> tuple[Array, Params]:
        """See `norm_forward`."""
        if not self.normalization:
            return dout, {}
        backward = batchnorm_backward if self.normalization == "batchnorm" else layernorm_backward
        dx, dgamma, dbeta = backward(dout, cache)
        return dx, {f"gamma{layer}": dgamma, f"beta{layer}": dbeta}

    def drop_forward(self, x: Array) -> tuple[Array, Cache]:
        """Dropout, unless everything is kept."""
        return (x, None) if self.keep == 1 else dropout_forward(x, self.dropout_param)

    def drop_backward(self, dout: Array, cache: Cache) -> Array:
        """See `drop_forward`."""
        return dout if self.keep == 1 else dropout_backward(dout, cache)

    def weights(self, layer: int) -> tuple[Array, Array]:
        """Weight and bias of a layer."""
        return self.params[f"W{layer}"], self.params[f"b{layer}"]

    def penalty(self) -> float:
        """Half of reg times the sum of the squared weights."""
        return sum(self.layer_penalty(layer) for layer in range(1, self.num_layers + 1))

    def layer_penalty(self, layer: int) -> float:
        """One layer's part of the penalty."""
        return 0.5 * self.reg * self.size(self.params[f"W{layer}"])

    def size(self, weights: Array) -> float:
        """What grows with the weights: the sum of their squares."""
        return float(np.sum(weights**2))

    def penalty_gradient(self, name: str) -> Array | float:
        """What the penalty adds to a parameter's gradient."""
        return self.reg * self.params[name] if name.startswith("W") else 0.0
