"""Wrong variants of how the fully connected network begins: its weights, biases, scales and shifts."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from reference.cs_a3.arrays import Array
from reference.cs_a3.nets import FullyConnectedNet as RightNet
from reference.cs_a3.wrong.nets import wrong_net

Draw = Callable[[int, int, float], Array]
"""Weights (fan_in, fan_out), given these and weight_scale."""


def _wrong_draw(name: str, hint: str, draw: Draw) -> None:
    """Declare a network that draws its weights so."""

    class Drawn(RightNet):
        def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
            super().initialize(layer, fan_in, fan_out, weight_scale)
            self.params[f"W{layer}"] = draw(fan_in, fan_out, weight_scale)

    wrong_net(name, 0.5, hint)(Drawn)


def _uniform(bound: float, fan_in: int, fan_out: int) -> Array:
    return np.random.uniform(-bound, bound, (fan_in, fan_out))


_OTHER_RULE = "That rule for the weights is a good one, but `weight_scale` is asked for."
_BOTH = "`weight_scale` is the weights' whole deviation: what else are they multiplied with?"
_OTHER_DRAW = "The weights are drawn from another distribution than the handout asks for."

_wrong_draw(
    "weight_scale ignored",
    "The weights' deviation does not follow `weight_scale`.",
    lambda n, m, scale: np.random.randn(n, m),
)
_wrong_draw(
    "weight_scale as the variance",
    "Is `weight_scale` the standard deviation of the weights, or its square?",
    lambda n, m, scale: scale**0.5 * np.random.randn(n, m),
)
_wrong_draw(
    "weights zero", "Units that begin alike stay alike: how are weights drawn?", lambda n, m, scale: np.zeros((n, m))
)
_wrong_draw("uniform weights", _OTHER_DRAW, lambda n, m, scale: scale * np.random.rand(n, m))
_wrong_draw("uniform weights around 0", _OTHER_DRAW, lambda n, m, scale: _uniform(scale, n, m))
_wrong_draw("scaled by the number of inputs", _OTHER_RULE, lambda n, m, scale: n**-0.5 * np.random.randn(n, m))
_wrong_draw("He's initialization", _OTHER_RULE, lambda n, m, scale: (2 / n) ** 0.5 * np.random.randn(n, m))
_wrong_draw("Glorot's initialization", _OTHER_RULE, lambda n, m, scale: _uniform((6 / (n + m)) ** 0.5, n, m))
_wrong_draw("weight_scale and the number of inputs", _BOTH, lambda n, m, scale: scale * n**-0.5 * np.random.randn(n, m))
_wrong_draw(
    "weight_scale and Glorot's initialization", _BOTH, lambda n, m, scale: scale * _uniform((6 / (n + m)) ** 0.5, n, m)
)


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


@wrong_net("betas written over the gammas", 0.25, "Gammas begin as 1, betas as 0: is each put under its own name?")
class _BetasOverGammas(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if f"gamma{layer}" in self.params:
            self.params[f"gamma{layer}"] = self.params.pop(f"beta{layer}")


@wrong_net("gammas and betas drawn", 0.25, "At what values do a scale and a shift do nothing? They are not drawn.")
class _NormDrawn(RightNet):
    def initialize(self, layer: int, fan_in: int, fan_out: int, weight_scale: float) -> None:
        super().initialize(layer, fan_in, fan_out, weight_scale)
        if f"gamma{layer}" in self.params:
            self.params |= {name: np.random.rand(fan_out) for name in (f"gamma{layer}", f"beta{layer}")}


@wrong_net("betas of the last layer's length", 0.5, "Each hidden layer's beta is as long as that layer is wide.")
class _BetasOfLast(RightNet):
    def begin(self, widths: Sequence[int], weight_scale: float) -> None:
        super().begin(widths, weight_scale)
        for name in (name for name in self.params if name.startswith("beta")):
            self.params[name] = np.zeros(widths[1 if name == "beta1" else -2])


@wrong_net(
    "one hidden layer too few", 0.25, "Each number in `hidden_dims` is a hidden layer, and the scores come on top."
)
class _TooFewLayers(RightNet):
    def begin(self, widths: Sequence[int], weight_scale: float) -> None:
        self.num_layers -= 1
        super().begin([*widths[:-2], widths[-1]], weight_scale)


@wrong_net("no layer for the scores", 0.25, "After the hidden layers one more leads to the scores: how wide is it?")
class _NoScoresLayer(RightNet):
    def begin(self, widths: Sequence[int], weight_scale: float) -> None:
        self.num_layers -= 1
        super().begin(widths[:-1], weight_scale)


class _OwnNames(RightNet):
    """Its parameters and gradients have names of its own outside, and those of the handout while it computes."""

    def begin(self, widths: Sequence[int], weight_scale: float) -> None:
        super().begin(widths, weight_scale)
        self.params = {self.own(name): value for name, value in self.params.items()}

    def own(self, name: str) -> str:
        return name

    def loss(self, X: Array, y: Any = None) -> Any:
        params = self.params
        names = {self.own(name): name for layer in range(1, self.num_layers + 1) for name in _names(layer)}
        self.params = {names[own]: value for own, value in params.items()}
        try:
            result = super().loss(X, y)
        finally:
            self.params = params
        return result if y is None else (result[0], {self.own(name): grad for name, grad in result[1].items()})


def _names(layer: int) -> list[str]:
    """The handout's names of a layer's parameters."""
    return [f"{kind}{layer}" for kind in ("W", "b", "gamma", "beta")]


@wrong_net("layers counted from 0", 0.5, "Which number has the first layer in the handout's names?")
class _FromZero(_OwnNames):
    def own(self, name: str) -> str:
        kind = name.rstrip("0123456789")
        return f"{kind}{int(name.removeprefix(kind)) - 1}"


@wrong_net("small letters for weights", 0.5, "How does the handout write the weights' names?")
class _SmallLetters(_OwnNames):
    def own(self, name: str) -> str:
        return name.replace("W", "w")
